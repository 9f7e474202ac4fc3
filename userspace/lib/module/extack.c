// SPDX-License-Identifier: MIT
#include "module/extack.h"

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

struct bit {
	uint32_t value;
	const char *name;
};

/*
 * The attributes that a request can hold, in words, with what a number counts or
 * its bits mean; terminated by no name.
 */
struct word {
	int type;
	const char *name;
	const struct word *members;
	const char *unit;
	const struct bit *bits;
};

#define WORD(attribute, ...) \
	{ .type = PHONEWALL_A_ ## attribute, .name = __VA_ARGS__ }

static const struct bit flag_bits[] = {
	{ PHONEWALL_FLAG_NO_ICMP_PING, "NO_ICMP_PING" },
	{ PHONEWALL_FLAG_NO_ICMP_UNREACHABLE, "NO_ICMP_UNREACHABLE" },
	{ 0 }
};

static const struct word range_words[] = {
	WORD(PORTS_RANGE, "range"),
	{ 0 }
};

static const struct word endpoint_words[] = {
	WORD(ENDPOINT_ADDRESS, "address"),
	WORD(ENDPOINT_PORT, "port"),
	{ 0 }
};

static const struct word endpoints_words[] = {
	WORD(ENDPOINT, "endpoint", .members = endpoint_words),
	{ 0 }
};

static const struct word policy_words[] = {
	WORD(POLICY_ENABLED, "enabled"),
	WORD(POLICY_FLAGS, "flags", .bits = flag_bits),
	WORD(POLICY_RTP, "RTP range"),
	WORD(POLICY_UDP_PORTS, "UDP ports", .members = range_words),
	WORD(POLICY_TCP_PORTS, "TCP ports", .members = range_words),
	WORD(POLICY_ENDPOINTS, "endpoints", .members = endpoints_words),
	WORD(POLICY_FLOW_LIMIT, "flow_limit", .unit = "flows"),
	WORD(POLICY_TIMEOUT_UDP, "timeout_udp", .unit = "seconds"),
	WORD(POLICY_TIMEOUT_UDP_REPLIED, "timeout_udp_replied",
	     .unit = "seconds"),
	WORD(POLICY_TIMEOUT_ECHO, "timeout_echo", .unit = "seconds"),
	WORD(POLICY_TIMEOUT_OTHER, "timeout_other", .unit = "seconds"),
	WORD(POLICY_EXPECTED_GENERATION, "expected generation"),
	{ 0 }
};

static const struct word dot1x_words[] = {
	WORD(DOT1X_PC_PORT, "pc_port"),
	WORD(DOT1X_SWITCH_PORT, "switch_port"),
	WORD(DOT1X_PC_PORT_ENABLED, "pc_port_enabled"),
	WORD(DOT1X_HOLD_TIME, "hold_time", .unit = "milliseconds"),
	WORD(DOT1X_SESSION_LIMIT, "session_limit", .unit = "sessions"),
	{ 0 }
};

static const struct word top_words[] = {
	WORD(POLICY, "policy", .members = policy_words),
	WORD(DOT1X, "dot1x", .members = dot1x_words),
	WORD(DIRECTION, "direction"),
	WORD(PACKET, "packet"),
	{ 0 }
};

/* What an attribute's policy tells: @told has the bit of each number told. */
struct limits {
	uint32_t told;
	uint64_t numbers[NL_POLICY_TYPE_ATTR_MAX + 1];
};

/* What an extended acknowledgement says beside the errno. */
struct acknowledgement {
	const char *message;
	uint32_t offset;
	struct limits limits;
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
 * one, or into one. Returns the last of them, NULL for one without a word.
 */
static const struct word *append_path(struct sentence *sentence,
				      const struct word *words,
				      const struct nlattr *attributes,
				      int length, const char *fault)
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
			return NULL;
		append(sentence, words == top_words ? "%s" : "/%s", word->name);
		if (words == range_words || words == endpoints_words)
			append(sentence, " %u", ordinal);
		if (fault == (const char *)attribute || !word->members)
			return word;
		return append_path(sentence, word->members,
				   nla_data(attribute), nla_len(attribute),
				   fault);
	}
	return NULL;
}

