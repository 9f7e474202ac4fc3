#!/bin/bash
# SPDX-License-Identifier: MIT
#
# phonewall-web, with curl as the browser and phonewalld behind it: logging in,
# submitting, the rights of each account, and attacks.
#
#     phone                          lan             pc
#     eth0 ------------------------- eth0 ---------- eth0
#   phonewall-web, phonewalld        administrator   attacker

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

web_user=990
web_group=991
web_state=$work/web-state
password='right & long "password"'
site=http://$phone4
host=lan
secret=hidden-from-everybody

# Gone with this suite's own mounts.
create_web_user()
{
	local file

	for file in passwd group; do
		cp "/etc/$file" "$work/$file"
		mount --bind "$work/$file" "/etc/$file"
	done
	echo "phonewall-web:x:$web_user:$web_group::/:/bin/false" >>/etc/passwd
	echo "phonewall-web:x:$web_group:" >>/etc/group
	chmod 755 "$work"
}

# web: with the one capability that its service gives it, for "start".
web()
{
	local right=-all,+net_bind_service

	in_phone setpriv --reuid "$web_user" --regid "$web_group" \
		--clear-groups --bounding-set "$right" --inh-caps "$right" \
		--ambient-caps "$right" phonewall-web --agent-directory "$run" \
		--state-directory "$web_state"
}

start_web()
{
	start web web
	wait_for_server phone tcp "${1:-80}"
}

# begin [PARAMETER]...: phonewalld with a cfg.xml of these, and phonewall-web.
begin()
{
	rm -rf "$etc" "$state" "$run" "$web_state" "$work"/jar.*
	mkdir -p "$etc" "$state" "$run" "$web_state"
	chown "$web_user" "$web_state"
	{
		echo "<flat-profile>"
		echo "<Admin_Password>${password//&/&amp;}</Admin_Password>"
		echo "<User_Password>of-user</User_Password>"
		echo '<Firewall_Config ua="na">TCP:12000</Firewall_Config>'
		echo '<Proxy_Host ua="rw">proxy.example.net</Proxy_Host>'
		echo '<PAC_URL ua="ro">http://pac.example.net/</PAC_URL>'
		echo "<LDAP_Password ua=\"rw\">$secret</LDAP_Password>"
		printf '%s\n' "$@"
		echo "</flat-profile>"
	} >"$cfg"
	start agent agent
	wait_for test -S "$run/web.sock"
	wait_for test -e "$run/web.json"
}

begin_web()
{
	begin
	start_web
}

# browse JAR PATH [OPTION]...: prints the status, the fields and the page.
browse()
{
	in_host "$host" curl -skg -i -m 20 -b "$work/jar.$1" -c "$work/jar.$1" \
		"${@:3}" "$site$2"
}

# status JAR PATH [OPTION]...: prints the status alone.
status()
{
	browse "$@" | sed -n '1s/^[^ ]* \([0-9]*\).*/\1/p'
}

log_in()
{
	status "$1" /login --data-urlencode "account=$2" \
		--data-urlencode "password=$3"
}

# log_in_as JAR ACCOUNT PASSWORD: must work.
log_in_as()
{
	expect_equal "status of logging in" "$(log_in "$@")" 303
}

admin() { log_in_as "${1:-admin}" admin "$password"; }
user() { log_in_as user user of-user; }

token_of()
{
	browse "$1" /info/status | sed -n 's/.*logout.*name="token" value="\([0-9a-f]*\)".*/\1/p'
}

# submit JAR PATH NAME=VALUE...: as the page's form does for these fields.
submit()
{
	local assignment data=() jar=$1 path=$2
	shift 2

	for assignment; do
		data+=(--data-urlencode "p.$assignment")
	done
	browse "$jar" "$path" --data-urlencode "token=$(token_of "$jar")" \
		"${data[@]}"
}

