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
 * struct phonewall_credentials - the phone's credentials, as read and verified
 * @settings: a copy of the settings that name the files
 * @identity: the phone's identity; complete if there are no faults
 * @files: the files that hold the credentials, then NULL
 * @authorities: the content of the authorities' file that was verified; empty
 *	if it could not be read, as are the next two
 * @certificate: the same of the certificate's file
 * @key: the same of the key's file
 * @faults: a JSON array of the faults of the files and the settings
 * @reason: the first of these in one sentence, or NULL
 * @expires: when the phone's certificate expires; 0 if there is none
 * @warning: which certificate expires soon, or NULL
 * @server_warning: that the server may have any name or a weak certificate, or
 *	NULL
 * @digest: SHA-256 of @identity and of the files' contents; the same if only
 *	the names of the certificate, key or password files differ
 * @password: the password in @identity, owned
 *
 * Release it with phonewall_credentials_clear(); all zero means empty.
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
 * phonewall_credentials_find() - read and verify the phone's credentials
 * @credentials: filled in
 * @settings: the settings, which name the files; copied
 * @access: which certificate EAP-TLS uses, and whether the server's may be weak
 * @settings_file: name of the settings' file, for faults
 * @pac_file: file for EAP-FAST's protected access credentials if the settings
 *	name none; kept by the caller
 * @now: the time to verify at, or PHONEWALL_CERTIFICATE_ANY_TIME
 */
void phonewall_credentials_find(struct phonewall_credentials *credentials,
				const struct phonewall_dot1x_settings *settings,
				const struct phonewall_network_access *access,
				const char *settings_file, const char *pac_file,
				time_t now);

/**
 * phonewall_credentials_clear() - release credentials
 * @credentials: emptied; the secrets are overwritten
 */
void phonewall_credentials_clear(struct phonewall_credentials *credentials);

#endif /* PHONEWALL_CREDENTIALS_H */