static const struct word *append_attribute(struct sentence *sentence,
					   const struct nlmsghdr *request,
					   uint32_t offset)
{
	const struct genlmsghdr *header = nlmsg_data(request);

	if (offset < NLMSG_HDRLEN + GENL_HDRLEN || offset >= request->nlmsg_len)
		return NULL;
	append(sentence, ", at ");
	return append_path(sentence, top_words, genlmsg_attrdata(header, 0),
			   request->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN,
			   (const char *)request + offset);
}

/* Of a number of 4 or 8 bytes; what has any other length tells nothing. */
static void read_limit(const struct nlattr *attribute, struct limits *limits)
{
	int type = nla_type(attribute);

	if (type > NL_POLICY_TYPE_ATTR_MAX)
		return;
	if (nla_len(attribute) == sizeof(uint32_t))
		limits->numbers[type] = nla_get_u32(attribute);
	else if (nla_len(attribute) == sizeof(uint64_t))
		limits->numbers[type] = nla_get_u64(attribute);
	else
		return;
	limits->told |= 1U << type;
}

static void read_limits(struct nlattr *nest, struct limits *limits)
{
	const struct nlattr *attribute;
	int rest;

	nla_for_each_nested(attribute, nest, rest)
		read_limit(attribute, limits);
}

static bool is_told(const struct limits *limits, int type)
{
	return limits->told & 1U << type;
}

/* The names of NL_ATTR_TYPE_*, as far as the module's policies have them. */
static const char *type_name(uint64_t type)
{
	switch (type) {
	case NL_ATTR_TYPE_U8:
		return "a u8";
	case NL_ATTR_TYPE_U16:
		return "a u16";
	case NL_ATTR_TYPE_U32:
		return "a u32";
	case NL_ATTR_TYPE_U64:
		return "a u64";
	case NL_ATTR_TYPE_NUL_STRING:
		return "a text with a NUL at its end";
	case NL_ATTR_TYPE_NESTED:
		return "a nest";
	default:
		return NULL;
	}
}

static void append_mask(struct sentence *sentence, uint64_t mask,
			const struct bit *bits)
{
	const char *between = "";

	for (; bits && bits->name; bits++) {
		if (!(mask & bits->value))
			continue;
		append(sentence, "%s 0x%" PRIx32 " (%s)", between, bits->value,
		       bits->name);
		mask &= ~(uint64_t)bits->value;
		between = " and";
	}
	if (mask)
		append(sentence, "%s 0x%" PRIx64, between, mask);
}

/* The kernel sends no policy along with "reserved bit set". */
static void append_known_bits(struct sentence *sentence, const struct bit *bits)
{
	const struct bit *bit;
	uint32_t mask = 0;

	for (bit = bits; bit->name; bit++)
		mask |= bit->value;
	append(sentence, "; known are the bits");
	append_mask(sentence, mask, bits);
}

static void append_length(struct sentence *sentence,
			  const struct limits *limits)
{
	const char *what = limits->numbers[NL_POLICY_TYPE_ATTR_TYPE] ==
			   NL_ATTR_TYPE_NUL_STRING ? "characters" : "bytes";
	uint64_t least = is_told(limits, NL_POLICY_TYPE_ATTR_MIN_LENGTH) ?
		limits->numbers[NL_POLICY_TYPE_ATTR_MIN_LENGTH] : 0;
	uint64_t most = limits->numbers[NL_POLICY_TYPE_ATTR_MAX_LENGTH];

	if (least && least == most)
		append(sentence, "%" PRIu64 " %s", most, what);
	else if (least)
		append(sentence, "%" PRIu64 " to %" PRIu64 " %s", least, most,
		       what);
	else
		append(sentence, "at most %" PRIu64 " %s", most, what);
}