# value NAME: what phonewalld has in force.
value()
{
	in_phone phonewallctl why --json --run-directory "$run" "$1" |
		jq -r .value
}

# ask REQUEST: as whoever has taken phonewall-web over; prints the result.
ask()
{
	printf '%s' "$1" | setpriv --reuid "$web_user" --regid "$web_group" \
		--clear-groups socat -t 20 - "UNIX-CONNECT:$run/web.sock" |
		jq -r .result
}

first_line() { sed -n '1s/\r$//p'; }

test_log_in()
{
	local path

	begin_web
	expect_equal "wrong password" "$(log_in admin admin wrong)" 403
	expect_equal "no such account" "$(log_in admin root "$password")" 403
	expect_equal "password of another" "$(log_in admin user "$password")" 403
	for path in /info/status /info/diagnostics /metrics /voice; do
		expect_equal "$path without a session" \
			"$(status nobody $path)" 403
		browse nobody $path >"$work/page"
		expect_failure grep -e 12000 -e proxy.example "$work/page"
	done
	admin
	browse admin /voice | grep -F 'value="TCP:12000"'
	grep 'HttpOnly_.*session' "$work/jar.admin"
	grep "admin has logged in" "$log"
	expect_failure grep -F "$password" "$log" "$work/web"
}

# An empty password is none, of cfg.xml and of whoever types it.
test_no_default_password()
{
	begin "<Admin_Password></Admin_Password>" \
		"<User_Password></User_Password>"
	start_web
	expect_equal "status" "$(log_in nobody admin "")" 403
	expect_equal "status" "$(log_in nobody user "")" 403
	browse nobody /login -d "account=admin&password=" |
		grep "there is no Admin_Password; set one in cfg.xml"
	stop_last TERM
}

test_submit()
{
	begin_web
	admin
	submit admin /voice Firewall_Config=TCP:12001 >"$work/page"
	expect_equal "status" "$(first_line <"$work/page")" "HTTP/1.1 303 See Other"
	expect_equal "value" "$(value Firewall_Config)" TCP:12001
	in_phone phonewallctl why --run-directory "$run" Firewall_Config |
		grep "set on the web page by admin"
	browse admin "/voice?saved" | grep "accepted and in force"
	submit admin /voice Firewall_Config=TCP:12002 SIP_Transport_3_=TLS \
		DHCP_Option_To_Use=66,160 LDAP_Server=ldaps://10.45.76.79
	expect_equal "System" "$(value Firewall_Config)" TCP:12002
	expect_equal "Ext 3" "$(value SIP_Transport_3_)" TLS
	expect_equal "Provisioning" "$(value DHCP_Option_To_Use)" 66,160
	expect_equal "Phone" "$(value LDAP_Server)" ldaps://10.45.76.79
}

# Beside the field, with what was typed, and nothing of it is applied.
test_faults()
{
	begin_web
	admin
	submit admin /voice Firewall_Config=TCP:99999 Firewall=Disabled \
		>"$work/page"
	first_line <"$work/page" | grep "422"
	grep -F 'value="TCP:99999"' "$work/page"
	grep -F 'aria-invalid="true"' "$work/page"
	grep -F 'id="f.Firewall_Config"' "$work/page"
	grep -F "<option selected>Disabled" "$work/page"
	expect_equal "value" "$(value Firewall_Config)" TCP:12000
	expect_equal "firewall" "$(value Firewall)" Enabled
	submit admin /voice No_Such=1 | first_line | grep 422
}

