// SPDX-License-Identifier: MIT
/*
 * The rules of provisioning. The first line is the value of $A, the second that
 * of $EXTIP, the third that of $SA, the rest is a rule, which is tried as each
 * kind. Servers and paths are well-formed whatever the values are, and what may
 * be shown does not depend on the secrets: it is the same with other ones.
 */
#include <string.h>

#include "base/address.h"
#include "base/host_name.h"
#include "base/memory.h"
#include "fuzzer.h"
#include "provisioning/rule.h"
#include "provisioning/server_url.h"

#define LINES	3
#define VISIBLE	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" \
		"-._~!$&'()*+,;=:@%/?"

/* The values, and the same ones with other secrets. */
static struct phonewall_macro_values values, others;

static bool is_address(const char *host)
{
	struct phonewall_address address;
	uint16_t port;
	bool has_port;

	return phonewall_address_parse(host, &address, &port, &has_port) &&
	       !has_port;
}

static void require_same_path(const struct phonewall_target *target,
			      const char *shown_path)
{
	struct phonewall_server_url url;

	REQUIRE(!phonewall_server_url_resolve(&target->url, &others, &url));
	REQUIRE(!strcmp(url.shown_path, shown_path));
	phonewall_server_url_clear(&url);
}

static void take_url(const struct phonewall_target *target,
		     enum phonewall_rule_kind kind)
{
	struct phonewall_server_url url;
	const char *reason = phonewall_server_url_resolve(&target->url, &values,
							  &url);

	REQUIRE(!reason == !!url.path);
	REQUIRE(!reason == !!url.shown_path);
	if (reason)
		return;
	REQUIRE(url.host || kind == PHONEWALL_RULE_PROFILE);
	REQUIRE(!url.host || phonewall_host_name_is_valid(url.host) ||
		is_address(url.host));
	REQUIRE(*url.path == '/' && !url.path[strspn(url.path, VISIBLE)]);
	REQUIRE(!strstr(url.path, "/../") || strchr(url.path, '?'));
	require_same_path(target, url.shown_path);
	phonewall_server_url_clear(&url);
}

static void take_template(const struct phonewall_template *template)
{
	char *text = phonewall_template_expand(template, &values);
	char *shown = phonewall_template_show(template, &values);
	char *same = phonewall_template_show(template, &others);

	REQUIRE(!text || strlen(text) <= PHONEWALL_EXPANSION_MAX);
	REQUIRE(shown ? same && !strcmp(shown, same) : !same);
	free(same);
	free(shown);
	free(text);
}

static void take_alternative(const struct phonewall_alternative *alternative,
			     enum phonewall_rule_kind kind)
{
	REQUIRE(alternative->target_count <=
		(kind == PHONEWALL_RULE_REPORT ? PHONEWALL_TARGETS_MAX : 1));
	for (size_t i = 0; i < alternative->assignment_count; i++) {
		REQUIRE(*alternative->assignments[i].name);
		take_template(&alternative->assignments[i].value);
	}
	for (size_t i = 0; i < alternative->target_count; i++) {
		const struct phonewall_target *target = &alternative->targets[i];

		REQUIRE(kind == PHONEWALL_RULE_PROFILE ||
			kind == PHONEWALL_RULE_REPORT || !target->key.list);
		take_template(&target->key);
		take_template(&target->uid);
		take_template(&target->pwd);
		take_url(target, kind);
	}
}

static void take_rule(enum phonewall_rule_kind kind, const char *text)
{
	const struct phonewall_alternative *alternative;
	struct phonewall_faults faults = { 0 };
	struct phonewall_rule rule;
	int error = phonewall_rule_parse(kind, text, "Profile_Rule", 1, &rule,
					 &faults);

	REQUIRE(phonewall_faults_total(&faults) == (error ? 1 : 0));
	REQUIRE(!error || (!rule.alternatives && !rule.text.list));
	REQUIRE(rule.count <= PHONEWALL_ALTERNATIVES_MAX);
	for (size_t i = 0; i < rule.count; i++)
		take_alternative(&rule.alternatives[i], kind);
	for (size_t i = 0; i + 1 < rule.count; i++)
		REQUIRE(rule.alternatives[i].condition.count);
	error = phonewall_rule_select(&rule, &values, &alternative);
	REQUIRE(!error == !!alternative);
	phonewall_rule_clear(&rule);
	phonewall_faults_clear(&faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = phonewall_memory_copy((const char *)data, size);
	const char *lines[LINES] = { 0 };
	char *rest = copy;

	for (size_t i = 0; i < LINES && rest; i++)
		lines[i] = strsep(&rest, "\n");
	values.text[PHONEWALL_MACRO_A] = lines[0];
	values.text[PHONEWALL_MACRO_EXTIP] = lines[1];
	values.text[PHONEWALL_MACRO_MA] = "000e08012345";
	others = values;
	values.text[PHONEWALL_MACRO_SA] = lines[2];
	others.text[PHONEWALL_MACRO_SA] = "other";
	for (int kind = 0; rest && kind <= PHONEWALL_RULE_CUSTOM_CA; kind++)
		take_rule(kind, rest);
	free(copy);
	return 0;
}
