// SPDX-License-Identifier: MIT
#include "module.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>

#include "base/log.h"
#include "base/memory.h"
#include "module/client.h"
#include "module/policy.h"

#define RETRY_SECONDS_MIN	1
#define RETRY_SECONDS_MAX	60

struct phonewall_module {
	struct event_base *base;
	const struct phonewall_module_handlers *handlers;
	void *argument;
	struct nl_sock *controller;
	struct event *controller_readable;
	struct phonewall_client *subscriber;
	struct event *subscriber_readable;
	struct event *retry;
	unsigned int retry_seconds;
	int controller_command;
	bool policy_changed;
	bool dot1x_changed;
	char *error;
};

static void set_error(struct phonewall_module *module,
		      const struct phonewall_client *client)
{
	const char *text = client ? phonewall_client_error(client) :
			   "out of memory";

	free(module->error);
	module->error = phonewall_memory_print("%s", text);
}

static void unsubscribe(struct phonewall_module *module)
{
	if (module->subscriber_readable)
		event_free(module->subscriber_readable);
	module->subscriber_readable = NULL;
	phonewall_client_close(module->subscriber);
	module->subscriber = NULL;
}

static void on_event(const struct phonewall_event *event, void *argument)
{
	struct phonewall_module *module = argument;

	if (event->command == PHONEWALL_CMD_EVENT_POLICY)
		module->policy_changed = true;
	else if (event->command == PHONEWALL_CMD_EVENT_DOT1X)
		module->dot1x_changed = true;
}

static void on_subscriber_readable(evutil_socket_t descriptor, short what,
				   void *argument)
{
	struct phonewall_module *module = argument;
	int error;

	(void)descriptor;
	(void)what;
	module->policy_changed = false;
	module->dot1x_changed = false;
	error = phonewall_client_receive(module->subscriber, on_event, module);
	if (error == -ENOBUFS)
		phonewall_log(LOG_WARNING, "%s; reading the module's state again",
			      phonewall_client_error(module->subscriber));
	if (module->policy_changed || error == -ENOBUFS)
		module->handlers->policy_changed(module->argument);
	if (module->dot1x_changed || error == -ENOBUFS)
		module->handlers->dot1x_changed(module->argument);
}

static int watch_subscriber(struct phonewall_module *module)
{
	module->subscriber_readable =
		event_new(module->base,
			  phonewall_client_descriptor(module->subscriber),
			  EV_READ | EV_PERSIST, on_subscriber_readable, module);
	if (!module->subscriber_readable)
		return -ENOMEM;
	return event_add(module->subscriber_readable, NULL) ? -ENOMEM : 0;
}

/* Subscribing comes before setting a policy, so that none is set unseen. */
static void subscribe(struct phonewall_module *module)
{
	if (module->subscriber)
		return;
	module->subscriber = phonewall_client_open();
	if (!module->subscriber ||
	    phonewall_client_subscribe(module->subscriber) ||
	    watch_subscriber(module))
		unsubscribe(module);
}

/* Sets @generation to that of the policy in force. */
static int compare(struct phonewall_client *client,
		   const struct phonewall_translation *translation,
		   uint32_t *generation)
{
	struct phonewall_kernel_policy policy;
	int matches;
	int error;

	error = phonewall_client_get_policy(client, &policy);
	if (error)
		return error;
	*generation = policy.generation;
	matches = phonewall_kernel_policy_matches(&policy, translation);
	phonewall_kernel_policy_clear(&policy);
	return matches;
}

static int holds(struct phonewall_client *client,
		 const struct phonewall_translation *translation)
{
	uint32_t generation;

	return compare(client, translation, &generation);
}

static int program(struct phonewall_client *client,
		   const struct phonewall_translation *translation)
{
	uint32_t generation;
	int result = compare(client, translation, &generation);

	if (result)
		return result < 0 ? result : 0;
	return phonewall_client_replace_policy(client, translation, generation);
}

/* A new connection each time: a module that was reloaded has a new address. */
static int with_client(struct phonewall_module *module,
		       int (*ask)(struct phonewall_client *client,
				  const struct phonewall_translation *translation),
		       const struct phonewall_translation *translation)
{
	struct phonewall_client *client = phonewall_client_open();
	int result = client ? ask(client, translation) : -ENOMEM;

	if (result < 0)
		set_error(module, client);
	phonewall_client_close(client);
	return result;
}

int phonewall_module_program(struct phonewall_module *module,
			     const struct phonewall_translation *translation)
{
	int error;

	subscribe(module);
	error = with_client(module, program, translation);
	if (!error) {
		module->retry_seconds = RETRY_SECONDS_MIN;
		evtimer_del(module->retry);
	}
	return error;
}

bool phonewall_module_refused(int error)
{
	switch (error) {
	case -EINVAL:
	case -ERANGE:
	case -E2BIG:
	case -EMSGSIZE:
	case -EOPNOTSUPP:
	case -EADDRNOTAVAIL:
		return true;
	default:
		return false;
	}
}

