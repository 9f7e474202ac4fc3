// SPDX-License-Identifier: MIT
//
// What Chromium does with phonewall-web: the procedures of the specification, one
// after the other, by the tab, the section and the label that it names; and what
// people need who have no mouse, no script, a small screen or no eyes. web_page
// starts the two programs. Prints TAP.

'use strict';

const { chromium } = require('playwright-core');
const { execFileSync } = require('child_process');
const fs = require('fs');
const net = require('net');
const procedures = require('./procedures.js');

const runDirectory = process.env.RUN_DIRECTORY;
const accessibility = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const tabs = ['System', 'Provisioning', 'Ext', 'Phone'];
const accounts = {
	Administrator: "the administrator's",
	User: "the user's",
};
const saved = 'All changes are accepted and in force.';

let site = 'http://127.0.0.1';
let browser;
let page;

function expect(isTrue, text) {
	if (!isTrue)
		throw new Error(text);
}

function expectEqual(what, is, wanted) {
	expect(is === wanted, `${what} is "${is}", not "${wanted}"`);
}

// Waits as long as a busy machine may need.
async function waitFor(what, condition) {
	for (let i = 0; i < 600; i++) {
		if (await condition())
			return;
		await new Promise((done) => setTimeout(done, 100));
	}
	throw new Error(`waited in vain for ${what}`);
}

function isListening(port) {
	return new Promise((done) => {
		const socket = net.connect(port, '127.0.0.1');

		socket.on('connect', () => { socket.destroy(); done(true); });
		socket.on('error', () => done(false));
	});
}

// What phonewalld has in force.
function valueOf(name) {
	const text = execFileSync('build/phonewallctl', ['why', '--json',
		'--run-directory', runDirectory, name]);

	return JSON.parse(text).value;
}

// Whether the page's TLS takes a suite of TLS 1.2.
function offers(suite) {
	try {
		execFileSync('openssl', ['s_client', '-connect', '127.0.0.1:443',
			'-tls1_2', '-cipher', suite],
			{ input: '', stdio: 'pipe', timeout: 60000 });
		return true;
	} catch (error) {
		return false;
	}
}

// The page without scripts, unless they are wanted.
async function openPage(options) {
	const context = await browser.newContext({
		javaScriptEnabled: false, ignoreHTTPSErrors: true,
		viewport: { width: 1280, height: 800 }, ...options });

	context.setDefaultTimeout(60000);
	return context.newPage();
}

async function logIn(on, account) {
	await on.goto(`${site}/login`);
	await on.getByLabel('Account').selectOption(account);
	await on.getByLabel('Password').fill(accounts[account]);
	await on.getByRole('button', { name: 'Log in' }).click();
	await on.getByRole('heading', { name: 'Status', level: 1 }).waitFor();
}

// Ext(n) is a tab for each line.
async function openTab(on, tab) {
	const line = tab.match(/^Ext\((\d+)\)$/);
	const name = line ? `Ext ${line[1]}` : tab;

	await on.getByRole('navigation', { name: 'Pages' })
		.getByRole('link', { name: line ? 'Ext' : tab, exact: true }).click();
	if (line)
		await on.getByRole('link', { name, exact: true }).click();
	return on.getByRole('region', { name, exact: true });
}

async function fill(region, section, label, value) {
	const field = region.getByRole('group', { name: section, exact: true })
		.getByLabel(label, { exact: true });

	if (await field.evaluate((element) => element.tagName) === 'SELECT')
		await field.selectOption(value);
	else
		await field.fill(value);
}

async function submit(region) {
	await region.getByRole('button', { name: 'Submit All Changes' }).click();
}

async function expectSaved(on) {
	await on.getByRole('status').filter({ hasText: saved }).waitFor();
}

async function follow(procedure) {
	const region = await openTab(page, procedure.tab);

	for (const [label, value] of Object.entries(procedure.fields))
		await fill(region, procedure.section, label, value);
	await submit(region);
	await expectSaved(page);
	expect(await region.isVisible(), 'another tab is shown afterwards');
	for (const [name, value] of Object.entries(procedure.inForce))
		expectEqual(name, valueOf(name), value);
}

// Only the problems that axe-core calls serious or critical, of these rules or all.
async function findProblems(on, rules) {
	await on.evaluate(accessibility);
	const result = await on.evaluate((only) => axe.run({
		resultTypes: ['violations'], ...(only && { runOnly: only }) }), rules);

	return result.violations
		.filter((rule) => ['serious', 'critical'].includes(rule.impact))
		.map((rule) => `${rule.id}: ${rule.nodes[0].html}`);
}

