// SPDX-License-Identifier: MIT
#include "vlan/voice_vlan.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include <linux/rtnetlink.h>

#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "status/status_file.h"
#include "vlan/applied.h"
#include "vlan/change.h"
#include "vlan/discovery.h"

#define SAVE_SECONDS	5

/*
 * @watch receives every addition, removal or change of a device; @settled: when
 * the VLANs are evaluated again. @told: the status that was last logged.
 */
struct phonewall_voice_vlan {
	struct phonewall_rtnetlink *rtnetlink;
	struct mnl_socket *watch;
	struct event *watch_readable;
	struct event *settled;
	void (*changed)(void *argument);
	void *argument;
	struct phonewall_vlan_settings vlan;
	struct phonewall_network_access access;
	char pc_port[IFNAMSIZ];
	char switch_port[IFNAMSIZ];
	struct phonewall_discovery *discovery;
	bool is_begun;
	struct phonewall_vlan_applied applied;
	struct phonewall_vlan_choice choice;
	struct phonewall_vlan_plan plan;
	char *told;
};

static bool has_ports(const struct phonewall_voice_vlan *voice_vlan)
{
	return voice_vlan->switch_port[0];
}

static struct json_object *vlan_or_null(uint16_t vlan)
{
	return vlan ? json_object_new_int(vlan) : NULL;
}

struct json_object *
phonewall_voice_vlan_status(const struct phonewall_voice_vlan *voice_vlan)
{
	const struct phonewall_vlan_plan *plan = &voice_vlan->plan;
	const char *source =
		phonewall_vlan_source_name(voice_vlan->choice.source);
	struct json_object *root;

	if (!has_ports(voice_vlan))
		return NULL;
	root = json_object_new_object();
	phonewall_json_add_text(root, PHONEWALL_STATUS_VLAN_SOURCE, source);
	json_object_object_add(root, PHONEWALL_STATUS_VLAN_VOICE,
			       vlan_or_null(plan->voice));
	json_object_object_add(root, PHONEWALL_STATUS_VLAN_PC,
			       vlan_or_null(plan->pc));
	phonewall_json_add_text(root, PHONEWALL_STATUS_VLAN_DEVICE,
				plan->voice ? PHONEWALL_VOICE_DEVICE : NULL);
	phonewall_json_add_text(root, PHONEWALL_STATUS_VLAN_ERROR, plan->error);
	phonewall_json_add_text(root, PHONEWALL_STATUS_VLAN_LIMITS,
				plan->limits);
	return root;
}

static char *status_text(const struct phonewall_voice_vlan *voice_vlan)
{
	struct json_object *status = phonewall_voice_vlan_status(voice_vlan);
	char *text;

	text = phonewall_memory_print("%s",
				      json_object_to_json_string(status));
	json_object_put(status);
	return text;
}

static void log_vlan(const char *what, uint16_t vlan, const char *rest)
{
	if (vlan)
		phonewall_log(LOG_NOTICE, "%s is %u%s", what, vlan, rest);
}

static void log_status(const struct phonewall_voice_vlan *voice_vlan)
{
	const struct phonewall_vlan_plan *plan = &voice_vlan->plan;

	if (!has_ports(voice_vlan))
		return;
	if (plan->error)
		phonewall_log(LOG_WARNING, "VLANs: %s", plan->error);
	if (plan->limits)
		phonewall_log(LOG_NOTICE, "VLANs: %s", plan->limits);
	log_vlan("the voice VLAN", plan->voice,
		 ", through the device " PHONEWALL_VOICE_DEVICE);
	log_vlan("the PC's VLAN", plan->pc, "");
	if (!plan->voice)
		phonewall_log(LOG_NOTICE, "there is no voice VLAN");
}

/* Return: true if the status has changed since the last call. */
static bool tell(struct phonewall_voice_vlan *voice_vlan)
{
	char *text = status_text(voice_vlan);
	bool differs = !voice_vlan->told || strcmp(text, voice_vlan->told);

	if (differs)
		log_status(voice_vlan);
	free(voice_vlan->told);
	voice_vlan->told = text;
	return differs;
}

