/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_STATUS_H
#define PHONEWALL_SIP_STATUS_H

/*
 * Where phonewall-sip writes how it stands, a JSON object that phonewall-sip(8)
 * describes, and what its members are called.
 */
#define PHONEWALL_SIP_RUN_DIRECTORY	"/run/phonewall-sip"
#define PHONEWALL_SIP_STATUS_FILE	"status.json"

/* Bytes of the file at most. */
#define PHONEWALL_SIP_STATUS_MAX	(256 * 1024)

#define PHONEWALL_SIP_STATUS_GENERATION	"generation"
#define PHONEWALL_SIP_STATUS_ERROR	"error"
#define PHONEWALL_SIP_STATUS_LINES	"lines"

/* Of a line. */
#define PHONEWALL_SIP_STATUS_LINE	"line"
#define PHONEWALL_SIP_STATUS_STATE	"state"
#define PHONEWALL_SIP_STATUS_TRANSPORT	"transport"
#define PHONEWALL_SIP_STATUS_SERVER	"server"
#define PHONEWALL_SIP_STATUS_ADDRESS	"address"
#define PHONEWALL_SIP_STATUS_CERTIFICATE "certificate"
#define PHONEWALL_SIP_STATUS_MEDIASEC	"mediasec"
#define PHONEWALL_SIP_STATUS_FAULT	"fault"
#define PHONEWALL_SIP_STATUS_REFUSAL	"last_refusal"
#define PHONEWALL_SIP_STATUS_OUT	"messages_out"
#define PHONEWALL_SIP_STATUS_IN		"messages_in"
#define PHONEWALL_SIP_STATUS_REFUSED	"refused"
#define PHONEWALL_SIP_STATUS_LOST	"lost"

#endif /* PHONEWALL_SIP_STATUS_H */
