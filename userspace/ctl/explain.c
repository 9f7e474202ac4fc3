// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "command.h"
#include "configuration.h"
#include "firewall/endpoint.h"
#include "firewall/explain.h"
#include "firewall/packet_spec.h"
#include "kernel.h"
#include "module/names.h"
#include "output/message.h"
#include "port_list.h"
#include "result.h"

/* A line of --batch that has more words than this is no description. */
#define WORDS_MAX	64

/*
 * What decides: the kernel, or if @client is NULL the configuration. The
 * configuration also says which parameters opened a port.
 */
struct session {
	const struct phonewall_arguments *arguments;
	struct phonewall_client *client;
	struct phonewall_configuration configuration;
};

static int decide(struct session *session,
		  const struct phonewall_packet_spec *spec,
		  enum phonewall_reason *reason)
{
	uint8_t packet[PHONEWALL_PACKET_MAX] __attribute__((aligned(4)));
	size_t length = phonewall_packet_spec_build(spec, packet);
	int error;

	if (!session->client) {
		*reason = phonewall_explain(&session->configuration.systems.firewall,
					    spec->direction, packet,
					    length);
		return 0;
	}
	error = phonewall_client_get_verdict(session->client,
					     spec->direction, packet,
					     length, reason);
	if (error)
		phonewall_kernel_report(session->client);
	return error;
}

/*
 * Collects the openings that hold the port of the packet, if the port decides.
 * The strings belong to the translation.
 */
static size_t find_openings(const struct session *session,
			    const struct phonewall_packet_spec *spec,
			    enum phonewall_reason reason,
			    struct phonewall_opening *openings)
{
	const struct phonewall_translation *translation =
		&session->configuration.systems.firewall;
	const struct phonewall_datagram *packet = &spec->packet;
	uint8_t protocol = packet->protocol;
	uint16_t port = packet->destination_port;
	size_t count = 0;
	size_t i;

	if (reason == PHONEWALL_REASON_ICMP_ERROR_OF_OPEN_PORT) {
		protocol = spec->quoted.protocol;
		port = spec->quoted.source_port;
	} else if (reason != PHONEWALL_REASON_OPEN_PORT) {
		return 0;
	}
	for (i = 0; i < translation->opening_count; i++) {
		const struct phonewall_opening *opening =
			&translation->openings[i];

		if (opening->protocol == protocol &&
		    port >= opening->range.first && port <= opening->range.last)
			openings[count++] = *opening;
	}
	return count;
}

static size_t find_endpoints(const struct session *session,
			     const struct phonewall_packet_spec *spec,
			     enum phonewall_reason reason,
			     struct phonewall_endpoint *endpoints)
{
	const struct phonewall_translation *translation =
		&session->configuration.systems.firewall;
	const struct phonewall_datagram *packet = &spec->packet;
	struct phonewall_endpoint wanted = {
		.family = packet->destination.family,
		.port = packet->destination_port,
	};
	size_t count = 0;
	size_t i;

	if (reason != PHONEWALL_REASON_ENDPOINT)
		return 0;
	memcpy(&wanted.address, packet->destination.bytes,
	       wanted.family == AF_INET ? 4 : 16);
	for (i = 0; i < translation->endpoint_count; i++)
		if (phonewall_endpoint_equal(&wanted,
					     &translation->endpoints[i]))
			endpoints[count++] = translation->endpoints[i];
	return count;
}

/* The ports to pick from, if the packet was blocked at one of them. */
static const struct phonewall_opening *
find_to_pick(const struct session *session,
	     const struct phonewall_packet_spec *spec,
	     enum phonewall_reason reason)
{
	const struct phonewall_opening *to_pick =
		&session->configuration.systems.firewall.to_pick;
	uint16_t port = spec->packet.destination_port;

	if (session->client || !to_pick->reason ||
	    reason != PHONEWALL_REASON_TCP_BLOCKED ||
	    port < to_pick->range.first || port > to_pick->range.last)
		return NULL;
	return to_pick;
}

/* In text a batch has one line for each packet: the verdict and the reason. */
static void write_verdict(struct phonewall_writer *writer,
			  enum phonewall_reason reason,
			  const struct phonewall_port_list *ports, bool batch)
{
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_judgement(writer, "verdict", "%s ",
				  phonewall_reason_verdict(reason),
				  phonewall_reason_accepts(reason));
	phonewall_write_string(writer, "reason", "%s",
			       phonewall_reason_name(reason));
	phonewall_write_string(writer, "text", batch ? NULL : ": %s",
			       phonewall_reason_text(reason));
	phonewall_write_end_line(writer);
	if (batch)
		phonewall_write_hide(writer);
	phonewall_port_list_write(writer, ports, "");
	if (batch)
		phonewall_write_show(writer);
	phonewall_write_end_object(writer);
}

