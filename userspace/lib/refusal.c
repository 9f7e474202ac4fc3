// SPDX-License-Identifier: GPL-2.0
#include "refusal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <linux/phonewall.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

/* The kernel gives out no errno above this. */
#define ERRNO_MAX 4095

/* The attributes that a request can hold, in words; terminated by no name. */
struct word {
	int type;
	const char *name;
	const struct word *members;
};

static const struct word range_words[] = {
	{ PHONEWALL_A_PORTS_RANGE, "range", NULL },
	{ 0, NULL, NULL }
};

static const struct word endpoint_words[] = {
	{ PHONEWALL_A_ENDPOINT_ADDRESS, "address", NULL },
	{ PHONEWALL_A_ENDPOINT_PORT, "port", NULL },
	{ 0, NULL, NULL }
};

static const struct word endpoints_words[] = {
	{ PHONEWALL_A_ENDPOINT, "endpoint", endpoint_words },
	{ 0, NULL, NULL }
};

static const struct word policy_words[] = {
	{ PHONEWALL_A_POLICY_ENABLED, "enabled", NULL },
	{ PHONEWALL_A_POLICY_FLAGS, "flags", NULL },
	{ PHONEWALL_A_POLICY_RTP, "RTP range", NULL },
	{ PHONEWALL_A_POLICY_UDP_PORTS, "UDP ports", range_words },
	{ PHONEWALL_A_POLICY_TCP_PORTS, "TCP ports", range_words },
	{ PHONEWALL_A_POLICY_ENDPOINTS, "endpoints", endpoints_words },
	{ PHONEWALL_A_POLICY_FLOW_LIMIT, "flow_limit", NULL },
	{ PHONEWALL_A_POLICY_TIMEOUT_UDP, "timeout_udp", NULL },
	{ PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED, "timeout_udp_replied", NULL },
	{ PHONEWALL_A_POLICY_TIMEOUT_ECHO, "timeout_echo", NULL },
	{ PHONEWALL_A_POLICY_TIMEOUT_OTHER, "timeout_other", NULL },
	{ 0, NULL, NULL }
};

static const struct word dot1x_words[] = {
	{ PHONEWALL_A_DOT1X_PC_PORT, "pc_port", NULL },
	{ PHONEWALL_A_DOT1X_SWITCH_PORT, "switch_port", NULL },
	{ PHONEWALL_A_DOT1X_PC_PORT_ENABLED, "pc_port_enabled", NULL },
	{ PHONEWALL_A_DOT1X_HOLD_TIME, "hold_time", NULL },
	{ PHONEWALL_A_DOT1X_SESSION_LIMIT, "session_limit", NULL },
	{ 0, NULL, NULL }
};

static const struct word top_words[] = {
	{ PHONEWALL_A_POLICY, "policy", policy_words },
	{ PHONEWALL_A_DOT1X, "dot1x", dot1x_words },
	{ PHONEWALL_A_DIRECTION, "direction", NULL },
	{ PHONEWALL_A_PACKET, "packet", NULL },
	{ 0, NULL, NULL }
};

/* What an extended acknowledgement says beside the errno. */
struct acknowledgement {
	const char *message;
	uint32_t offset;
	bool has_range;
	uint64_t least;
	uint64_t most;
};

static const struct word *find_word(const struct word *words, int type)
{
	while (words->name && words->type != type)
		words++;
	return words->name ? words : NULL;
}

struct sentence {
	char *text;
	size_t size;
};

/* What does not fit is cut. */
__attribute__((format(printf, 2, 3)))
static void append(struct sentence *sentence, const char *format, ...)
{
	size_t length = strlen(sentence->text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence->text + length, sentence->size - length, format,
		  arguments);
	va_end(arguments);
}

/*
 * Follows @fault down the attributes of the request: it points at the header of
 * one, or into one.
 */
static void append_path(struct sentence *sentence, const struct word *words,
			const struct nlattr *attributes, int length,
			const char *fault)
{
	const struct nlattr *attribute;
	unsigned int ordinal = 0;
	int rest;

	nla_for_each_attr(attribute, attributes, length, rest) {
		const struct word *word = find_word(words, nla_type(attribute));

		ordinal++;
		if (fault >= (const char *)attribute + attribute->nla_len)
			continue;
		if (!word)
			return;
		append(sentence, words == top_words ? "%s" : "/%s", word->name);
		if (words == range_words || words == endpoints_words)
			append(sentence, " %u", ordinal);
		if (fault != (const char *)attribute && word->members)
			append_path(sentence, word->members,
				    nla_data(attribute), nla_len(attribute),
				    fault);
		return;
	}
}

static void append_attribute(struct sentence *sentence,
			     const struct nlmsghdr *request, uint32_t offset)
{
	const struct genlmsghdr *header = nlmsg_data(request);

	if (offset < NLMSG_HDRLEN + GENL_HDRLEN || offset >= request->nlmsg_len)
		return;
	append(sentence, ", at ");
	append_path(sentence, top_words, genlmsg_attrdata(header, 0),
		    request->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN,
		    (const char *)request + offset);
}

