/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_CREDENTIALS_H
#define PHONEWALL_CREDENTIALS_H

#include <stdint.h>
#include <time.h>

#include <json-c/json_types.h>

#include "base/file.h"
#include "config/settings.h"
#include "dot1x/network_access.h"
#include "dot1x/supplicant_configuration.h"
#include "tls/certificate.h"

#define PHONEWALL_CREDENTIALS_FILES	4
#define PHONEWALL_CREDENTIALS_DIGEST	32

/**
 * struct phonewall_credentials - what the phone authenticates itself with, as
 *	found and judged
 * @settings: a copy of the settings that told where to look
 * @identity: who the phone is; complete where there are no faults
 * @files: the files that it was found in, then NULL
 * @authorities: what was read of the authorities' file and judged; empty where
 *	there was nothing to read, as are the next two
 * @certificate: the same of the certificate's file
 * @key: the same of the key's file
 * @faults: a JSON array of what is wrong in them and in the settings
 * @reason: the first of these in one sentence, or NULL
 * @expires: when the phone's certificate ends; 0 where there is none
 * @warning: which certificate ends soon, or NULL
 * @server_warning: that the server may have any name, or NULL
 * @digest: differs where what @identity and the files hold does; not where they
 *	are in files of other names
 * @password: what @identity has for a password
 *
 * Release it with phonewall_credentials_clear(); before it is set it is empty.
 */
struct phonewall_credentials {
	struct phonewall_dot1x_settings *settings;
	struct phonewall_identity identity;
	const char *files[PHONEWALL_CREDENTIALS_FILES + 1];
	struct phonewall_file authorities;
	struct phonewall_file certificate;
	struct phonewall_file key;
	struct json_object *faults;
	char *reason;
	time_t expires;
	char *warning;
	const char *server_warning;
	uint8_t digest[PHONEWALL_CREDENTIALS_DIGEST];
	char *password;
};

/**
 * phonewall_credentials_find - look up and judge what the phone has
 * @credentials: set whole
 * @settings: which files there are; copied
 * @choice: which certificate EAP-TLS uses
 * @settings_file: name of the settings' file, for faults
 * @pac_file: where EAP-FAST keeps its credentials where the settings do not say;
 *	kept by the caller
 * @now: the time by which to judge, or PHONEWALL_CERTIFICATE_ANY_TIME
 */
void phonewall_credentials_find(struct phonewall_credentials *credentials,
				const struct phonewall_dot1x_settings *settings,
				enum phonewall_certificate_choice choice,
				const char *settings_file, const char *pac_file,
				time_t now);

/**
 * phonewall_credentials_clear - release credentials
 * @credentials: emptied, its secrets wiped out
 */
void phonewall_credentials_clear(struct phonewall_credentials *credentials);

#endif /* PHONEWALL_CREDENTIALS_H */