# What a user may not see or change, in every way that a form can say it.
test_user()
{
	local name

	begin_web
	user
	browse user /voice >"$work/page"
	grep -F proxy.example.net "$work/page"
	grep -F 'name="p.PAC_URL" aria-describedby="h.PAC_URL" disabled' \
		"$work/page"
	expect_failure grep -e Firewall_Config -e Admin_Password "$work/page"
	expect_equal "metrics" "$(status user /metrics)" 403
	expect_equal "diagnostics" "$(status user /info/diagnostics)" 403
	submit user /voice Proxy_Host=other.example.net
	expect_equal "ua=rw" "$(value Proxy_Host)" other.example.net
	for name in PAC_URL Firewall_Config Firewall Admin_Password \
		User_Password Enable_Protocol; do
		submit user /voice $name=Disabled | first_line | grep 422
	done
	expect_equal "ua=ro" "$(value PAC_URL)" http://pac.example.net/
	expect_equal "ua=na" "$(value Firewall_Config)" TCP:12000
	log_in_as user user of-user
}

# With the words of phonewallctl; a reason may name what a user may not see.
test_open_ports()
{
	local reason

	begin_web
	admin
	user
	browse admin /info/status >"$work/page"
	in_phone phonewallctl ports --json "$cfg" |
		jq -r ".ports[].reason" >"$work/reasons"
	grep "TCP:12000" "$work/reasons"
	while read -r reason; do
		grep -F "$reason" "$work/page" >/dev/null
	done <"$work/reasons"
	browse user /info/status >"$work/page"
	grep "<h1>Status" "$work/page"
	expect_failure grep -F "TCP:12000" "$work/page"
}

test_secrets()
{
	local path

	begin_web
	admin
	for path in /voice /info/diagnostics /info/status \
		/metrics; do
		browse admin $path >>"$work/pages"
	done
	grep -F TCP:12000 "$work/pages" >/dev/null
	expect_failure grep -e "$secret" -e of-user -e "right &amp; long" \
		"$work/pages"
	browse admin /voice --data-urlencode "token=$(token_of admin)" \
		-d "p.LDAP_Password=&c.LDAP_Password=1"
	in_phone phonewallctl why --json --run-directory "$run" LDAP_Password |
		jq -e '.origin == "web"'
	expect_failure grep -F "$secret" "$state/store.xml"
}

# A change between showing and submitting is not lost unseen.
test_two_administrators()
{
	begin_web
	admin
	admin second
	submit second /voice Firewall_Config=TCP:12002
	browse admin /voice --data-urlencode "token=$(token_of admin)" \
		-d "o.Firewall_Config=TCP:12000&p.Firewall_Config=TCP:12003" \
		>"$work/page"
	grep "somebody else has set meanwhile" "$work/page"
	grep -F '&quot;TCP:12002&quot;' "$work/page" ||
		grep -F '"TCP:12002"' "$work/page"
	expect_equal "value" "$(value Firewall_Config)" TCP:12002
	browse admin /voice --data-urlencode "token=$(token_of admin)" \
		-d "o.Firewall_Config=TCP:12000&p.Firewall_Config=TCP:12000" \
		-d "o.Firewall=Enabled&p.Firewall=Disabled"
	expect_equal "value" "$(value Firewall_Config)" TCP:12002
	expect_equal "firewall" "$(value Firewall)" Disabled
}

test_escaping()
{
	begin_web
	admin
	submit admin /voice 'Proxy_Username="><script>alert(1)</script>' \
		'Firewall_Config=<img src=x onerror=alert(1)>' >"$work/page"
	submit admin /voice 'Proxy_Username="><script>alert(1)</script>'
	browse admin /voice >>"$work/page"
	grep -F '&quot;&gt;&lt;script&gt;' "$work/page" >/dev/null
	expect_failure grep -e '<script' -e '<img' "$work/page"
	grep "Content-Security-Policy: default-src 'none'" "$work/page"
}

