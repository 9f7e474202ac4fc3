// SPDX-License-Identifier: MIT
/*
 * The text of cfg.xml all the way to a policy or to faults.
 */
#include <string.h>

#include "base/memory.h"
#include "directory/configuration.h"
#include "endpoint_list.h"
#include "fault_list.h"
#include "firewall/connection_request.h"
#include "firewall/endpoint.h"
#include "firewall/explain.h"
#include "fuzzer.h"
#include "policy_message.h"
#include "systems/systems.h"
#include "tls/policy.h"

#define FLAGS	(PHONEWALL_FLAG_NO_ICMP_PING | PHONEWALL_FLAG_NO_ICMP_UNREACHABLE)

/* The result for the file, or for the file with something added. */
struct outcome {
	int error;
	struct phonewall_systems systems;
	struct phonewall_faults faults;
};

static void translate(const char *text, size_t length, struct outcome *outcome)
{
	struct phonewall_settings settings;

	phonewall_settings_default(&settings);
	settings.connection_request_port = PHONEWALL_CONNECTION_REQUEST_FIRST;
	*outcome = (struct outcome){ 0 };
	outcome->error = phonewall_systems_read(text, length, &settings,
						&outcome->systems,
						&outcome->faults, NULL);
}

static void clear(struct outcome *outcome)
{
	phonewall_systems_clear(&outcome->systems);
	phonewall_faults_clear(&outcome->faults);
}

static void require_same_text(const char *a, const char *b)
{
	REQUIRE(a && b && !strcmp(a, b));
}

static void require_same(const struct phonewall_translation *a,
			 const struct phonewall_translation *b)
{
	REQUIRE(a->enabled == b->enabled && a->flags == b->flags &&
		a->broadcast_echo == b->broadcast_echo &&
		a->rtp.first == b->rtp.first && a->rtp.last == b->rtp.last);
	REQUIRE(!memcmp(&a->limits, &b->limits, sizeof(a->limits)));
	REQUIRE(a->opening_count == b->opening_count &&
		a->endpoint_count == b->endpoint_count);
	for (size_t i = 0; i < a->opening_count; i++) {
		REQUIRE(a->openings[i].protocol == b->openings[i].protocol &&
			!memcmp(&a->openings[i].range, &b->openings[i].range,
				sizeof(a->openings[i].range)));
		require_same_text(a->openings[i].purpose,
				  b->openings[i].purpose);
		require_same_text(a->openings[i].reason, b->openings[i].reason);
	}
	for (size_t i = 0; i < a->endpoint_count; i++) {
		REQUIRE(phonewall_endpoint_equal(&a->endpoints[i],
						 &b->endpoints[i]));
		require_same_text(a->endpoints[i].reason,
				  b->endpoints[i].reason);
	}
}

static void require_same_tls(const struct phonewall_tls_settings *a,
			     const struct phonewall_tls_settings *b)
{
	REQUIRE(!a->cipher_list == !b->cipher_list);
	if (a->cipher_list)
		require_same_text(a->cipher_list, b->cipher_list);
	REQUIRE(a->client_min_version == b->client_min_version &&
		a->server_min_version == b->server_min_version &&
		a->any_name_lines == b->any_name_lines);
}

/* What phonewall-directory is given of them is the same. */
static void
require_same_directory(const struct phonewall_directory_settings *a,
		       const struct phonewall_directory_settings *b)
{
	char *text_a = phonewall_directory_configuration_print(a);
	char *text_b = phonewall_directory_configuration_print(b);

	require_same_text(text_a, text_b);
	free(text_a);
	free(text_b);
}

static void require_same_systems(const struct phonewall_systems *a,
				 const struct phonewall_systems *b)
{
	require_same(&a->firewall, &b->firewall);
	REQUIRE(!memcmp(&a->dot1x, &b->dot1x, sizeof(a->dot1x)));
	REQUIRE(!memcmp(&a->vlan, &b->vlan, sizeof(a->vlan)));
	require_same_tls(&a->tls, &b->tls);
	require_same_directory(&a->directory, &b->directory);
}

static bool is_open(const struct phonewall_translation *translation,
		    uint8_t protocol, uint16_t port)
{
	for (size_t i = 0; i < translation->opening_count; i++) {
		const struct phonewall_opening *opening =
			&translation->openings[i];

		if (opening->protocol == protocol &&
		    opening->range.first <= port && port <= opening->range.last)
			return true;
	}
	return false;
}