async function testTabsTogether() {
	await fill(await openTab(page, 'System'), 'Security Settings',
		'Firewall Options', 'TCP:12003');
	await fill(await openTab(page, 'Ext(2)'), 'SIP Settings',
		'SIP Transport', 'TCP');
	await fill(await openTab(page, 'Provisioning'), 'Configuration Profile',
		'Resync Periodic', '7200');
	await submit(await openTab(page, 'Phone'));
	await expectSaved(page);
	expectEqual('Firewall_Config', valueOf('Firewall_Config'), 'TCP:12003');
	expectEqual('SIP_Transport_2_', valueOf('SIP_Transport_2_'), 'TCP');
	expectEqual('Resync_Periodic', valueOf('Resync_Periodic'), '7200');
}

async function testFaults() {
	const phone = await openTab(page, 'Phone');
	const server = page.locator('#LDAP_Server');

	await fill(phone, 'LDAP', 'Server', 'ldaps://ldap.example.net');
	const system = await openTab(page, 'System');
	const options = system.getByLabel('Firewall Options', { exact: true });

	await options.fill('TCP:99999');
	await submit(system);
	await page.getByRole('alert').filter({ hasText: 'Nothing was changed' })
		.waitFor();
	expect(await options.isVisible(), 'the tab is not shown again');
	expectEqual('aria-invalid', await options.getAttribute('aria-invalid'), 'true');
	expectEqual('Firewall Options', await options.inputValue(), 'TCP:99999');
	expectEqual('Server', await server.inputValue(), 'ldaps://ldap.example.net');
	expect(valueOf('LDAP_Server') !== 'ldaps://ldap.example.net', 'it is applied');
	await page.screenshot({ path: 'build/browser/fault.png' });
	await page.getByRole('alert').getByRole('link', { name: 'Firewall_Config' })
		.click();
	await options.fill('TCP:12004');
	await submit(system);
	await expectSaved(page);
	expectEqual('Firewall_Config', valueOf('Firewall_Config'), 'TCP:12004');
	expectEqual('LDAP_Server', valueOf('LDAP_Server'), 'ldaps://ldap.example.net');
}

async function testTwoAdministrators() {
	const second = await openPage();
	const mine = await openTab(page, 'System');

	await logIn(second, 'Administrator');
	const other = await openTab(second, 'System');

	await fill(other, 'Security Settings', 'Firewall Options', 'TCP:12005');
	await submit(other);
	await expectSaved(second);
	await fill(mine, 'Security Settings', 'Firewall Options', 'TCP:12006');
	await submit(mine);
	await page.getByRole('alert').filter({ hasText: 'somebody else has set meanwhile' })
		.waitFor();
	expectEqual('Firewall_Config', valueOf('Firewall_Config'), 'TCP:12005');
	await submit(mine);
	await expectSaved(page);
	expectEqual('Firewall_Config', valueOf('Firewall_Config'), 'TCP:12006');
	await second.context().close();
}

async function testUser() {
	const user = await openPage();

	await logIn(user, 'User');
	const system = await openTab(user, 'System');

	expect(await system.getByLabel('PAC URL', { exact: true }).isDisabled(),
		'ua="ro" may be changed');
	expectEqual('fields of ua="na"',
		await system.getByLabel('Firewall', { exact: true }).count(), 0);
	await fill(system, 'HTTP Proxy Settings', 'Proxy Host', 'other.example.net');
	await submit(system);
	await expectSaved(user);
	expectEqual('Proxy_Host', valueOf('Proxy_Host'), 'other.example.net');
	await user.context().close();
}

// Presses Tab until the element has the focus.
async function tabTo(on, locator) {
	for (let i = 0; i < 200; i++) {
		if (await locator.evaluate((element) => element === document.activeElement))
			return;
		await on.keyboard.press('Tab');
	}
	throw new Error('the keyboard does not reach it');
}

async function testKeyboard() {
	const on = await openPage();

	await on.goto(`${site}/login`);
	await tabTo(on, on.getByLabel('Password'));
	await on.keyboard.type(accounts.Administrator);
	await on.keyboard.press('Enter');
	await on.getByRole('heading', { name: 'Status', level: 1 }).waitFor();
	await tabTo(on, on.getByRole('link', { name: 'Phone', exact: true }));
	await on.keyboard.press('Enter');
	const phone = on.getByRole('region', { name: 'Phone', exact: true });
	const base = phone.getByLabel('Search Base', { exact: true });

	await base.waitFor();
	await tabTo(on, base);
	await on.keyboard.type('dc=example,dc=net');
	await tabTo(on, phone.getByRole('button', { name: 'Submit All Changes' }));
	await on.keyboard.press('Enter');
	await expectSaved(on);
	expectEqual('LDAP_Search_Base', valueOf('LDAP_Search_Base'), 'dc=example,dc=net');
	await on.context().close();
}

// Calls a function with each page that there is.
async function visitPages(on, visit) {
	await on.goto(`${site}/login`);
	await visit('Log in');
	await logIn(on, 'Administrator');
	await visit('Status');
	for (const tab of tabs) {
		await openTab(on, tab);
		await visit(tab);
	}
}

