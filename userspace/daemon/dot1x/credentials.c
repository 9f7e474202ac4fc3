// SPDX-License-Identifier: MIT
#include "dot1x/credentials.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/fault_json.h"
#include "base/file.h"
#include "base/file_fault.h"
#include "base/memory.h"
#include "tls/configuration.h"

#define FILE_SIZE_MAX	(1 << 20)

/* Maximum length of an MS-CHAPv2 password: RFC 2759, section 4. */
#define PASSWORD_MAX	256

/**
 * struct search - the state of phonewall_credentials_find()
 * @credentials: the result
 * @settings: the settings, which name the files
 * @settings_file: name of the settings' file
 * @now: the time to verify at
 */
struct search {
	struct phonewall_credentials *credentials;
	const struct phonewall_dot1x_settings *settings;
	const char *settings_file;
	time_t now;
};

static void add_faults(struct search *search, struct phonewall_faults *faults,
		       const char *file)
{
	struct phonewall_credentials *credentials = search->credentials;

	if (faults->count && !credentials->reason)
		credentials->reason = phonewall_memory_print("%s: %s%s%s", file,
			faults->list[0].parameter ? faults->list[0].parameter :
						    "",
			faults->list[0].parameter ? ": " : "",
			faults->list[0].message);
	phonewall_faults_add_to_json(faults, file, credentials->faults);
	phonewall_faults_clear(faults);
}

/* Return: true if the setting has a value; else false, with a fault added. */
static bool require(struct search *search, const char *value, const char *name)
{
	struct phonewall_faults faults = { 0 };

	if (value && *value)
		return true;
	phonewall_fault_add(&faults, 0, name, NULL,
			    "is not set, but 802.1X authentication requires it; set it");
	add_faults(search, &faults, search->settings_file);
	return false;
}

static void
take_verified(struct phonewall_credentials *credentials,
	      struct phonewall_certificate_verification *verification)
{
	static const struct phonewall_file empty;

	credentials->warning = verification->warning;
	verification->warning = NULL;
	credentials->authorities = verification->authorities_file;
	verification->authorities_file = empty;
	credentials->certificate = verification->certificate_file;
	verification->certificate_file = empty;
	credentials->key = verification->key_file;
	verification->key_file = empty;
}

static void verify(struct search *search)
{
	struct phonewall_credentials *credentials = search->credentials;
	const struct phonewall_identity *identity = &credentials->identity;
	const struct phonewall_certificate_files files = {
		.certificate = identity->certificate,
		.key = identity->key,
		.authorities = identity->authorities,
		.legacy_server = identity->legacy_server,
	};
	struct phonewall_certificate_verification verification;

	phonewall_certificate_verify(&files, search->now, &verification);
	add_faults(search, &verification.certificate, files.certificate);
	add_faults(search, &verification.key, files.key);
	add_faults(search, &verification.authorities, files.authorities);
	credentials->expires = verification.expires;
	take_verified(credentials, &verification);
	phonewall_certificate_verification_clear(&verification);
}

static void find_certificate(struct search *search,
			     enum phonewall_certificate_choice choice)
{
	const struct phonewall_dot1x_settings *settings = search->settings;
	struct phonewall_identity *identity = &search->credentials->identity;
	bool custom = choice == PHONEWALL_CERTIFICATE_CUSTOM;
	bool complete;

	identity->certificate = custom ? settings->custom_certificate :
					 settings->manufacturing_certificate;
	identity->key = custom ? settings->custom_key :
				 settings->manufacturing_key;
	complete = require(search, identity->certificate,
			   custom ? "custom_certificate" :
				    "manufacturing_certificate");
	complete &= require(search, identity->key,
			    custom ? "custom_key" : "manufacturing_key");
	complete &= require(search, identity->authorities, "ca_certificate");
	if (complete)
		verify(search);
}

/* Return: the password, or NULL with a fault added. */
static char *read_password(const char *path, struct phonewall_faults *faults)
{
	struct phonewall_file file = { 0 };
	char *password = NULL;
	size_t length;
	int error;

	error = phonewall_file_read(path, FILE_SIZE_MAX, &file);
	if (error) {
		phonewall_file_fault_add(faults, error);
		return NULL;
	}
	length = strcspn(file.text, "\r\n");
	if (length && length <= PASSWORD_MAX)
		password = phonewall_memory_copy(file.text, length);
	else
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "must begin with a line of 1 to %d bytes: the password; write it there",
				    PASSWORD_MAX);
	phonewall_file_wipe(&file);
	return password;
}