static void require_openings(const struct phonewall_translation *translation)
{
	for (size_t i = 0; i < translation->opening_count; i++) {
		const struct phonewall_opening *opening =
			&translation->openings[i];

		REQUIRE(opening->protocol == IPPROTO_UDP ||
			opening->protocol == IPPROTO_TCP);
		REQUIRE(opening->range.first &&
			opening->range.first <= opening->range.last);
		REQUIRE(*opening->purpose && *opening->reason);
	}
	REQUIRE(is_open(translation, IPPROTO_UDP, 68) &&
		is_open(translation, IPPROTO_UDP, 546) &&
		is_open(translation, IPPROTO_UDP, translation->rtp.first) &&
		is_open(translation, IPPROTO_UDP, translation->rtp.last));
	REQUIRE(translation->rtp.first >= 2048 &&
		translation->rtp.last <= 49152 &&
		translation->rtp.last - translation->rtp.first > 16);
}

static void require_vlans(const struct phonewall_vlan_settings *vlan)
{
	uint16_t most = vlan->enabled ? PHONEWALL_VLAN_RESERVED - 1 :
					PHONEWALL_VLAN_RESERVED;

	REQUIRE(vlan->vlan_id <= most && vlan->pc_port_vlan_id <= most);
}

static void require_access(const struct phonewall_network_access *access)
{
	REQUIRE(access->certificate == PHONEWALL_CERTIFICATE_MANUFACTURING ||
		access->certificate == PHONEWALL_CERTIFICATE_CUSTOM);
}

/* The module's code finds open what is listed as open, and nothing else. */
static void require_verdict(const struct phonewall_translation *translation,
			    uint16_t port)
{
	uint8_t packet[40] __attribute__((aligned(4))) = {
		[0] = 0x45, [9] = IPPROTO_TCP, [12] = 192, [16] = 10,
		[22] = port >> 8, [23] = port & 0xff, [33] = 0x02,
	};
	enum phonewall_reason reason = PHONEWALL_REASON_TCP_BLOCKED;

	if (is_open(translation, IPPROTO_TCP, port))
		reason = PHONEWALL_REASON_OPEN_PORT;
	if (!translation->enabled)
		reason = PHONEWALL_REASON_DISABLED;
	REQUIRE(phonewall_explain(translation, PHONEWALL_IN, packet,
				  sizeof(packet)) == reason);
}

/* A port at the edge of one of the openings. */
static void require_edge(const struct phonewall_translation *translation,
			 size_t seed)
{
	size_t chosen = seed % translation->opening_count;
	uint16_t last = translation->openings[chosen].range.last;

	require_verdict(translation, seed / 2 % 2 ? last : last + 1);
}

static void require_policy(const struct phonewall_translation *translation,
			   size_t seed)
{
	REQUIRE(!(translation->flags & ~FLAGS));
	require_openings(translation);
	require_endpoints(translation);
	require_policy_round_trip(translation);
	require_edge(translation, seed);
}

/* What is accepted makes a policy, and one that is not weaker than TLS 1.0. */
static void require_tls(const struct phonewall_tls_settings *settings)
{
	struct phonewall_tls_policy *policy = phonewall_tls_policy_new(settings);

	REQUIRE(policy);
	REQUIRE(settings->client_min_version >= TLS1_VERSION &&
		settings->client_min_version <= TLS1_3_VERSION &&
		settings->server_min_version >= TLS1_1_VERSION &&
		settings->server_min_version <= TLS1_3_VERSION);
	REQUIRE(!(settings->any_name_lines >> PHONEWALL_LINES_MAX));
	phonewall_tls_policy_free(policy);
}

/* The file that says so is within its bound, and is read as the same. */
static void
require_directory(const struct phonewall_directory_settings *directory)
{
	char *text = phonewall_directory_configuration_print(directory);
	struct phonewall_directory_settings again;

	REQUIRE(strlen(text) < PHONEWALL_DIRECTORY_FILE_MAX);
	REQUIRE(!phonewall_directory_configuration_parse(text, &again));
	require_same_directory(directory, &again);
	phonewall_directory_settings_clear(&again);
	free(text);
}

static void require_systems(const struct phonewall_systems *systems,
			    size_t seed)
{
	require_policy(&systems->firewall, seed);
	require_access(&systems->dot1x);
	require_vlans(&systems->vlan);
	require_tls(&systems->tls);
	require_directory(&systems->directory);
}

static void require_nothing(const struct phonewall_translation *translation)
{
	REQUIRE(!translation->enabled && !translation->flags &&
		!translation->broadcast_echo && !translation->rtp.first &&
		!translation->limits.flows);
	REQUIRE(!translation->openings && !translation->opening_count &&
		!translation->endpoints && !translation->endpoint_count);
}

/* The text followed by something without meaning. */
static void require_same_with(const char *addition, const char *text,
			      size_t length, const struct outcome *outcome)
{
	size_t more = strlen(addition);
	char *longer = phonewall_memory_resize(NULL, length + more, 1);
	struct outcome again;

	memcpy(longer, text, length);
	memcpy(longer + length, addition, more);
	translate(longer, length + more, &again);
	free(longer);
	REQUIRE(again.error == outcome->error);
	require_same_systems(&again.systems, &outcome->systems);
	clear(&again);
}