int phonewall_module_holds(struct phonewall_module *module,
			   const struct phonewall_translation *translation)
{
	return with_client(module, holds, translation);
}

void phonewall_module_retry(struct phonewall_module *module)
{
	struct timeval delay = { .tv_sec = module->retry_seconds };

	evtimer_add(module->retry, &delay);
	module->retry_seconds *= 2;
	if (module->retry_seconds > RETRY_SECONDS_MAX)
		module->retry_seconds = RETRY_SECONDS_MAX;
}

const char *phonewall_module_error(const struct phonewall_module *module)
{
	return module->error;
}

static void on_retry(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_module *module = argument;

	(void)descriptor;
	(void)what;
	module->handlers->appeared(module->argument);
}

static int on_controller_message(struct nl_msg *message, void *argument)
{
	struct phonewall_module *module = argument;
	struct nlattr *attributes[CTRL_ATTR_MAX + 1];
	struct nlmsghdr *header = nlmsg_hdr(message);

	if (genlmsg_parse(header, 0, attributes, CTRL_ATTR_MAX, NULL) < 0 ||
	    !attributes[CTRL_ATTR_FAMILY_NAME] ||
	    nla_strcmp(attributes[CTRL_ATTR_FAMILY_NAME], PHONEWALL_GENL_NAME))
		return NL_OK;
	module->controller_command = genlmsg_hdr(header)->cmd;
	return NL_OK;
}

/*
 * While the module is away on purpose it is not asked for: asking has the
 * kernel load it again.
 */
static void on_controller_readable(evutil_socket_t descriptor, short what,
				   void *argument)
{
	struct phonewall_module *module = argument;
	int error;

	(void)descriptor;
	(void)what;
	module->controller_command = CTRL_CMD_UNSPEC;
	error = nl_recvmsgs_default(module->controller);
	if (module->controller_command == CTRL_CMD_DELFAMILY) {
		unsubscribe(module);
		evtimer_del(module->retry);
		module->handlers->disappeared(module->argument);
	} else if (module->controller_command == CTRL_CMD_NEWFAMILY ||
		   error == -NLE_NOMEM) {
		unsubscribe(module);
		module->retry_seconds = RETRY_SECONDS_MIN;
		module->handlers->appeared(module->argument);
	}
}

static int join_controller(struct phonewall_module *module)
{
	struct nl_sock *controller = module->controller;
	int group;
	int error;

	error = genl_connect(controller);
	if (error)
		return error;
	group = genl_ctrl_resolve_grp(controller, "nlctrl", "notify");
	if (group < 0)
		return group;
	nl_socket_disable_seq_check(controller);
	error = nl_socket_modify_cb(controller, NL_CB_VALID, NL_CB_CUSTOM,
				    on_controller_message, module);
	if (!error)
		error = nl_socket_add_membership(controller, group);
	if (!error)
		error = nl_socket_set_nonblocking(controller);
	return error;
}

static int open_controller(struct phonewall_module *module)
{
	int error;

	module->controller = nl_socket_alloc();
	if (!module->controller)
		return -NLE_NOMEM;
	error = join_controller(module);
	if (error)
		goto free_controller;
	error = -NLE_NOMEM;
	module->controller_readable =
		event_new(module->base, nl_socket_get_fd(module->controller),
			  EV_READ | EV_PERSIST, on_controller_readable, module);
	if (!module->controller_readable)
		goto free_controller;
	if (event_add(module->controller_readable, NULL))
		goto free_readable;
	return 0;

free_readable:
	event_free(module->controller_readable);
free_controller:
	nl_socket_free(module->controller);
	return error;
}

struct phonewall_module *
phonewall_module_open(struct event_base *base,
		      const struct phonewall_module_handlers *handlers,
		      void *argument)
{
	struct phonewall_module *module;
	int error;

	module = phonewall_memory_resize(NULL, 1, sizeof(*module));
	*module = (struct phonewall_module){
		.base = base, .handlers = handlers, .argument = argument,
		.retry_seconds = RETRY_SECONDS_MIN,
	};
	error = -NLE_NOMEM;
	module->retry = evtimer_new(base, on_retry, module);
	if (!module->retry)
		goto free_module;
	error = open_controller(module);
	if (error)
		goto free_retry;
	return module;

free_retry:
	event_free(module->retry);
free_module:
	free(module);
	phonewall_log(LOG_ERR,
		      "cannot receive the events of generic netlink: %s; use a kernel with generic netlink",
		      nl_geterror(error));
	return NULL;
}

void phonewall_module_close(struct phonewall_module *module)
{
	if (!module)
		return;
	unsubscribe(module);
	event_free(module->controller_readable);
	nl_socket_free(module->controller);
	event_free(module->retry);
	free(module->error);
	free(module);
}