/* What the attribute's policy allows; @word is NULL if it has none. */
static void append_limits(struct sentence *sentence,
			  const struct limits *limits, const struct word *word)
{
	const char *type = type_name(limits->numbers[NL_POLICY_TYPE_ATTR_TYPE]);
	const char *between = type ? ", " : "";

	if (!type && !is_told(limits, NL_POLICY_TYPE_ATTR_MASK) &&
	    !is_told(limits, NL_POLICY_TYPE_ATTR_MAX_VALUE_U) &&
	    !is_told(limits, NL_POLICY_TYPE_ATTR_MAX_LENGTH))
		return;
	append(sentence, "; allowed is %s", type ?: "");
	if (is_told(limits, NL_POLICY_TYPE_ATTR_MASK)) {
		append(sentence, " of the bits");
		append_mask(sentence, limits->numbers[NL_POLICY_TYPE_ATTR_MASK],
			    word ? word->bits : NULL);
	} else if (is_told(limits, NL_POLICY_TYPE_ATTR_MAX_VALUE_U)) {
		append(sentence, "%s%" PRIu64 " to %" PRIu64, between,
		       limits->numbers[NL_POLICY_TYPE_ATTR_MIN_VALUE_U],
		       limits->numbers[NL_POLICY_TYPE_ATTR_MAX_VALUE_U]);
		if (word && word->unit)
			append(sentence, " %s", word->unit);
	} else if (is_told(limits, NL_POLICY_TYPE_ATTR_MAX_LENGTH)) {
		append(sentence, "%s", between);
		append_length(sentence, limits);
	}
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
		read_limits(attributes[NLMSGERR_ATTR_POLICY],
			    &acknowledgement->limits);
}

/*
 * Sets @offset to where the extension begins: behind the errno, and in an
 * NLMSG_ERROR behind the request as far as the kernel sent it back.
 */
static int read_errno(const struct nlmsghdr *answer, size_t *offset)
{
	const struct nlmsgerr *reply = nlmsg_data(answer);
	int error;

	*offset = NLMSG_ALIGN(sizeof(error));
	if (nlmsg_datalen(answer) < (int)sizeof(error))
		return 0;
	memcpy(&error, nlmsg_data(answer), sizeof(error));
	if (answer->nlmsg_type != NLMSG_ERROR)
		return error;
	if (nlmsg_datalen(answer) < (int)sizeof(*reply))
		return 0;
	*offset = NLMSG_ALIGN(sizeof(*reply));
	if (!(answer->nlmsg_flags & NLM_F_CAPPED) &&
	    reply->msg.nlmsg_len >= NLMSG_HDRLEN)
		*offset += NLMSG_ALIGN((size_t)reply->msg.nlmsg_len -
				       NLMSG_HDRLEN);
	return error;
}

static const char *remedy(int error)
{
	switch (error) {
	case -EPERM:
		return "this requires CAP_NET_ADMIN in this network "
		       "namespace; run as root";
	case -ENOENT:
		return "the phonewall module is not loaded; run "
		       "'modprobe phonewall'";
	case -EOPNOTSUPP:
		return "the loaded phonewall module does not know this "
		       "request; load the module of this version";
	default:
		return NULL;
	}
}

static void describe(struct sentence *sentence, int error,
		     const struct acknowledgement *acknowledgement,
		     const struct nlmsghdr *request)
{
	const struct word *word;

	if (!acknowledgement->message && remedy(error)) {
		append(sentence, "%s", remedy(error));
		return;
	}
	append(sentence, "the phonewall module refused the request: %s",
	       acknowledgement->message ? acknowledgement->message :
					  strerror(-error));
	word = append_attribute(sentence, request, acknowledgement->offset);
	if (word && word->bits && !acknowledgement->limits.told)
		append_known_bits(sentence, word->bits);
	append_limits(sentence, &acknowledgement->limits, word);
	if (error == -EPERM)
		append(sentence, "; run as root");
}

int phonewall_extack_describe(const struct nlmsghdr *answer,
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