/*
 * One of the mutations: a parameter at the end of the profile, with one of the
 * values that matter somewhere. The last of a repeated parameter counts, so an
 * earlier one does not hide it.
 */
static const char *const names[] = {
	"Firewall", "Firewall_Config", "Line_Enable_1_", "Line_Enable_16_",
	"SIP_Transport_1_", "SIP_Transport_2_", "SIP_Port_1_", "SIP_Port_2_",
	"RTP_Port_Min", "RTP_Port_Max", "Upgrade_Enable",
	"Peer_Firmware_Sharing", "Enable_TR-069", "CWMP_V1.2_Support",
	"Connection_Request_URL", "Enable_Web_Server", "Web_Server_Port",
	"Broadcast_Echo", "Group_Paging_Script", "Group_1_Paging_Script",
	"Group_10_Paging_Script", "Enable_802.1X_Authentication",
	"Certificate_Select", "PC_PORT_Enable", "Enable_VLAN", "VLAN_ID",
	"PC_Port_VLAN_ID", "Enable_CDP", "Enable_LLDP-MED",
	"TLS_Cipher_List", "TLS_Client_Min_Version", "TLS_Server_Min_Version",
	"TLS_Name_Validate_1_", "TLS_Name_Validate_16_",
	"Block_Nonproxy_SIP", "Proxy_1_", "User_ID_1_", "Auth_ID_1_",
	"Password_1_", "Use_DNS_SRV_1_", "DNS_SRV_Auto_Prefix_1_",
	"Auth_INVITE_1_", "Auth_Support_RFC8760_1_", "MediaSec_Request_1_",
	"MediaSec_Over_TLS_Only_1_", "Secure_Call_Option_1_",
	"LDAP_Dir_Enable", "LDAP_Server", "LDAP_StartTLS_Enable",
	"LDAP_Auth_Method", "LDAP_Client_DN", "LDAP_Password",
	"LDAP_Last_Name_Filter", "LDAP_Item_4_Filter", "LDAP_Display_Attrs",
};

static const char *const values[] = {
	"", "Yes", "No", "yes", "Enabled", "Disabled", "UDP", "TCP", "TLS",
	"Auto", "Manufacturing installed", "Custom installed", "0", "1", "68",
	"2047", "2048", "2063", "2064", "4094", "4095", "4096", "16384",
	"49151", "49152", "65535", "65536", "4294967295", "4294967296",
	"0xffff", "0x10000", "-1", "UDP:1:65535", "TCP:65535,UDP:7",
	"NO_ICMP_PING,NO_CISCO_TFTP", "NO_ICMP_UNREACHABLE", "UDP:2:1",
	"pggrp=239.0.0.1:1;listen=yes;pggrp=239.0.0.2:2;listen=yes",
	"pggrp=[ff02::9]:9;listen=no", "pggrp=10.0.0.1:1;listen=yes",
	"http://a:8000/", "https://[::1]/", "http://a:65536/", "&quot;&quot;",
	"RSA:!aNULL:!eNULL", "AES:NOSUCH", "SEED", "TLS 1.0", "TLS 1.1",
	"TLS 1.2", "TLS 1.3", "ldap://a", "ldaps://[::1]:1", "Simple",
	"DIGEST-MD5", "sn:(sn=*$VALUE*)", "(|(cn=$VALUE)(!(a=b)))",
	"a=cn,n=Name;a=mobile,t=p",
};

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static size_t add_parameter(char *text, size_t size, size_t max_size,
			    unsigned int seed)
{
	static const char end[] = "</flat-profile>";
	char *place = memmem(text, size, end, strlen(end));
	const char *name = names[seed % COUNT(names)];
	char *added;
	size_t length;

	if (!place)
		return size;
	added = phonewall_memory_print("<%s>%s</%s>\n", name,
			values[seed / COUNT(names) % COUNT(values)], name);
	length = strlen(added);
	if (size + length <= max_size) {
		memmove(place + length, place, text + size - place);
		memcpy(place, added, length);
		size += length;
	}
	free(added);
	return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	if (seed % 3)
		return LLVMFuzzerMutate(data, size, max_size);
	return add_parameter((char *)data, size, max_size, seed / 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct outcome outcome, again;

	translate(text, size, &outcome);
	REQUIRE(outcome.error == (outcome.faults.count ? -1 : 0));
	require_faults(&outcome.faults);
	if (outcome.error)
		require_nothing(&outcome.systems.firewall);
	else
		require_systems(&outcome.systems, size);

	translate(text, size, &again);
	REQUIRE(again.error == outcome.error);
	require_same_systems(&again.systems, &outcome.systems);
	require_same_faults(&again.faults, &outcome.faults);
	clear(&again);
	require_same_with(outcome.error ? "\n" : "\n<!-- nothing -->\n", text,
			  size, &outcome);
	clear(&outcome);
	return 0;
}