# A page of somebody else has the cookie at best, and neither the token nor the
# right origin.
test_forgery()
{
	local token

	begin_web
	admin
	admin second
	token=$(token_of admin)
	set -- --data-urlencode "p.Firewall_Config=TCP:12009"
	expect_equal "no token" "$(status admin /voice "$@")" 403
	expect_equal "token of another session" "$(status admin /voice \
		"$@" -d "token=$(token_of second)")" 403
	set -- "$@" -d "token=$token"
	expect_equal "origin" "$(status admin /voice "$@" \
		-H "Origin: http://evil.example")" 403
	expect_equal "no origin" "$(status admin /voice "$@" \
		-H "Origin: null")" 403
	expect_equal "site" "$(status admin /voice "$@" \
		-H "Sec-Fetch-Site: cross-site")" 403
	expect_equal "type" "$(status admin /voice "$@" \
		-H "Content-Type: text/plain")" 415
	expect_equal "method" "$(status admin "/logout?token=$token")" 405
	expect_equal "value" "$(value Firewall_Config)" TCP:12000
	expect_equal "the page's own" "$(status admin /voice "$@" \
		-H "Origin: $site" -H "Sec-Fetch-Site: same-origin")" 303
	expect_equal "value" "$(value Firewall_Config)" TCP:12009
}

test_host()
{
	begin_web
	admin
	expect_equal "rebinding" "$(status admin /voice \
		-H "Host: evil.example")" 421
	expect_equal "no host" "$(status admin /voice -H "Host:")" 421
	expect_equal "its name" "$(status nobody /login \
		-H "Host: $(hostname)")" 200
	site="http://[$phone6]"
	expect_equal "IPv6" "$(log_in six admin "$password")" 303
}

# A session that an attacker has chosen is never taken.
test_fixation()
{
	local chosen=00000000000000000000000000000000
	local again

	chosen=$chosen$chosen
	begin_web
	browse admin /login -H "Cookie: session=$chosen" \
		--data-urlencode "account=admin" \
		--data-urlencode "password=$password" >"$work/page"
	grep "Set-Cookie: session=" "$work/page"
	expect_failure grep -F "$chosen" "$work/page"
	expect_equal "status" "$(status nobody /info/status \
		-H "Cookie: session=$chosen")" 403
	again=$(sed -n 's/.*session\t//p' "$work/jar.admin")
	expect_equal "its own" "$(status admin /info/status)" 200
	browse admin /logout -d "token=$(token_of admin)"
	expect_equal "after logging out" "$(status nobody /info/status \
		-H "Cookie: session=$again")" 403
}

test_password_change()
{
	begin_web
	admin
	admin second
	submit admin /voice Admin_Password=another-one | first_line |
		grep 303
	expect_equal "session" "$(status second /info/status)" 403
	expect_equal "old password" "$(log_in admin admin "$password")" 403
	log_in_as admin admin another-one
	submit admin /voice Enable_Web_Admin_Access=No
	expect_equal "session" "$(status admin /info/status)" 403
	expect_equal "no access" "$(log_in admin admin another-one)" 403
	user
}

# A host waits longer and longer; an administrator who is logged in does not.
test_guessing()
{
	local i

	begin_web
	admin
	host=pc
	for ((i = 0; i < 3; i++)); do
		expect_equal "guess" "$(log_in guess admin "guess$i")" 403
	done
	expect_equal "fourth guess" "$(log_in guess admin "$password")" 429
	host=lan
	expect_equal "session" "$(status admin /info/status)" 200
	log_in_as other admin "$password"
}

# As many guesses as phonewall-web itself could make if it were taken over: ten, and
# one more every two seconds.
test_guessing_by_socket()
{
	local i guess='{"request":"login","account":"admin","password":"x"}'

	begin
	for ((i = 0; i < 40; i++)); do
		ask "$guess"
		! grep -q "too many attempts" "$log" || break
	done
	((i >= 10 && i < 40))
}

