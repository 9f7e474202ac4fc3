// SPDX-License-Identifier: MIT
#include "firewall/translation.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/url.h"
#include "firewall/connection_request.h"
#include "firewall/firewall_config.h"
#include "firewall/paging.h"

#define DHCP_CLIENT_PORT	68
#define DHCPV6_CLIENT_PORT	546
#define SHARING_PORT		4051
#define SHARING_TCP_PORT	6970
#define TFTP_CLIENT_FIRST	53240
#define TFTP_CLIENT_LAST	53245
#define TR069_STUN_PORT		7999

#define CONNECTION_REQUEST	"TR-069 connection request"

/* A range that does not keep to these is replaced by the fall-back. */
#define RTP_WIDTH_LEAST		16
#define RTP_FALL_BACK_MIN	16382
#define RTP_FALL_BACK_MAX	32766

/* A range of more ports than this is hardly meant. */
#define WIDE_RANGE		1000

/**
 * struct translator - what the translation works on
 * @settings: facts about the device
 * @parameters: what the file says
 * @config: what its Firewall_Config says
 * @translation: the outcome
 * @faults: what is wrong
 * @warnings: what is hardly meant; may be NULL
 */
struct translator {
	const struct phonewall_settings *settings;
	const struct phonewall_parameters *parameters;
	struct phonewall_firewall_config config;
	struct phonewall_translation *translation;
	struct phonewall_faults *faults;
	struct phonewall_faults *warnings;
};

static const struct phonewall_parameter *
parameter(const struct translator *translator, enum phonewall_firewall_parameter row)
{
	return &translator->parameters->list[row][0];
}

static bool is_set(const struct translator *translator,
		   enum phonewall_firewall_parameter row)
{
	return parameter(translator, row)->number;
}

/* The reason that these parameters make, ended by NULL. */
static char *describe(const struct phonewall_parameter *const *parameters)
{
	char *reason = phonewall_parameter_describe(*parameters);

	while (*++parameters) {
		char *next = phonewall_parameter_describe(*parameters);
		char *longer = phonewall_memory_print("%s, %s", reason, next);

		free(reason);
		free(next);
		reason = longer;
	}
	return reason;
}

#define DESCRIBE(...) \
	describe((const struct phonewall_parameter *const[]){ __VA_ARGS__, NULL })

/* Takes @purpose and @reason over. */
static void open_ports(struct translator *translator, uint8_t protocol,
		       struct phonewall_port_range range, char *purpose,
		       char *reason)
{
	struct phonewall_translation *translation = translator->translation;
	size_t count = translation->opening_count;

	translation->openings =
		phonewall_memory_resize(translation->openings, count + 1,
					sizeof(*translation->openings));
	translation->openings[count] = (struct phonewall_opening){
		.protocol = protocol,
		.range = range,
		.purpose = purpose,
		.reason = reason,
	};
	translation->opening_count++;
}

static void open_port(struct translator *translator, uint8_t protocol,
		      uint16_t port, const char *purpose, char *reason)
{
	open_ports(translator, protocol,
		   (struct phonewall_port_range){ port, port },
		   phonewall_memory_print("%s", purpose), reason);
}

static void open_dhcp(struct translator *translator)
{
	open_port(translator, IPPROTO_UDP, DHCP_CLIENT_PORT, "DHCP client",
		  phonewall_memory_print("always open"));
	open_port(translator, IPPROTO_UDP, DHCPV6_CLIENT_PORT, "DHCPv6 client",
		  phonewall_memory_print("always open"));
}

/* A port of 0 means no port at all, so that nothing could be opened. */
static bool require_port(struct translator *translator,
			 const struct phonewall_parameter *port,
			 const struct phonewall_parameter *enable)
{
	if (port->number)
		return true;
	phonewall_fault_add(translator->faults, port->line, port->name, "0",
			    "cannot be opened; set a port from 1 to 65535, or set %s to No",
			    enable->name);
	return false;
}

static bool line_is_named(const struct translator *translator, size_t line)
{
	const struct phonewall_parameters *parameters = translator->parameters;

	return parameters->list[PHONEWALL_PARAMETER_LINE_ENABLE][line].line ||
	       parameters->list[PHONEWALL_PARAMETER_SIP_TRANSPORT][line].line ||
	       parameters->list[PHONEWALL_PARAMETER_SIP_PORT][line].line;
}

static bool any_line_is_named(const struct translator *translator)
{
	for (size_t line = 0; line < PHONEWALL_LINES_MAX; line++)
		if (line_is_named(translator, line))
			return true;
	return false;
}

static bool line_exists(const struct translator *translator, size_t line)
{
	if (translator->settings->lines)
		return line < translator->settings->lines;
	if (any_line_is_named(translator))
		return line_is_named(translator, line);
	return line == 0;
}