static char *rtnetlink_error(const struct phonewall_voice_vlan *voice_vlan)
{
	return phonewall_memory_print("cannot read the ports: %s",
			phonewall_rtnetlink_error(voice_vlan->rtnetlink));
}

static void make_plan(struct phonewall_voice_vlan *voice_vlan)
{
	const struct phonewall_vlan_choice *choice = &voice_vlan->choice;
	struct phonewall_vlan_plan *plan = &voice_vlan->plan;
	struct phonewall_vlan_ports ports;

	if (!has_ports(voice_vlan))
		return;
	if (phonewall_vlan_ports_read(voice_vlan->rtnetlink,
				      voice_vlan->switch_port,
				      voice_vlan->pc_port, &ports))
		plan->error = rtnetlink_error(voice_vlan);
	else if (ports.switch_port.index)
		phonewall_vlan_plan_make(choice, &ports,
					 &voice_vlan->applied.record.changes,
					 plan);
	else if (choice->voice || choice->pc)
		plan->error = phonewall_memory_print(
			"there is no device %s; add it, or correct switch_port in phonewall.conf",
			voice_vlan->switch_port);
}

static void fail(struct phonewall_vlan_plan *plan, char *error)
{
	free(plan->error);
	plan->error = error;
	plan->voice = 0;
	plan->pc = 0;
}

static void add_discovery_limits(struct phonewall_voice_vlan *voice_vlan)
{
	struct phonewall_vlan_plan *plan = &voice_vlan->plan;

	if (!has_ports(voice_vlan))
		return;
	if (phonewall_vlan_discovered(&voice_vlan->access))
		phonewall_memory_append(&plan->limits,
			phonewall_discovery_limits(voice_vlan->discovery));
	else if (voice_vlan->choice.source == PHONEWALL_VLAN_SOURCE_NONE)
		phonewall_memory_append(&plan->limits, phonewall_memory_print(
			"the voice VLAN is not discovered while 802.1X is on; set VLAN_ID, and Enable_VLAN to Yes"));
}

/*
 * Until the switch announces it again, what was learned before a restart
 * counts.
 */
static void discover(struct phonewall_voice_vlan *voice_vlan)
{
	const struct phonewall_vlan_choice *before =
		&voice_vlan->applied.record.choice;
	const struct phonewall_vlan_settings *vlan = &voice_vlan->vlan;
	struct phonewall_learned_vlans learned;

	phonewall_discovery_set(voice_vlan->discovery, voice_vlan->switch_port,
				vlan->lldp_med, vlan->cdp);
	if (!voice_vlan->is_begun)
		phonewall_discovery_remember(voice_vlan->discovery,
					     before->source, before->voice);
	voice_vlan->is_begun = true;
	learned = phonewall_discovery_learned(voice_vlan->discovery);
	phonewall_vlan_choose(vlan, &voice_vlan->access, &learned,
			      &voice_vlan->choice);
}

/* Tries again later: a full disk may have room then. */
static void save_later(struct phonewall_voice_vlan *voice_vlan)
{
	static const struct timeval delay = { .tv_sec = SAVE_SECONDS };

	if (!evtimer_pending(voice_vlan->settled, NULL))
		evtimer_add(voice_vlan->settled, &delay);
}

static void evaluate(struct phonewall_voice_vlan *voice_vlan)
{
	struct phonewall_vlan_plan *plan = &voice_vlan->plan;
	char *error;

	phonewall_vlan_plan_clear(plan);
	discover(voice_vlan);
	make_plan(voice_vlan);
	error = phonewall_vlan_apply(&voice_vlan->applied,
				     voice_vlan->rtnetlink, &voice_vlan->choice,
				     &plan->wanted);
	if (error)
		fail(plan, error);
	if (voice_vlan->applied.is_unsaved)
		save_later(voice_vlan);
	add_discovery_limits(voice_vlan);
}

static void on_settled(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_voice_vlan *voice_vlan = argument;

	(void)descriptor;
	(void)what;
	evaluate(voice_vlan);
	if (tell(voice_vlan))
		voice_vlan->changed(voice_vlan->argument);
}