# In place of phonewall-provision its socket is written into a file.
test_resync()
{
	local received=$work/received place=/run/phonewall-provision

	mkdir -p "$place"
	begin_web
	admin
	expect_equal "nobody listens" "$(status admin /admin/resync \
		-d "token=$(token_of admin)")" 503
	: >"$received"
	start provision socat -u "UNIX-LISTEN:$place/control.sock,fork" \
		"OPEN:$received,append"
	wait_for test -S "$place/control.sock"
	user
	expect_equal "no session" "$(status nobody /admin/resync -d token=x)" 403
	expect_equal "no token" "$(status admin /admin/resync -d url=)" 403
	expect_equal "GET" "$(status admin "/admin/resync?http://x/")" 405
	expect_equal "user" "$(status user /admin/resync \
		-d "token=$(token_of user)")" 503
	expect_equal "no command yet" "$(<"$received")" ""
	expect_equal "status" "$(status admin /admin/resync \
		-d "token=$(token_of admin)")" 303
	wait_for grep -Fx '{"request":"resync"}' "$received"
	: >"$received"
	expect_equal "status" "$(status admin /admin/resync \
		-d "token=$(token_of admin)&url=https://x.example.net/a")" 303
	wait_for grep -F '"url":"https://x.example.net/a"' "$received"
	grep "a resync by user is refused" "$log"
}

# Nothing at all without a login.
test_taken_over()
{
	local request

	begin
	for request in '{"request":"reset"}' \
		'{"request":"set","parameters":{"Firewall":"Disabled"}}' \
		'{"request":"why","parameter":"Firewall"}' \
		'{"request":"submit","url":"http://x","profile":"<flat-profile/>"}'; do
		expect_equal "$request" "$(ask "$request")" error
	done
	for request in '{"request":"view","session":"x"}' \
		'{"request":"change","session":"","parameters":{"Firewall":"Disabled"}}' \
		'{"request":"resync","session":"x"}' \
		'{"request":"logout","session":"x"}'; do
		expect_equal "$request" "$(ask "$request")" no-session
	done
	expect_equal "firewall" "$(value Firewall)" Enabled
	expect_failure setpriv --reuid "$web_user" --regid "$web_group" \
		--clear-groups socat -u OPEN:/dev/null \
		"UNIX-CONNECT:$run/store.sock"
	expect_failure setpriv --reuid "$web_user" --regid "$web_group" \
		--clear-groups cat "$run/sip.json"
}

test_wrong_requests()
{
	begin_web
	expect_equal "header flood" "$(status x / -H "X: $(head -c 9000 \
		/dev/zero | tr '\0' a)")" 431
	expect_equal "large body" "$(status x /login -X POST \
		-H "Content-Length: 1073741824" -H "Expect:")" 413
	expect_equal "chunks" "$(status x /login -X POST \
		-H "Transfer-Encoding: chunked" -d a)" 501
	expect_equal "two lengths" "$(printf 'POST /login HTTP/1.1\r\nHost: %s\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab' \
		"$phone4" | in_lan socat -t 2 - "TCP:$phone4:80" | first_line)" \
		"HTTP/1.1 400 Bad Request"
	expect_equal "traversal" "$(status x /../../etc/passwd --path-as-is)" 404
	expect_equal "encoded" "$(status x /voice/%2e%2e/metrics)" 404
	expect_equal "injection" "$(status x "/%0d%0aSet-Cookie:%20a=b")" 404
	expect_equal "method" "$(status x / -X DELETE)" 405
	expect_equal "form" "$(status x /login -d "account=%zz")" 415
	expect_equal "after all" "$(status x /login)" 200
}

# Connections that say nothing, or a byte now and then, of one host and of another.
test_slow()
{
	local i started_at rss

	begin_web
	admin
	for ((i = 0; i < 20; i++)); do
		start "slow$i" in_pc socat -u "TCP:$phone4:80" /dev/null
		start "slower$i" in_lan socat -u "TCP:$phone4:80" /dev/null
	done
	wait_for is_full
	started_at=$SECONDS
	expect_equal "status" "$(status admin /voice)" 200
	((SECONDS - started_at < 5))
	for ((i = 0; i < 300; i++)); do
		printf 'GET / HTTP/1.1\r\nX: ' >"/dev/tcp/$phone4/80" || true
	done 2>/dev/null &
	wait "$!" || true
	expect_equal "status" "$(status admin /voice)" 200
	rss=$(sed -n 's/^VmHWM: *\([0-9]*\).*/\1/p' \
		"/proc/$(pidof phonewall-web)/status")
	echo "at most $rss KiB"
	((rss < 16384))
}

