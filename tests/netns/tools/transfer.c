// SPDX-License-Identifier: MIT
/*
 * transfer - one transfer by userspace/lib/transfer
 */
#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "transfer/location.h"
#include "transfer/transfer.h"

static const char usage[] =
	"Usage: transfer [OPTION]... URL\n"
	"\n"
	"  --authorities FILE  whom to trust\n"
	"  --certificate FILE  the phone's own\n"
	"  --key FILE          its key\n"
	"  --user NAME         user name\n"
	"  --password TEXT     password\n"
	"  --dns LIST          DNS servers\n"
	"  --domains LIST      Restricted_Access_Domains\n"
	"  --proxy HOST        a proxy at port 3128, with the same user\n"
	"  --https-proxy HOST  likewise, in TLS\n"
	"  --put TEXT          send this\n"
	"  --seconds N         for all of it\n"
	"\n"
	"Prints the lines for the log, then the outcome, and the file.\n";

static struct event_base *base;

static void print_note(const char *text, void *argument)
{
	(void)argument;
	printf("note: %s\n", text);
}

static void print_result(struct phonewall_transfer_result *result,
			 void *argument)
{
	static const char *const outcomes[] = {
		[PHONEWALL_TRANSFER_SUCCESS] = "success",
		[PHONEWALL_TRANSFER_NOT_MODIFIED] = "not modified",
		[PHONEWALL_TRANSFER_NOT_FOUND] = "not found",
		[PHONEWALL_TRANSFER_FAILURE] = "failure",
	};
	char server[PHONEWALL_ADDRESS_TEXT] = "none";
	bool *is_success = argument;

	*is_success = result->outcome == PHONEWALL_TRANSFER_SUCCESS;
	if (result->server.family)
		phonewall_address_print(&result->server, server);
	printf("outcome: %s %u\nserver: %s\n", outcomes[result->outcome],
	       result->code, server);
	if (result->error)
		printf("error: %s\n", result->error);
	if (result->body)
		fwrite(result->body, 1, result->body_length, stdout);
	event_base_loopbreak(base);
}

static void read_options(int argc, char **argv,
			 struct phonewall_transfer_request *request,
			 struct phonewall_transfer_proxy *proxy,
			 const char **domains)
{
	static const struct option names[] = {
		{ "authorities", required_argument, NULL, 'a' },
		{ "certificate", required_argument, NULL, 'c' },
		{ "key", required_argument, NULL, 'k' },
		{ "user", required_argument, NULL, 'u' },
		{ "password", required_argument, NULL, 'p' },
		{ "dns", required_argument, NULL, 'n' },
		{ "domains", required_argument, NULL, 'd' },
		{ "proxy", required_argument, NULL, 'x' },
		{ "https-proxy", required_argument, NULL, 'X' },
		{ "put", required_argument, NULL, 't' },
		{ "seconds", required_argument, NULL, 's' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
		switch (option) {
		case 'a':
			request->authorities = optarg;
			break;
		case 'c':
			request->certificate = optarg;
			break;
		case 'k':
			request->key = optarg;
			break;
		case 'u':
			request->user = proxy->user = optarg;
			break;
		case 'p':
			request->password = proxy->password = optarg;
			break;
		case 'n':
			request->dns_servers = optarg;
			break;
		case 'd':
			*domains = optarg;
			break;
		case 'x':
		case 'X':
			proxy->is_https = option == 'X';
			proxy->host = optarg;
			request->proxy = proxy;
			break;
		case 't':
			request->method = PHONEWALL_TRANSFER_PUT;
			request->body = optarg;
			request->body_length = strlen(optarg);
			break;
		case 's':
			request->time_limit = atoi(optarg);
			break;
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	static const struct phonewall_tls_settings settings;
	const struct phonewall_server_url any = { .host = (char *)"none",
						   .path = (char *)"/" };
	struct phonewall_transfer_proxy proxy = { .port = 3128 };
	struct phonewall_domains domains = { 0 };
	struct phonewall_faults faults = { 0 };
	struct phonewall_server_url url = { 0 };
	struct phonewall_tls_policy *policy = phonewall_tls_policy_new(&settings);
	struct phonewall_transfer_request request = {
		.url = &url, .domains = &domains, .tls = policy,
		.application = PHONEWALL_TLS_PROVISIONING,
		.note = print_note,
	};
	const char *list = "";
	bool is_success = false;

	read_options(argc, argv, &request, &proxy, &list);
	if (optind + 1 != argc ||
	    phonewall_location_read(argv[optind], &any, &url) ||
	    phonewall_domains_parse(list, "domains", 0, &domains, &faults)) {
		fputs(usage, stderr);
		return 2;
	}
	base = event_base_new();
	if (!base || !policy)
		errx(1, "out of memory");
	phonewall_transfer_begin(base, &request, print_result, &is_success);
	event_base_dispatch(base);
	event_base_free(base);
	phonewall_tls_policy_free(policy);
	phonewall_domains_clear(&domains);
	phonewall_server_url_clear(&url);
	return !is_success;
}