static void find_password(struct search *search, const char *pac_file)
{
	struct phonewall_credentials *credentials = search->credentials;
	const char *path = search->settings->password_file;
	struct phonewall_faults faults = { 0 };

	credentials->identity.pac_file = search->settings->pac_file ?
						 search->settings->pac_file :
						 pac_file;
	if (require(search, path, "password_file")) {
		credentials->password = read_password(path, &faults);
		credentials->identity.password = credentials->password;
		add_faults(search, &faults, path);
	}
	if (require(search, credentials->identity.authorities,
		    "ca_certificate"))
		verify(search);
}

static void digest_text(EVP_MD_CTX *digest, const char *text)
{
	if (text)
		EVP_DigestUpdate(digest, text, strlen(text));
	EVP_DigestUpdate(digest, "", 1);
}

static void digest_file(EVP_MD_CTX *digest, const struct phonewall_file *file)
{
	EVP_DigestUpdate(digest, &file->length, sizeof(file->length));
	if (file->length)
		EVP_DigestUpdate(digest, file->text, file->length);
}

static void set_digest(struct phonewall_credentials *credentials)
{
	const struct phonewall_identity *identity = &credentials->identity;
	EVP_MD_CTX *digest = EVP_MD_CTX_new();

	if (!digest || !EVP_DigestInit_ex(digest, EVP_sha256(), NULL))
		phonewall_memory_exhausted();
	EVP_DigestUpdate(digest, &identity->method, sizeof(identity->method));
	digest_text(digest, identity->identity);
	digest_text(digest, identity->pac_file);
	digest_text(digest, identity->server_name);
	EVP_DigestUpdate(digest, &identity->legacy_server,
			 sizeof(identity->legacy_server));
	digest_text(digest, identity->password);
	digest_file(digest, &credentials->authorities);
	digest_file(digest, &credentials->certificate);
	digest_file(digest, &credentials->key);
	EVP_DigestFinal_ex(digest, credentials->digest, NULL);
	EVP_MD_CTX_free(digest);
}

static void list_files(struct phonewall_credentials *credentials,
		       const char *password_file)
{
	const struct phonewall_identity *identity = &credentials->identity;
	const char *const candidates[PHONEWALL_CREDENTIALS_FILES] = {
		identity->authorities, identity->certificate, identity->key,
		password_file,
	};
	size_t count = 0;

	for (size_t i = 0; i < PHONEWALL_CREDENTIALS_FILES; i++) {
		if (candidates[i])
			credentials->files[count++] = candidates[i];
	}
}

static const char *
server_warning(const struct phonewall_dot1x_settings *settings,
	       bool legacy_server)
{
	if (!settings->ca_certificate)
		return NULL;
	if (!settings->server_name)
		return PHONEWALL_NO_SERVER_NAME_TEXT
		       " [" PHONEWALL_NO_SERVER_NAME "]";
	return legacy_server ?
	       "the server may have a weak certificate; have a new one issued for it, and remove it from legacy_servers"
	       " [" PHONEWALL_LEGACY_SERVER "]" : NULL;
}

void phonewall_credentials_find(struct phonewall_credentials *credentials,
				const struct phonewall_dot1x_settings *settings,
				const struct phonewall_network_access *access,
				const char *settings_file, const char *pac_file,
				time_t now)
{
	struct phonewall_dot1x_settings *own =
		phonewall_dot1x_settings_copy(settings);
	struct search search = {
		.credentials = credentials, .settings = own,
		.settings_file = settings_file, .now = now,
	};
	bool tls = own->eap_method == PHONEWALL_EAP_METHOD_TLS;

	*credentials = (struct phonewall_credentials){
		.settings = own,
		.identity.method = own->eap_method,
		.identity.identity = own->identity,
		.identity.authorities = own->ca_certificate,
		.identity.server_name = own->server_name,
		.identity.legacy_server = access->legacy_server,
		.server_warning = server_warning(own, access->legacy_server),
		.faults = json_object_new_array(),
	};
	require(&search, own->switch_port, "switch_port");
	require(&search, own->identity, "identity");
	if (tls)
		find_certificate(&search, access->certificate);
	else
		find_password(&search, pac_file);
	list_files(credentials, tls ? NULL : own->password_file);
	set_digest(credentials);
}

void phonewall_credentials_clear(struct phonewall_credentials *credentials)
{
	json_object_put(credentials->faults);
	phonewall_dot1x_settings_free(credentials->settings);
	phonewall_file_clear(&credentials->authorities);
	phonewall_file_clear(&credentials->certificate);
	phonewall_file_wipe(&credentials->key);
	free(credentials->reason);
	free(credentials->warning);
	if (credentials->password)
		explicit_bzero(credentials->password,
			       strlen(credentials->password));
	free(credentials->password);
	memset(credentials, 0, sizeof(*credentials));
}
