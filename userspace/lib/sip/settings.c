// SPDX-License-Identifier: MIT
#include "sip/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const struct phonewall_parameter *
parameter(const struct phonewall_reading *reading,
	  enum phonewall_sip_parameter row, unsigned int line)
{
	return &reading->parameters->list[row][line];
}

static bool is_set(const struct phonewall_reading *reading,
		   enum phonewall_sip_parameter row, unsigned int line)
{
	return parameter(reading, row, line)->number;
}

/* A longer text is a fault: cut off, it would be another password. */
static char *read_text(const struct phonewall_reading *reading,
		       enum phonewall_sip_parameter row, unsigned int line)
{
	const struct phonewall_parameter *text = parameter(reading, row, line);

	if (strlen(text->text) > PHONEWALL_SIP_LINE_TEXT_MAX)
		phonewall_fault_add(reading->faults, text->line, text->name,
				    NULL,
				    "is longer than 255 bytes; shorten it");
	return phonewall_memory_print("%s", text->text);
}

static void read_user(const struct phonewall_reading *reading,
		      unsigned int number, struct phonewall_sip_line *line)
{
	char *user = read_text(reading, PHONEWALL_PARAMETER_USER_ID, number);

	line->user = read_text(reading, PHONEWALL_PARAMETER_AUTH_ID, number);
	line->password = read_text(reading, PHONEWALL_PARAMETER_PASSWORD,
				   number);
	if (!*line->user)
		phonewall_memory_replace(&line->user, user);
	free(user);
}

static void warn_of_challenge(const struct phonewall_reading *reading,
			      unsigned int number,
			      const struct phonewall_sip_line *line)
{
	const struct phonewall_parameter *challenge = parameter(reading,
		PHONEWALL_PARAMETER_AUTH_INVITE, number);
	const struct phonewall_parameter *rfc8760 = parameter(reading,
		PHONEWALL_PARAMETER_AUTH_SUPPORT_RFC8760, number);

	if (line->has_rfc8760 && !line->challenges)
		phonewall_warning_add(reading->warnings, "no-effect",
				      rfc8760->line, rfc8760->name,
				      rfc8760->text,
				      "has no effect while %s is No; set that to Yes",
				      challenge->name);
	if (line->challenges && (!*line->user || !*line->password))
		phonewall_warning_add(reading->warnings,
				      "challenge-without-password",
				      challenge->line, challenge->name,
				      challenge->text,
				      "lets no caller in, since User_ID_%u_ or Password_%u_ is empty; set both",
				      number + 1, number + 1);
}

static void warn_of_mediasec(const struct phonewall_reading *reading,
			     unsigned int number,
			     const struct phonewall_sip_line *line)
{
	const struct phonewall_parameter *request = parameter(reading,
		PHONEWALL_PARAMETER_MEDIASEC_REQUEST, number);
	const struct phonewall_parameter *transport = parameter(reading,
		PHONEWALL_PARAMETER_SIP_LINE_TRANSPORT, number);

	if (!line->requests_mediasec ||
	    line->transport == PHONEWALL_TRANSPORT_TLS)
		return;
	if (!line->is_mediasec_over_tls_only)
		phonewall_warning_add(reading->warnings, "readable-keys",
				      request->line, request->name,
				      request->text,
				      "lets anybody on the way read the keys of calls unless %s is TLS, but that is %s; set it to TLS",
				      transport->name, transport->text);
	else if (line->transport != PHONEWALL_TRANSPORT_AUTO)
		phonewall_warning_add(reading->warnings, "mediasec-off",
				      request->line, request->name,
				      request->text,
				      "negotiates nothing while MediaSec_Over_TLS_Only_%u_ is Yes and %s is %s; set that to TLS",
				      number + 1, transport->name,
				      transport->text);
}

/* Keys of SRTP (RFC 4568) are in the SDP. Auto does not fall below TLS then. */
static void warn_of_secure_call(const struct phonewall_reading *reading,
				unsigned int number,
				const struct phonewall_sip_line *line)
{
	const struct phonewall_parameter *option = parameter(reading,
		PHONEWALL_PARAMETER_SECURE_CALL_OPTION, number);
	const struct phonewall_parameter *transport = parameter(reading,
		PHONEWALL_PARAMETER_SIP_LINE_TRANSPORT, number);

	if (line->secure_call != PHONEWALL_SECURE_CALL_REQUIRED ||
	    line->transport == PHONEWALL_TRANSPORT_TLS ||
	    line->transport == PHONEWALL_TRANSPORT_AUTO)
		return;
	phonewall_warning_add(reading->warnings, "readable-keys", option->line,
			      option->name, option->text,
			      "lets anybody on the way read the keys of calls while %s is %s; set that to TLS",
			      transport->name, transport->text);
}

static void read_line(const struct phonewall_reading *reading,
		      unsigned int number, struct phonewall_sip_line *line)
{
	*line = (struct phonewall_sip_line){
		.is_enabled = true,
		.transport = parameter(reading,
			PHONEWALL_PARAMETER_SIP_LINE_TRANSPORT, number)->number,
		.port = parameter(reading, PHONEWALL_PARAMETER_SIP_LINE_PORT,
				  number)->number,
		.proxy = read_text(reading, PHONEWALL_PARAMETER_PROXY, number),
		.outbound_proxy = read_text(reading,
			PHONEWALL_PARAMETER_OUTBOUND_PROXY, number),
		.uses_srv = is_set(reading, PHONEWALL_PARAMETER_USE_DNS_SRV,
				   number),
		.adds_srv_prefix = is_set(reading,
			PHONEWALL_PARAMETER_DNS_SRV_AUTO_PREFIX, number),
		.challenges = is_set(reading, PHONEWALL_PARAMETER_AUTH_INVITE,
				     number),
		.has_rfc8760 = is_set(reading,
			PHONEWALL_PARAMETER_AUTH_SUPPORT_RFC8760, number),
		.requests_mediasec = is_set(reading,
			PHONEWALL_PARAMETER_MEDIASEC_REQUEST, number),
		.is_mediasec_over_tls_only = is_set(reading,
			PHONEWALL_PARAMETER_MEDIASEC_OVER_TLS_ONLY, number),
		.secure_call = parameter(reading,
			PHONEWALL_PARAMETER_SECURE_CALL_OPTION, number)->number,
	};
	read_user(reading, number, line);
	warn_of_challenge(reading, number, line);
	warn_of_mediasec(reading, number, line);
	warn_of_secure_call(reading, number, line);
}

void phonewall_sip_settings_read(const struct phonewall_reading *reading,
				 void *section)
{
	struct phonewall_sip_settings *settings = section;

	*settings = (struct phonewall_sip_settings){
		.blocks_nonproxy = is_set(reading,
			PHONEWALL_PARAMETER_BLOCK_NONPROXY_SIP, 0),
	};
	for (unsigned int i = 0; i < PHONEWALL_LINES_MAX; i++)
		if (is_set(reading, PHONEWALL_PARAMETER_SIP_LINE_ENABLE, i))
			read_line(reading, i, &settings->lines[i]);
}

void phonewall_sip_settings_clear(void *section)
{
	struct phonewall_sip_settings *settings = section;

	for (unsigned int i = 0; i < PHONEWALL_LINES_MAX; i++) {
		struct phonewall_sip_line *line = &settings->lines[i];

		if (line->password)
			explicit_bzero(line->password, strlen(line->password));
		free(line->password);
		free(line->user);
		free(line->outbound_proxy);
		free(line->proxy);
	}
	*settings = (struct phonewall_sip_settings){ 0 };
}