# Eight connections of each of the two hosts
is_full()
{
	[[ $(in_phone ss -Htn state established "sport = :80" | wc -l) == 16 ]]
}

# The process ends and is started again, as its service does.
test_https()
{
	begin_web
	admin
	submit admin /voice Enable_Protocol=Https Web_Server_Port=443
	wait "${started[-1]}"
	unset 'started[-1]'
	start_web 443
	[[ $(stat -c %a "$web_state/web.pem") == 600 ]]
	site=https://$phone4
	admin
	grep "__Host-session" "$work/jar.admin"
	browse admin /voice >"$work/page"
	expect_failure grep "not encrypted" "$work/page"
	expect_failure in_lan curl -sk --tls-max 1.1 "$site/login"
	in_lan curl -skv --tls-max 1.2 "$site/login" 2>&1 |
		grep "SSL connection using TLSv1.2 / ECDHE-RSA-AES"
	expect_failure in_lan curl -s -m 5 "http://$phone4:443/"
	cp "$web_state/web.pem" "$work/first.pem"
	stop_last TERM
	start_web 443
	cmp "$web_state/web.pem" "$work/first.pem"
}

test_disabled()
{
	begin_web
	admin
	submit admin /voice Enable_Web_Server=No
	wait "${started[-1]}"
	unset 'started[-1]'
	start web web
	sleep 0.5
	expect_failure in_lan curl -s -m 5 "$site/"
	in_phone phonewallctl set --run-directory "$run" Enable_Web_Server=Yes
	wait "${started[-1]}"
	unset 'started[-1]'
	start_web
	expect_equal "status" "$(status x /login)" 200
}

# Neither needs the other to run on.
test_agent_is_gone()
{
	begin
	stop_last TERM
	start_web
	expect_equal "login page" "$(status x /login)" 200
	expect_equal "login" "$(log_in x admin "$password")" 503
	expect_equal "capabilities" "$(grep -cE "^Cap(Prm|Eff|Inh|Amb):\s0+$" \
		"/proc/$(pidof phonewall-web)/status")" 4
	grep "^NoNewPrivs:.*1" "/proc/$(pidof phonewall-web)/status"
	expect_failure in_phone phonewall-web --agent-directory "$run" \
		--state-directory "$web_state"
}

create_network
create_web_user

test_that "who may log in" test_log_in
test_that "there is no default password" test_no_default_password
test_that "all tabs are submitted at once" test_submit
test_that "faults stand beside their fields" test_faults
test_that "a user sees and changes what ua says" test_user
test_that "an administrator sees why each port is open" test_open_ports
test_that "passwords go in and never out" test_secrets
test_that "two administrators" test_two_administrators
test_that "a value is never HTML" test_escaping
test_that "another site's form is refused" test_forgery
test_that "another host's name is refused" test_host
test_that "a session that was chosen by others is none" test_fixation
test_that "a new password ends the sessions" test_password_change
test_that "a host that guesses waits" test_guessing
test_that "so does whoever has the socket" test_guessing_by_socket
test_that "an administrator begins a resync" test_resync
test_that "phonewall-web can do nothing without a login" test_taken_over
test_that "wrong requests" test_wrong_requests
test_that "slow hosts keep nobody out" test_slow
test_that "HTTPS" test_https
test_that "the page is disabled and enabled" test_disabled
test_that "it runs without phonewalld, and without privileges" test_agent_is_gone
run_tests