// 640 pixels are those of a window of 1280 at 200 %.
async function testSmallScreens() {
	for (const width of [320, 640]) {
		const on = await openPage({ viewport: { width, height: 640 } });

		await visitPages(on, async (name) => {
			const needed = await on.evaluate(
				() => document.documentElement.scrollWidth);

			expect(needed <= width, `${name} needs ${needed} of ${width} pixels`);
		});
		await on.context().close();
	}
}

async function testAccessibility() {
	for (const colorScheme of ['light', 'dark']) {
		// axe-core needs the timers that scripts have.
		const on = await openPage({ colorScheme, javaScriptEnabled: true });

		await visitPages(on, async (name) => {
			const problems = await findProblems(on,
				colorScheme === 'dark' ? ['color-contrast'] : undefined);

			expect(!problems.length, `${name}, ${colorScheme}: ${problems.join('; ')}`);
			await on.screenshot({ path: `build/browser/${
				name.toLowerCase().replace(' ', '-')}-${colorScheme}.png` });
		});
		await on.evaluate(() => document.querySelector('main')
			.insertAdjacentHTML('beforeend', '<input>'));
		expect((await findProblems(on)).some((text) => text.startsWith('label:')),
			'a field without a label is no problem for axe-core');
		await on.context().close();
	}
}

// The browser's own, and nothing of another host or by script.
async function testNothingElse() {
	const on = await openPage({ javaScriptEnabled: true });
	const problems = [];

	on.on('request', (request) => {
		if (!request.url().startsWith(`${site}/`))
			problems.push(request.url());
	});
	on.on('console', (message) => {
		if (message.type() === 'error')
			problems.push(message.text());
	});
	await visitPages(on, async () => {});
	expectEqual('what the browser complains about', problems.join('; '), '');
	await on.context().close();
}

async function testHttps() {
	const region = await openTab(page, 'System');

	await fill(region, 'System Configuration', 'Enable Protocol', 'Https');
	await fill(region, 'System Configuration', 'Web Server Port', '443');
	await submit(region).catch(() => {});
	await waitFor('HTTPS', () => isListening(443));
	expect(!await isListening(80), 'port 80 is still open');
	site = 'https://127.0.0.1';
	await logIn(page, 'Administrator');
}

async function testSuites() {
	const [kept, gone] = ['ECDHE-RSA-AES256-GCM-SHA384',
		'ECDHE-RSA-AES128-GCM-SHA256'];

	expect(offers(kept) && offers(gone), 'a default suite is not offered');
	await follow({ tab: 'System', section: 'Security Settings',
		fields: { 'TLS Cipher List': kept },
		inForce: { TLS_Cipher_List: kept } });
	await waitFor('the list to be in force', () => !offers(gone));
	expect(offers(kept), 'the suite of the list is not offered');
}

async function testDisabled() {
	const region = await openTab(page, 'System');

	await fill(region, 'System Configuration', 'Enable Web Server', 'No');
	await submit(region).catch(() => {});
	await waitFor('the page to be gone', async () => !await isListening(443));
	expectEqual('Enable_Web_Server', valueOf('Enable_Web_Server'), 'No');
}

function within(seconds, promise) {
	let timer;
	const limit = new Promise((done, fail) => {
		timer = setTimeout(() => fail(
			new Error(`it takes longer than ${seconds} s`)), seconds * 1000);
	});

	return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

const tests = [
	...procedures.map((procedure) => [
		`${procedure.title}: Voice > ${procedure.tab} > ${procedure.section}`,
		() => follow(procedure)]),
	['what was typed on any tab is submitted', testTabsTogether],
	['faults stand beside their fields, and what was typed is kept', testFaults],
	['the second administrator is told of the first', testTwoAdministrators],
	['a user sees and changes what ua says', testUser],
	['the keyboard alone is enough', testKeyboard],
	['nothing is cut off at 320 pixels or at 200 %', testSmallScreens],
	['axe-core finds nothing serious, light and dark', testAccessibility],
	['nothing is loaded from elsewhere', testNothingElse],
	['the page moves to HTTPS and another port', testHttps],
	['a suite that the list leaves out is no longer offered', testSuites],
	['the page is disabled', testDisabled],
];

async function run() {
	let number = 0, failed = 0;

	console.log(`1..${tests.length}`);
	browser = await chromium.launch({ executablePath: '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu'] });
	await waitFor('phonewall-web', () => isListening(80));
	page = await openPage();
	await logIn(page, 'Administrator');
	for (const [title, test] of tests) {
		number++;
		try {
			await within(180, test());
			console.log(`ok ${number} - ${title}`);
		} catch (error) {
			failed++;
			console.log(`not ok ${number} - ${title}`);
			console.log(String(error.stack).replace(/^/gm, '# '));
			await page.screenshot({ path: `build/browser/failed-${number}.png` })
				.catch(() => {});
		}
	}
	await browser.close();
	return failed;
}

run().then((failed) => process.exit(failed ? 1 : 0), (error) => {
	console.log(String(error.stack).replace(/^/gm, '# '));
	process.exit(1);
});