static int explain(struct session *session,
		   const struct phonewall_packet_spec *spec)
{
	const struct phonewall_translation *translation =
		&session->configuration.systems.firewall;
	struct phonewall_endpoint *endpoints;
	struct phonewall_opening *openings;
	struct phonewall_port_list ports;
	enum phonewall_reason reason;

	if (decide(session, spec, &reason))
		return -1;
	openings = phonewall_memory_resize(NULL, translation->opening_count + 1,
					   sizeof(*openings));
	endpoints = phonewall_memory_resize(NULL,
					    translation->endpoint_count + 1,
					    sizeof(*endpoints));
	ports = (struct phonewall_port_list){
		.openings = openings,
		.opening_count = find_openings(session, spec, reason,
					       openings),
		.to_pick = find_to_pick(session, spec, reason),
		.endpoints = endpoints,
		.endpoint_count = find_endpoints(session, spec, reason,
						 endpoints),
	};
	write_verdict(session->arguments->writer, reason, &ports,
		      session->arguments->batch);
	free(endpoints);
	free(openings);
	return 0;
}

/* For JSON. */
static void remember(const struct phonewall_fault *fault, const char *title)
{
	char *text = phonewall_fault_describe(fault, title);

	phonewall_output_error(text);
	free(text);
}

static int parse(char *const *words, size_t count, const char *title,
		 unsigned int line, struct phonewall_packet_spec *spec)
{
	struct phonewall_faults faults = { 0 };
	int error = phonewall_packet_spec_parse(words, count, line, spec,
						&faults);

	phonewall_faults_print(&faults, title, stderr);
	if (faults.count)
		remember(&faults.list[0], title);
	phonewall_faults_clear(&faults);
	return error;
}

static size_t split(char *text, char *words[WORDS_MAX])
{
	size_t count = 0;
	char *rest;
	char *word;

	for (word = strtok_r(text, " \t\n", &rest); word && count < WORDS_MAX;
	     word = strtok_r(NULL, " \t\n", &rest))
		words[count++] = word;
	return count;
}

static enum phonewall_exit explain_line(struct session *session, char *text,
					unsigned int line)
{
	struct phonewall_packet_spec spec;
	char *words[WORDS_MAX];

	if (parse(words, split(text, words), "standard input", line,
		  &spec))
		return PHONEWALL_EXIT_PACKET;
	return explain(session, &spec) ? PHONEWALL_EXIT_FAILED :
						PHONEWALL_EXIT_DONE;
}

/* A line that is no description is reported, and the next one is read. */
static enum phonewall_exit explain_lines(struct session *session)
{
	enum phonewall_exit status = PHONEWALL_EXIT_DONE;
	enum phonewall_exit one = PHONEWALL_EXIT_DONE;
	unsigned int line = 0;
	char *text = NULL;
	size_t size = 0;

	while (one != PHONEWALL_EXIT_FAILED &&
	       getline(&text, &size, stdin) >= 0) {
		one = explain_line(session, text, ++line);
		if (one != PHONEWALL_EXIT_DONE)
			status = one;
	}
	free(text);
	return status;
}

/* On standard error, since the lines of a batch are verdicts alone. */
static void tell_to_pick(const struct phonewall_opening *to_pick)
{
	if (to_pick->reason)
		phonewall_output_message("phonewalld has still to pick a TCP port from %u to %u for TR-069; until then all of them count as closed",
					 to_pick->range.first,
					 to_pick->range.last);
}

static int load_file(struct session *session)
{
	const struct phonewall_arguments *arguments = session->arguments;
	struct phonewall_configuration *configuration =
		&session->configuration;

	if (phonewall_configuration_load(configuration, arguments->config,
					 arguments)) {
		phonewall_result_write(arguments->writer, "refused",
				       configuration);
		return -1;
	}
	if (arguments->batch)
		tell_to_pick(&configuration->systems.firewall.to_pick);
	return 0;
}

static int open_session(struct session *session)
{
	const struct phonewall_arguments *arguments = session->arguments;

	if (arguments->config)
		return load_file(session);
	session->client = phonewall_kernel_open();
	if (!session->client)
		return -1;
	/* It only explains the verdict, which is the kernel's. */
	phonewall_configuration_load_accepted(&session->configuration, arguments);
	return 0;
}

static void close_session(struct session *session)
{
	phonewall_client_close(session->client);
	phonewall_configuration_clear(&session->configuration);
}

static enum phonewall_exit
explain_batch(const struct phonewall_arguments *arguments)
{
	struct session session = { .arguments = arguments };
	enum phonewall_exit status = PHONEWALL_EXIT_FAILED;

	if (arguments->count) {
		phonewall_output_failure("explain takes a packet or --batch, not both");
		return PHONEWALL_EXIT_USAGE;
	}
	if (!open_session(&session))
		status = explain_lines(&session);
	close_session(&session);
	return status;
}

static enum phonewall_exit
explain_one(const struct phonewall_arguments *arguments)
{
	struct session session = { .arguments = arguments };
	struct phonewall_packet_spec spec;
	enum phonewall_exit status = PHONEWALL_EXIT_FAILED;

	if (parse(arguments->words, arguments->count, "phonewallctl: explain",
		  0, &spec))
		return PHONEWALL_EXIT_PACKET;
	if (!open_session(&session) && !explain(&session, &spec))
		status = PHONEWALL_EXIT_DONE;
	close_session(&session);
	return status;
}

enum phonewall_exit
phonewall_command_explain(const struct phonewall_arguments *arguments)
{
	if (arguments->settings && !arguments->config) {
		phonewall_output_failure("explain takes --settings with --config FILE only");
		return PHONEWALL_EXIT_USAGE;
	}
	return arguments->batch ? explain_batch(arguments) :
				  explain_one(arguments);
}
