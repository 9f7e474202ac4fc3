// SPDX-License-Identifier: MIT
/*
 * What the discovery concludes from the neighbours, and how often. Both
 * protocols are fakes; the clock is real.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <event2/event.h>

#include "event_loop.h"
#include "vlan/cdp_listener.h"
#include "vlan/discovery.h"
#include "vlan/lldp.h"

static struct {
	void (*cdp_heard)(const struct phonewall_cdp *cdp, void *argument);
	void (*lldp_changed)(void *argument);
	void *argument;
	struct phonewall_learned_vlan lldp;
	const char *error;
} fake;

static struct event_base *base;
static struct phonewall_discovery *discovery;
static unsigned int changes;

struct phonewall_cdp_listener *
phonewall_cdp_listener_open(struct event_base *events,
			    void (*heard)(const struct phonewall_cdp *cdp,
					  void *argument),
			    void *argument)
{
	(void)events;
	fake.cdp_heard = heard;
	fake.argument = argument;
	return (struct phonewall_cdp_listener *)&fake;
}

int phonewall_cdp_listener_set(struct phonewall_cdp_listener *listener,
			       const char *port)
{
	(void)listener;
	(void)port;
	return 0;
}

void phonewall_cdp_listener_close(struct phonewall_cdp_listener *listener)
{
	(void)listener;
}

struct phonewall_lldp *phonewall_lldp_open(struct event_base *events,
					   void (*changed)(void *argument),
					   void *argument)
{
	(void)events;
	(void)argument;
	fake.lldp_changed = changed;
	return (struct phonewall_lldp *)&fake;
}

void phonewall_lldp_set(struct phonewall_lldp *lldp, const char *port,
			bool enabled)
{
	(void)lldp;
	(void)port;
	(void)enabled;
}

struct phonewall_learned_vlan
phonewall_lldp_voice(const struct phonewall_lldp *lldp)
{
	(void)lldp;
	return fake.lldp;
}

const char *phonewall_lldp_error(const struct phonewall_lldp *lldp)
{
	(void)lldp;
	return fake.error;
}

void phonewall_lldp_close(struct phonewall_lldp *lldp)
{
	(void)lldp;
}

static void on_changed(void *argument)
{
	(void)argument;
	changes++;
}

static int set_up(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof(fake));
	changes = 0;
	base = event_base_new();
	discovery = phonewall_discovery_open(base, on_changed, NULL);
	phonewall_discovery_set(discovery, "lan0", true, true);
	return discovery ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_discovery_close(discovery);
	event_base_free(base);
	return 0;
}

static void hear_cdp_for(uint16_t vlan, uint8_t seconds, bool is_switch)
{
	const struct phonewall_cdp cdp = {
		.hold_time = seconds,
		.is_switch = is_switch,
		.voice = { .heard = true, .vlan = vlan },
	};

	fake.cdp_heard(&cdp, fake.argument);
}

static void hear_cdp(uint16_t vlan)
{
	hear_cdp_for(vlan, 180, true);
}

static void hear_lldp(uint16_t vlan)
{
	fake.lldp = (struct phonewall_learned_vlan){ true, vlan };
	fake.lldp_changed(fake.argument);
}

static void expect_cdp(uint16_t vlan)
{
	struct phonewall_learned_vlans learned =
		phonewall_discovery_learned(discovery);

	assert_int_equal(learned.cdp.heard, vlan != 0);
	assert_int_equal(learned.cdp.vlan, vlan);
}

static void test_first(void **state)
{
	(void)state;
	expect_cdp(0);
	hear_cdp(20);
	expect_cdp(20);
	hear_cdp(20);
	assert_int_equal(changes, 1);
}

/*
 * A phone that is received first or last, or whose announcement ends, changes
 * nothing.
 */
static void test_other_than_switches(void **state)
{
	(void)state;
	hear_cdp_for(77, 180, false);
	expect_cdp(0);
	assert_int_equal(changes, 0);
	hear_cdp(20);
	hear_cdp_for(77, 180, false);
	hear_cdp_for(20, 0, false);
	expect_cdp(20);
	assert_int_equal(changes, 1);
}

/* In 5 s there is one change, and then the last announcement counts. */
static void test_storm(void **state)
{
	(void)state;
	hear_cdp(20);
	for (unsigned int i = 0; i < 5000; i++)
		hear_cdp(21 + i % 2);
	for (unsigned int i = 0; i < 40; i++) {
		event_loop_run(base, 100);
		hear_cdp(30 + i);
		hear_lldp(40 + i);
	}
	expect_cdp(20);
	assert_int_equal(changes, 1);
	event_loop_run(base, 2000);
	expect_cdp(69);
	assert_int_equal(phonewall_discovery_learned(discovery).lldp_med.vlan,
			 79);
	assert_int_equal(changes, 2);
}

/* A VLAN that comes and goes is a change; one that is back is none. */
static void test_back_in_time(void **state)
{
	(void)state;
	hear_cdp(20);
	hear_cdp_for(20, 0, true);
	hear_cdp(21);
	hear_cdp(20);
	event_loop_run(base, 5500);
	expect_cdp(20);
	assert_int_equal(changes, 1);
}

static void test_turned_off(void **state)
{
	(void)state;
	hear_cdp(20);
	hear_cdp(21);
	phonewall_discovery_set(discovery, "lan0", true, false);
	expect_cdp(0);
	phonewall_discovery_set(discovery, "lan0", true, true);
	event_loop_run(base, 5500);
	expect_cdp(0);
}

static void test_remembered(void **state)
{
	(void)state;
	phonewall_discovery_remember(discovery, PHONEWALL_VLAN_SOURCE_CDP, 20);
	expect_cdp(20);
	hear_cdp(21);
	expect_cdp(21);
}

/* If lldpd stops answering, that is reported at once, and the VLAN stays. */
static void test_error(void **state)
{
	(void)state;
	hear_lldp(20);
	fake.lldp = (struct phonewall_learned_vlan){ 0 };
	fake.error = "gone";
	fake.lldp_changed(fake.argument);
	assert_int_equal(changes, 2);
	assert_int_equal(phonewall_discovery_learned(discovery).lldp_med.vlan,
			 20);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_first),
		TEST(test_other_than_switches),
		TEST(test_storm),
		TEST(test_back_in_time),
		TEST(test_turned_off),
		TEST(test_remembered),
		TEST(test_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