static void open_sip_line(struct translator *translator, size_t line)
{
	const struct phonewall_parameters *parameters = translator->parameters;
	const struct phonewall_parameter *enable =
		&parameters->list[PHONEWALL_PARAMETER_LINE_ENABLE][line];
	const struct phonewall_parameter *transport =
		&parameters->list[PHONEWALL_PARAMETER_SIP_TRANSPORT][line];
	const struct phonewall_parameter *port =
		&parameters->list[PHONEWALL_PARAMETER_SIP_PORT][line];

	if (!enable->number ||
	    (transport->number != PHONEWALL_TRANSPORT_UDP &&
	     transport->number != PHONEWALL_TRANSPORT_AUTO))
		return;
	if (!require_port(translator, port, enable))
		return;
	open_ports(translator, IPPROTO_UDP,
		   (struct phonewall_port_range){ port->number, port->number },
		   phonewall_memory_print("SIP, line %zu", line + 1),
		   DESCRIBE(enable, transport, port));
}

static void open_sip(struct translator *translator)
{
	for (size_t line = 0; line < PHONEWALL_LINES_MAX; line++)
		if (line_exists(translator, line))
			open_sip_line(translator, line);
}

static bool is_rtp_range(uint32_t min, uint32_t max)
{
	return min >= PHONEWALL_RTP_PORT_LEAST &&
	       max <= PHONEWALL_RTP_PORT_GREATEST &&
	       min <= max && max - min >= RTP_WIDTH_LEAST;
}

static char *describe_rtp_fall_back(char *reason)
{
	char *longer = phonewall_memory_print("%s: not a range of at least %d within %d-%d, so %d-%d",
					      reason, RTP_WIDTH_LEAST,
					      PHONEWALL_RTP_PORT_LEAST,
					      PHONEWALL_RTP_PORT_GREATEST,
					      RTP_FALL_BACK_MIN,
					      RTP_FALL_BACK_MAX);

	free(reason);
	return longer;
}

static unsigned int width(const struct phonewall_port_range *range)
{
	return range->last - range->first + 1;
}

static void warn_of_width(struct translator *translator, unsigned int line,
			  const char *name, const char *token,
			  const struct phonewall_port_range *range)
{
	if (range->first == 1 && range->last == UINT16_MAX)
		phonewall_warning_add(translator->warnings, "all-ports", line,
				      name, token,
				      "opens every port; name those that are needed");
	else if (width(range) > WIDE_RANGE)
		phonewall_warning_add(translator->warnings, "wide-range", line,
				      name, token,
				      "opens %u ports; narrow the range to those needed",
				      width(range));
}

/* Return: the one of the two that is not set while the other is, or NULL. */
static const char *unset_bound(const struct phonewall_parameter *min,
			       const struct phonewall_parameter *max)
{
	if (min->is_default == max->is_default)
		return NULL;
	return min->is_default ? min->name : max->name;
}

static void warn_of_fall_back(struct translator *translator,
			      const struct phonewall_parameter *min,
			      const struct phonewall_parameter *max)
{
	const struct phonewall_parameter *named = min->line ? min : max;
	bool reversed = min->number > max->number;
	const char *unset = unset_bound(min, max);
	char *token = phonewall_memory_print("%u-%u", min->number, max->number);

	phonewall_warning_add(translator->warnings, reversed ?
			      "rtp-range-reversed" : "rtp-range-fell-back",
			      named->line, named->name, token,
			      "%s%s%s, so %d-%d is opened; set at least %d ports in %d-%d",
			      reversed ? "is reversed" : "is not an RTP range",
			      unset ? " with the default of " : "", unset ?: "",
			      RTP_FALL_BACK_MIN, RTP_FALL_BACK_MAX + 1,
			      RTP_WIDTH_LEAST + 1, PHONEWALL_RTP_PORT_LEAST,
			      PHONEWALL_RTP_PORT_GREATEST);
	free(token);
}

static void open_rtp(struct translator *translator)
{
	const struct phonewall_parameter *min =
		parameter(translator, PHONEWALL_PARAMETER_RTP_PORT_MIN);
	const struct phonewall_parameter *max =
		parameter(translator, PHONEWALL_PARAMETER_RTP_PORT_MAX);
	struct phonewall_port_range *rtp = &translator->translation->rtp;
	char *reason = DESCRIBE(min, max);

	if (is_rtp_range(min->number, max->number)) {
		rtp->first = min->number;
		rtp->last = max->number + 1;
		warn_of_width(translator, max->line ? max->line : min->line,
			      max->line ? max->name : min->name, NULL, rtp);
	} else {
		rtp->first = RTP_FALL_BACK_MIN;
		rtp->last = RTP_FALL_BACK_MAX + 1;
		reason = describe_rtp_fall_back(reason);
		warn_of_fall_back(translator, min, max);
	}
	open_ports(translator, IPPROTO_UDP, *rtp,
		   phonewall_memory_print("RTP and RTCP"), reason);
}

