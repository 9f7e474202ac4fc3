// SPDX-License-Identifier: MIT
#include "line_status.h"

#include <json-c/json.h>

#include "base/json_text.h"
#include "sip/status.h"

static const char *const mediasec_names[] = {
	[PHONEWALL_SIP_MEDIASEC_OFF] = "off",
	[PHONEWALL_SIP_MEDIASEC_IDLE] = "idle",
	[PHONEWALL_SIP_MEDIASEC_AGREED] = "agreed",
	[PHONEWALL_SIP_MEDIASEC_NO_SRTP] = "no-srtp",
	[PHONEWALL_SIP_MEDIASEC_UNSUPPORTED] = "unsupported",
};

/* What others have said may be no UTF-8. */
static void add(struct json_object *object, const char *name, const char *text)
{
	json_object_object_add(object, name, text && *text ?
			       phonewall_json_text_name(text) : NULL);
}

static void add_count(struct json_object *object, const char *name,
		      uint64_t count)
{
	json_object_object_add(object, name, json_object_new_uint64(count));
}

struct json_object *
phonewall_line_status_make(const struct phonewall_line_facts *facts)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, PHONEWALL_SIP_STATUS_LINE,
			       json_object_new_int(facts->number));
	add(object, PHONEWALL_SIP_STATUS_STATE, facts->state);
	add(object, PHONEWALL_SIP_STATUS_TRANSPORT, facts->transport);
	add(object, PHONEWALL_SIP_STATUS_SERVER, facts->server);
	add(object, PHONEWALL_SIP_STATUS_ADDRESS, facts->address);
	add(object, PHONEWALL_SIP_STATUS_CERTIFICATE, facts->certificate);
	add(object, PHONEWALL_SIP_STATUS_MEDIASEC,
	    mediasec_names[facts->mediasec->state]);
	add(object, PHONEWALL_SIP_STATUS_FAULT, facts->fault);
	add(object, PHONEWALL_SIP_STATUS_REFUSAL, facts->refusal);
	add_count(object, PHONEWALL_SIP_STATUS_OUT, facts->counts->out);
	add_count(object, PHONEWALL_SIP_STATUS_IN, facts->counts->in);
	add_count(object, PHONEWALL_SIP_STATUS_REFUSED, facts->counts->refused);
	add_count(object, PHONEWALL_SIP_STATUS_LOST, facts->counts->lost);
	return object;
}