/* A device that changes sends several messages in a row: wait for all. */
static void act_soon(struct phonewall_voice_vlan *voice_vlan)
{
	static const struct timeval delay = { .tv_usec = 100000 };

	if (has_ports(voice_vlan) && !evtimer_pending(voice_vlan->settled, NULL))
		evtimer_add(voice_vlan->settled, &delay);
}

/* The messages are not parsed: the ports are read again in any case. */
static void on_watch_readable(evutil_socket_t descriptor, short what,
			      void *argument)
{
	char messages[8192];

	(void)what;
	while (recv(descriptor, messages, sizeof(messages), MSG_DONTWAIT) > 0)
		;
	act_soon(argument);
}

static void on_discovery_changed(void *argument)
{
	static const struct timeval now;
	struct phonewall_voice_vlan *voice_vlan = argument;

	evtimer_add(voice_vlan->settled, &now);
}

static int open_watch(struct phonewall_voice_vlan *voice_vlan,
		      struct event_base *base)
{
	voice_vlan->watch = mnl_socket_open2(NETLINK_ROUTE,
					     SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (!voice_vlan->watch)
		return -errno;
	if (mnl_socket_bind(voice_vlan->watch, RTMGRP_LINK, MNL_SOCKET_AUTOPID))
		return -errno;
	voice_vlan->watch_readable =
		event_new(base, mnl_socket_get_fd(voice_vlan->watch),
			  EV_READ | EV_PERSIST, on_watch_readable, voice_vlan);
	voice_vlan->settled = evtimer_new(base, on_settled, voice_vlan);
	if (!voice_vlan->watch_readable || !voice_vlan->settled ||
	    event_add(voice_vlan->watch_readable, NULL))
		return -ENOMEM;
	return 0;
}

static int open_parts(struct phonewall_voice_vlan *voice_vlan,
		      struct event_base *base)
{
	voice_vlan->rtnetlink = phonewall_rtnetlink_open();
	if (!voice_vlan->rtnetlink)
		return -errno;
	voice_vlan->discovery = phonewall_discovery_open(base,
							 on_discovery_changed,
							 voice_vlan);
	if (!voice_vlan->discovery)
		return -ENOMEM;
	return open_watch(voice_vlan, base);
}

struct phonewall_voice_vlan *
phonewall_voice_vlan_open(struct event_base *base, const char *state_directory,
			  void (*changed)(void *argument), void *argument)
{
	struct phonewall_voice_vlan *voice_vlan;
	int error;

	voice_vlan = phonewall_memory_resize(NULL, 1, sizeof(*voice_vlan));
	*voice_vlan = (struct phonewall_voice_vlan){
		.changed = changed,
		.argument = argument,
		.applied.directory = state_directory,
	};
	error = open_parts(voice_vlan, base);
	if (error) {
		phonewall_log(LOG_ERR, "cannot open an rtnetlink socket: %s; raise the limit of open files",
			      strerror(-error));
		phonewall_voice_vlan_close(voice_vlan);
		return NULL;
	}
	phonewall_vlan_applied_load(&voice_vlan->applied);
	return voice_vlan;
}

void phonewall_voice_vlan_apply(struct phonewall_voice_vlan *voice_vlan,
				const struct phonewall_dot1x_settings *settings,
				const struct phonewall_network_access *access,
				const struct phonewall_vlan_settings *vlan)
{
	voice_vlan->vlan = *vlan;
	voice_vlan->access = *access;
	memcpy(voice_vlan->pc_port, settings->pc_port, IFNAMSIZ);
	memcpy(voice_vlan->switch_port, settings->switch_port, IFNAMSIZ);
	evaluate(voice_vlan);
	tell(voice_vlan);
}

void phonewall_voice_vlan_close(struct phonewall_voice_vlan *voice_vlan)
{
	if (!voice_vlan)
		return;
	phonewall_discovery_close(voice_vlan->discovery);
	if (voice_vlan->settled)
		event_free(voice_vlan->settled);
	if (voice_vlan->watch_readable)
		event_free(voice_vlan->watch_readable);
	if (voice_vlan->watch)
		mnl_socket_close(voice_vlan->watch);
	phonewall_rtnetlink_close(voice_vlan->rtnetlink);
	phonewall_vlan_plan_clear(&voice_vlan->plan);
	free(voice_vlan->told);
	free(voice_vlan);
}