static void read_policy(struct nlattr *nest,
			struct acknowledgement *acknowledgement)
{
	static const struct nla_policy policy[NL_POLICY_TYPE_ATTR_MAX + 1] = {
		[NL_POLICY_TYPE_ATTR_MIN_VALUE_U] = { .type = NLA_U64 },
		[NL_POLICY_TYPE_ATTR_MAX_VALUE_U] = { .type = NLA_U64 },
	};
	struct nlattr *attributes[NL_POLICY_TYPE_ATTR_MAX + 1];

	if (nla_parse_nested(attributes, NL_POLICY_TYPE_ATTR_MAX, nest,
			     policy) < 0 ||
	    !attributes[NL_POLICY_TYPE_ATTR_MIN_VALUE_U] ||
	    !attributes[NL_POLICY_TYPE_ATTR_MAX_VALUE_U])
		return;
	acknowledgement->has_range = true;
	acknowledgement->least =
		nla_get_u64(attributes[NL_POLICY_TYPE_ATTR_MIN_VALUE_U]);
	acknowledgement->most =
		nla_get_u64(attributes[NL_POLICY_TYPE_ATTR_MAX_VALUE_U]);
}

/* Reads what begins @offset bytes into the payload. */
static void read_extension(const struct nlmsghdr *answer, size_t offset,
			   struct acknowledgement *acknowledgement)
{
	static const struct nla_policy policy[NLMSGERR_ATTR_MAX + 1] = {
		[NLMSGERR_ATTR_MSG] = { .type = NLA_STRING },
		[NLMSGERR_ATTR_OFFS] = { .type = NLA_U32 },
		[NLMSGERR_ATTR_POLICY] = { .type = NLA_NESTED },
	};
	struct nlattr *attributes[NLMSGERR_ATTR_MAX + 1];

	if (!(answer->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    offset >= (size_t)nlmsg_datalen(answer) ||
	    nla_parse(attributes, NLMSGERR_ATTR_MAX,
		      (struct nlattr *)((char *)nlmsg_data(answer) + offset),
		      nlmsg_datalen(answer) - offset, policy) < 0)
		return;
	if (attributes[NLMSGERR_ATTR_MSG])
		acknowledgement->message =
			nla_get_string(attributes[NLMSGERR_ATTR_MSG]);
	if (attributes[NLMSGERR_ATTR_OFFS])
		acknowledgement->offset =
			nla_get_u32(attributes[NLMSGERR_ATTR_OFFS]);
	if (attributes[NLMSGERR_ATTR_POLICY])
		read_policy(attributes[NLMSGERR_ATTR_POLICY], acknowledgement);
}

/*
 * Sets @offset to where the extension begins: behind the errno, and in an
 * NLMSG_ERROR behind the request as far as the kernel sent it back.
 */
static int read_errno(const struct nlmsghdr *answer, size_t *offset)
{
	const struct nlmsgerr *refusal = nlmsg_data(answer);
	int error;

	*offset = NLMSG_ALIGN(sizeof(error));
	if (nlmsg_datalen(answer) < (int)sizeof(error))
		return 0;
	memcpy(&error, nlmsg_data(answer), sizeof(error));
	if (answer->nlmsg_type != NLMSG_ERROR)
		return error;
	if (nlmsg_datalen(answer) < (int)sizeof(*refusal))
		return 0;
	*offset = NLMSG_ALIGN(sizeof(*refusal));
	if (!(answer->nlmsg_flags & NLM_F_CAPPED) &&
	    refusal->msg.nlmsg_len >= NLMSG_HDRLEN)
		*offset += NLMSG_ALIGN((size_t)refusal->msg.nlmsg_len -
				       NLMSG_HDRLEN);
	return error;
}

static const char *remedy(int error)
{
	switch (error) {
	case -EPERM:
		return "this needs CAP_NET_ADMIN in this network namespace: "
		       "run it as root";
	case -ENOENT:
		return "the phonewall module is not loaded: run "
		       "'modprobe phonewall'";
	case -EOPNOTSUPP:
		return "the loaded phonewall module does not know this "
		       "request: load the module of this version";
	default:
		return NULL;
	}
}

static void describe(struct sentence *sentence, int error,
		     const struct acknowledgement *acknowledgement,
		     const struct nlmsghdr *request)
{
	if (!acknowledgement->message && remedy(error)) {
		append(sentence, "%s", remedy(error));
		return;
	}
	append(sentence, "the phonewall module refused the request: %s",
	       acknowledgement->message ? acknowledgement->message :
					  strerror(-error));
	append_attribute(sentence, request, acknowledgement->offset);
	if (acknowledgement->has_range)
		append(sentence, "; allowed is %" PRIu64 " to %" PRIu64,
		       acknowledgement->least, acknowledgement->most);
	if (error == -EPERM)
		append(sentence, ": run it as root");
}

int phonewall_refusal_describe(const struct nlmsghdr *answer,
			       const struct nlmsghdr *request, char *text,
			       size_t size)
{
	struct sentence sentence = { text, size };
	struct acknowledgement acknowledgement = { 0 };
	size_t offset;
	int error = read_errno(answer, &offset);

	if (error >= 0)
		return 0;
	if (error < -ERRNO_MAX)
		error = -EPROTO;
	read_extension(answer, offset, &acknowledgement);
	*text = '\0';
	describe(&sentence, error, &acknowledgement, request);
	return error;
}
