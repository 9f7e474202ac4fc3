// SPDX-License-Identifier: MIT
#include "probe.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>

#include "sip/message.h"

size_t phonewall_probe_print(struct phonewall_probe *probe, const char *own,
			     const char *server,
			     char bytes[PHONEWALL_PROBE_TEXT])
{
	uint64_t random[2];
	int length;

	if (getrandom(random, sizeof(random), GRND_NONBLOCK) != sizeof(random))
		return 0;
	snprintf(probe->id, sizeof(probe->id), "%016llx%016llx",
		 (unsigned long long)random[0], (unsigned long long)random[1]);
	length = snprintf(bytes, PHONEWALL_PROBE_TEXT,
		"OPTIONS sip:%s SIP/2.0\r\n"
		"Via: SIP/2.0/UDP %s;branch=z9hG4bK%s;rport\r\n"
		"Max-Forwards: 0\r\n"
		"From: <sip:%s>;tag=%.8s\r\n"
		"To: <sip:%s>\r\n"
		"Call-ID: %s\r\n"
		"CSeq: 1 OPTIONS\r\n"
		"Content-Length: 0\r\n\r\n",
		server, own, probe->id, own, probe->id, server, probe->id);
	return length > 0 && length < PHONEWALL_PROBE_TEXT ?
	       (size_t)length : 0;
}

bool phonewall_probe_is_answer(const struct phonewall_probe *probe,
			       const char *bytes, size_t length)
{
	struct phonewall_sip_message message;

	return *probe->id &&
	       !phonewall_sip_message_parse(bytes, length, &message) &&
	       message.status &&
	       phonewall_sip_text_is_same(message.call_id,
					  phonewall_sip_text_of(probe->id));
}
