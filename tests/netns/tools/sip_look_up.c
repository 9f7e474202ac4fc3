// SPDX-License-Identifier: MIT
/*
 * sip_look_up - the servers of a SIP domain, by userspace/lib/sip/look_up.h
 */
#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sip/look_up.h"

static const char usage[] =
	"Usage: sip_look_up [OPTION]... PROXY udp|tcp|tls|auto\n"
	"\n"
	"  --dns LIST   DNS servers\n"
	"  --secure     nothing below TLS will do\n"
	"  --srv        Use_DNS_SRV\n"
	"  --prefix     DNS_SRV_Auto_Prefix\n"
	"  --connect    connect by TCP to one after the other until one accepts\n"
	"\n"
	"Prints \"TRANSPORT CERTIFICATE-NAME TTL\" and a line \"HOST ADDRESS:PORT\" for\n"
	"each endpoint, or the fault; with --connect the one that accepted.\n";

static struct event_base *base;
static bool must_connect;
static int status;

static bool connects(const struct phonewall_sip_endpoint *endpoint)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
				    .sin_port = htons(endpoint->port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	bool is_connected;

	memcpy(&name.sin_addr, endpoint->address.bytes, sizeof(name.sin_addr));
	is_connected = !connect(fd, (struct sockaddr *)&name, sizeof(name));
	close(fd);
	return is_connected;
}

static void print_endpoint(const struct phonewall_sip_targets *targets,
			   const struct phonewall_sip_endpoint *endpoint)
{
	char text[PHONEWALL_ADDRESS_TEXT];

	printf("%s %s\n", targets->hosts[endpoint->host],
	       phonewall_address_print_port(&endpoint->address, endpoint->port,
					    text));
}

/* Each once: time stands still. */
static void connect_to_one(struct phonewall_sip_targets *targets)
{
	struct phonewall_sip_endpoint *endpoint;

	while ((endpoint = phonewall_sip_targets_choose(targets, 1)) &&
	       !endpoint->failures) {
		if (connects(endpoint)) {
			printf("connected: ");
			print_endpoint(targets, endpoint);
			return;
		}
		phonewall_sip_endpoint_failed(endpoint, 1);
	}
	printf("connected: none\n");
}

static void print_targets(const struct phonewall_sip_targets *found,
			  const char *fault, void *argument)
{
	struct phonewall_sip_targets targets = *found;

	(void)argument;
	event_base_loopbreak(base);
	if (fault) {
		printf("%s\n", fault);
		status = 1;
		return;
	}
	printf("%s %s %u\n", phonewall_transport_choices[targets.transport],
	       targets.certificate_name, targets.ttl);
	for (size_t i = 0; i < targets.count; i++)
		print_endpoint(&targets, &targets.endpoints[i]);
	if (must_connect)
		connect_to_one(&targets);
}

static enum phonewall_transport read_transport(const char *text)
{
	enum phonewall_transport transport = PHONEWALL_TRANSPORT_UDP;

	while (phonewall_transport_choices[transport] &&
	       strcasecmp(phonewall_transport_choices[transport], text))
		transport++;
	if (!phonewall_transport_choices[transport])
		errx(2, "\"%s\" is no transport", text);
	return transport;
}

static void read_arguments(int argc, char **argv,
			   struct phonewall_sip_goal *goal,
			   const char **servers)
{
	static const struct option names[] = {
		{ "dns", required_argument, NULL, 'd' },
		{ "secure", no_argument, NULL, 's' },
		{ "srv", no_argument, NULL, 'u' },
		{ "prefix", no_argument, NULL, 'p' },
		{ "connect", no_argument, NULL, 'c' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (option == '?') {
			fputs(usage, stderr);
			exit(2);
		}
		if (option == 'd')
			*servers = optarg;
		goal->demands_tls |= option == 's';
		goal->uses_srv |= option == 'u';
		goal->adds_srv_prefix |= option == 'p';
		must_connect |= option == 'c';
	}
	if (argc - optind != 2)
		errx(2, "%s", usage);
	goal->proxy = argv[optind];
	goal->transport = read_transport(argv[optind + 1]);
}

int main(int argc, char **argv)
{
	struct phonewall_sip_goal goal = { 0 };
	const char *servers = NULL;

	read_arguments(argc, argv, &goal, &servers);
	base = event_base_new();
	if (!base)
		err(1, "event loop");
	phonewall_sip_look_up_begin(base, &goal, servers, print_targets, NULL);
	event_base_dispatch(base);
	event_base_free(base);
	return status;
}
