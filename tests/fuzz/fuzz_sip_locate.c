// SPDX-License-Identifier: MIT
/*
 * The servers of a SIP domain, by answers of ill will. The first byte of the
 * input says what cfg.xml does; then come the answers to the questions, each with
 * its length, its response code and its number of records. The header and the
 * question are the harness's, because c-ares refuses others.
 */
#include <string.h>

#include "fuzzer.h"
#include "sip/locate.h"

#define MESSAGE_MAX	(PHONEWALL_SIP_DNS_MESSAGE + 512)
#define ASKED_MAX	20

/* What is left of the input. */
struct input {
	const uint8_t *bytes;
	size_t size;
};

static unsigned int take(struct input *input)
{
	if (!input->size)
		return 0;
	input->size--;
	return *input->bytes++;
}

static size_t write_question(const struct phonewall_sip_question *question,
			     uint8_t *message)
{
	const char *name = question->name;
	size_t length = 12;

	while (*name) {
		size_t label = strcspn(name, ".");

		message[length++] = (uint8_t)label;
		memcpy(message + length, name, label);
		length += label;
		name += label + !!name[label];
	}
	memcpy(message + length, "\0\0\0\0\1", 5);
	message[length + 2] = (uint8_t)question->type;
	return length + 5;
}

static void read_answer(const struct phonewall_sip_question *question,
			struct input *input,
			struct phonewall_sip_dns_answer *answer)
{
	uint8_t message[MESSAGE_MAX] = { 0, 0, 0x81, 0, 0, 1 };
	size_t length = write_question(question, message), rest;

	rest = take(input) << 8;
	rest |= take(input);
	message[3] = (uint8_t)take(input);
	message[7] = (uint8_t)take(input);
	if (rest > input->size)
		rest = input->size;
	if (rest > PHONEWALL_SIP_DNS_MESSAGE)
		rest = PHONEWALL_SIP_DNS_MESSAGE;
	memcpy(message + length, input->bytes, rest);
	input->bytes += rest;
	input->size -= rest;
	phonewall_sip_dns_read(message, length + rest, question->name,
			       question->type, answer);
	REQUIRE(answer->outcome == PHONEWALL_SIP_DNS_SOME ?
		answer->count && answer->count <= PHONEWALL_SIP_DNS_RECORDS :
		!answer->count);
	REQUIRE(answer->ttl <= 0x7fffffff);
}

static void check_endpoint(const struct phonewall_sip_targets *targets,
			   const struct phonewall_sip_endpoint *endpoint)
{
	const uint8_t *bytes = endpoint->address.bytes;

	REQUIRE(endpoint->port);
	REQUIRE(endpoint->host < PHONEWALL_SIP_HOSTS_MAX);
	REQUIRE(phonewall_host_name_is_valid(targets->hosts[endpoint->host]));
	if (endpoint->address.family == AF_INET)
		REQUIRE(bytes[0] && bytes[0] != 127 && bytes[0] < 224);
	else
		REQUIRE(bytes[0] != 0xff && memcmp(bytes, "\xfe\x80", 2) &&
			(bytes[0] || !memcmp(bytes, "\0\x64\xff\x9b", 4)));
}

static void check(const struct phonewall_sip_locator *locator,
		  const struct phonewall_sip_goal *goal)
{
	const struct phonewall_sip_targets *targets = &locator->targets;

	REQUIRE(!locator->fault == !!targets->count);
	REQUIRE(targets->ttl >= PHONEWALL_SIP_TTL_MIN &&
		targets->ttl <= PHONEWALL_SIP_TTL_MAX);
	if (locator->fault)
		return;
	REQUIRE(!strcmp(targets->certificate_name, "a.org"));
	REQUIRE(targets->transport < PHONEWALL_TRANSPORT_AUTO);
	REQUIRE(goal->transport == PHONEWALL_TRANSPORT_AUTO ||
		goal->transport == targets->transport);
	REQUIRE(!goal->demands_tls ||
		targets->transport == PHONEWALL_TRANSPORT_TLS);
	for (size_t i = 0; i < targets->count; i++)
		check_endpoint(targets, &targets->endpoints[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct phonewall_sip_locator locator;
	struct input input = { data, size };
	unsigned int what = take(&input), asked = 0;
	const struct phonewall_sip_goal goal = {
		.proxy = what & 64 ? "_sip._tcp.a.org" : "a.org",
		.transport = what & 3,
		.demands_tls = what & 4,
		.uses_srv = what & 8,
		.adds_srv_prefix = what & 16,
		.random = what,
	};
	struct phonewall_sip_dns_answer answer;

	phonewall_sip_locate_begin(&locator, &goal);
	while (locator.question_count) {
		size_t count = locator.question_count;

		asked += count;
		REQUIRE(count <= PHONEWALL_SIP_QUESTIONS_MAX);
		for (size_t i = 0; i < count; i++) {
			read_answer(&locator.questions[i], &input, &answer);
			REQUIRE(phonewall_sip_locate_answer(&locator, i,
				&answer) == (i + 1 == count));
		}
	}
	REQUIRE(asked <= ASKED_MAX);
	check(&locator, &goal);
	return 0;
}