static void open_firmware_sharing(struct translator *translator,
				  uint8_t protocol, uint16_t port)
{
	const struct phonewall_parameter *upgrade =
		parameter(translator, PHONEWALL_PARAMETER_UPGRADE_ENABLE);
	const struct phonewall_parameter *sharing =
		parameter(translator,
			  PHONEWALL_PARAMETER_PEER_FIRMWARE_SHARING);

	if (upgrade->number && sharing->number)
		open_port(translator, protocol, port, "peer firmware sharing",
			  DESCRIBE(upgrade, sharing));
}

static void open_tftp(struct translator *translator)
{
	const struct phonewall_parameter *config =
		parameter(translator, PHONEWALL_PARAMETER_FIREWALL_CONFIG);

	if (translator->config.no_cisco_tftp)
		return;
	open_ports(translator, IPPROTO_UDP,
		   (struct phonewall_port_range){ TFTP_CLIENT_FIRST,
						  TFTP_CLIENT_LAST },
		   phonewall_memory_print("TFTP client"),
		   phonewall_parameter_note_origin(config,
			phonewall_memory_print("%s without NO_CISCO_TFTP",
					       config->name)));
}

static void open_tr069_stun(struct translator *translator)
{
	const struct phonewall_parameter *enable =
		parameter(translator, PHONEWALL_PARAMETER_ENABLE_TR069);

	if (enable->number)
		open_port(translator, IPPROTO_UDP, TR069_STUN_PORT,
			  "TR-069 STUN", DESCRIBE(enable));
}

static void open_web_server(struct translator *translator)
{
	const struct phonewall_parameter *enable =
		parameter(translator, PHONEWALL_PARAMETER_ENABLE_WEB_SERVER);
	const struct phonewall_parameter *port =
		parameter(translator, PHONEWALL_PARAMETER_WEB_SERVER_PORT);

	if (enable->number && require_port(translator, port, enable))
		open_port(translator, IPPROTO_TCP, port->number, "web server",
			  DESCRIBE(enable, port));
}

/* Return: the port of Connection_Request_URL, or 0 if that is at fault. */
static uint16_t connection_request_port(struct translator *translator,
					const struct phonewall_parameter *url)
{
	uint16_t port;

	if (phonewall_url_port(url->text, &port))
		return port;
	phonewall_fault_add(translator->faults, url->line, url->name, url->text,
			    "%s; write http://host:port/path or https://host:port/path, without a user name, or leave it empty",
			    phonewall_url_fault(url->text));
	return 0;
}

/* A URL that nobody calls refuses nothing. */
static void check_unused_url(struct translator *translator,
			     const struct phonewall_parameter *url,
			     const struct phonewall_parameter *off)
{
	uint16_t port;

	if (*url->text && !phonewall_url_port(url->text, &port))
		phonewall_warning_add(translator->warnings, "unused-value",
				      url->line, url->name, url->text,
				      "%s, and not used while %s is No; correct or empty it",
				      phonewall_url_fault(url->text),
				      off->name);
}

/* Takes @reason over. */
static void open_picked_port(struct translator *translator, char *reason)
{
	uint16_t port = translator->settings->connection_request_port;

	translator->translation->picked_port = port;
	if (port) {
		open_port(translator, IPPROTO_TCP, port, CONNECTION_REQUEST,
			  reason);
		return;
	}
	translator->translation->to_pick = (struct phonewall_opening){
		.protocol = IPPROTO_TCP,
		.range = { PHONEWALL_CONNECTION_REQUEST_FIRST,
			   PHONEWALL_CONNECTION_REQUEST_LAST },
		.purpose = phonewall_memory_print(CONNECTION_REQUEST),
		.reason = reason,
	};
}

/* CWMP_V1.2_Support=No takes no connection requests, so it needs no port. */
static void open_tr069_connection_request(struct translator *translator)
{
	const struct phonewall_parameter *enable =
		parameter(translator, PHONEWALL_PARAMETER_ENABLE_TR069);
	const struct phonewall_parameter *support =
		parameter(translator, PHONEWALL_PARAMETER_CWMP_V12_SUPPORT);
	const struct phonewall_parameter *url =
		parameter(translator,
			  PHONEWALL_PARAMETER_CONNECTION_REQUEST_URL);
	uint16_t port;

	if (!enable->number || !support->number) {
		check_unused_url(translator, url,
				 enable->number ? support : enable);
		return;
	}
	if (!*url->text) {
		open_picked_port(translator, DESCRIBE(enable, support, url));
		return;
	}
	port = connection_request_port(translator, url);
	if (port)
		open_port(translator, IPPROTO_TCP, port, CONNECTION_REQUEST,
			  DESCRIBE(enable, support, url));
}

static void open_option(struct translator *translator, uint8_t protocol,
			const char *keyword, struct phonewall_port_range range)
{
	const struct phonewall_parameter *config =
		parameter(translator, PHONEWALL_PARAMETER_FIREWALL_CONFIG);
	char *option;

	if (range.first == range.last)
		option = phonewall_memory_print("%s:%u", keyword, range.first);
	else
		option = phonewall_memory_print("%s:%u:%u", keyword,
						range.first, range.last);
	warn_of_width(translator, config->line, config->name, option, &range);
	open_ports(translator, protocol, range,
		   phonewall_memory_print("custom application"),
		   phonewall_parameter_note_origin(config,
			phonewall_memory_print("%s with %s", config->name,
					       option)));
	free(option);
}

static void open_options(struct translator *translator, uint8_t protocol,
			 const char *keyword,
			 const struct phonewall_port_options *options)
{
	for (size_t i = 0; i < options->count; i++)
		open_option(translator, protocol, keyword, options->list[i]);
}

static void open_all(struct translator *translator)
{
	open_dhcp(translator);
	open_sip(translator);
	open_rtp(translator);
	open_firmware_sharing(translator, IPPROTO_UDP, SHARING_PORT);
	open_tftp(translator);
	open_tr069_stun(translator);
	open_web_server(translator);
	open_firmware_sharing(translator, IPPROTO_TCP, SHARING_PORT);
	open_firmware_sharing(translator, IPPROTO_TCP, SHARING_TCP_PORT);
	open_tr069_connection_request(translator);
	open_options(translator, IPPROTO_UDP, "UDP", &translator->config.udp);
	open_options(translator, IPPROTO_TCP, "TCP", &translator->config.tcp);
}

static void read_paging_script(struct translator *translator,
			       const struct phonewall_parameter *script)
{
	struct phonewall_translation *translation = translator->translation;
	size_t i = translation->endpoint_count;

	phonewall_paging_parse(script->name, script->text, script->line,
			       translation, translator->faults,
			       translator->warnings);
	for (; i < translation->endpoint_count; i++)
		translation->endpoints[i].reason =
			phonewall_parameter_note_origin(script,
					translation->endpoints[i].reason);
}

static void read_paging_scripts(struct translator *translator)
{
	const struct phonewall_parameter *scripts =
		translator->parameters
			->list[PHONEWALL_PARAMETER_GROUP_N_PAGING_SCRIPT];

	read_paging_script(translator,
			   parameter(translator,
				     PHONEWALL_PARAMETER_GROUP_PAGING_SCRIPT));
	for (size_t group = 0; group < PHONEWALL_PAGING_GROUPS_MAX; group++)
		read_paging_script(translator, &scripts[group]);
}

static void translate(struct translator *translator)
{
	struct phonewall_translation *translation = translator->translation;
	const struct phonewall_parameter *config =
		parameter(translator, PHONEWALL_PARAMETER_FIREWALL_CONFIG);

	phonewall_firewall_config_parse(config->text, config->line,
					&translator->config,
					translator->faults);
	translation->enabled = is_set(translator, PHONEWALL_PARAMETER_FIREWALL);
	translation->flags = translator->config.flags;
	translation->broadcast_echo =
		is_set(translator, PHONEWALL_PARAMETER_BROADCAST_ECHO);
	translation->limits = translator->settings->limits;
	open_all(translator);
	read_paging_scripts(translator);
}

void phonewall_translation_read(const struct phonewall_reading *reading,
				void *section)
{
	struct translator translator = {
		.settings = reading->settings,
		.parameters = reading->parameters,
		.translation = section,
		.faults = reading->faults,
		.warnings = reading->warnings,
	};

	translate(&translator);
}

void phonewall_translation_clear(void *section)
{
	struct phonewall_translation *translation = section;

	for (size_t i = 0; i < translation->opening_count; i++) {
		free(translation->openings[i].purpose);
		free(translation->openings[i].reason);
	}
	for (size_t i = 0; i < translation->endpoint_count; i++)
		free(translation->endpoints[i].reason);
	free(translation->to_pick.purpose);
	free(translation->to_pick.reason);
	free(translation->openings);
	free(translation->endpoints);
	*translation = (struct phonewall_translation){ 0 };
}
