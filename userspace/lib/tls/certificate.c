// SPDX-License-Identifier: MIT
#include "tls/certificate.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/file.h"
#include "base/file_fault.h"
#include "base/memory.h"
#include "tls/pem_fault.h"
#include "tls/strength.h"

#define FILE_SIZE_MAX	(1 << 20)

/**
 * struct reader - the state of phonewall_certificate_verify()
 * @files: the files
 * @now: the time to verify at
 * @outcome: the result
 * @chain: the certificates of the certificate's file, the own one first; or
 *	NULL
 * @roots: the certificates of the authorities' file, or NULL
 * @is_misordered: true if another certificate is before the own one
 * @chain_told: true if it was reported that the chain cannot be built
 * @unfit: the last certificate that was reported as one that cannot be used
 */
struct reader {
	const struct phonewall_certificate_files *files;
	time_t now;
	struct phonewall_certificate_verification *outcome;
	STACK_OF(X509) *chain;
	STACK_OF(X509) *roots;
	bool is_misordered;
	bool chain_told;
	const X509 *unfit;
};

/* Return: the file in memory, or NULL with a fault added. */
static BIO *open_file(const char *path, struct phonewall_file *file,
		      struct phonewall_faults *faults)
{
	BIO *bio;
	int error;

	error = phonewall_file_read(path, FILE_SIZE_MAX, file);
	if (error) {
		phonewall_file_fault_add(faults, error);
		return NULL;
	}
	bio = BIO_new(BIO_s_mem());
	if (!bio || (file->length && BIO_write(bio, file->text, file->length) !=
				     (int)file->length))
		phonewall_memory_exhausted();
	return bio;
}

static void free_certificates(STACK_OF(X509) *certificates)
{
	sk_X509_pop_free(certificates, X509_free);
}

static STACK_OF(X509) *read_all(BIO *bio)
{
	STACK_OF(X509) *certificates = sk_X509_new_null();
	X509 *certificate;

	if (!certificates)
		phonewall_memory_exhausted();
	while ((certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL))) {
		if (!sk_X509_push(certificates, certificate))
			phonewall_memory_exhausted();
	}
	return certificates;
}

/* Reading ends at the end of the file, or at a damaged certificate. */
static STACK_OF(X509) *read_certificates(const char *path,
					 struct phonewall_file *file,
					 struct phonewall_faults *faults)
{
	BIO *bio = open_file(path, file, faults);
	STACK_OF(X509) *certificates;
	bool damaged;

	if (!bio)
		return NULL;
	ERR_clear_error();
	certificates = read_all(bio);
	damaged = ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE;
	ERR_clear_error();
	BIO_free(bio);
	if (!damaged && sk_X509_num(certificates))
		return certificates;
	phonewall_fault_add(faults, 0, NULL, NULL, "%s",
			    phonewall_pem_certificate_fault(file));
	free_certificates(certificates);
	return NULL;
}

/* Called only if the key is encrypted. */
static int on_password(char *password, int size, int writing, void *argument)
{
	bool *encrypted = argument;

	(void)password;
	(void)size;
	(void)writing;
	*encrypted = true;
	return -1;
}

static EVP_PKEY *read_key(const char *path, struct phonewall_file *file,
			  struct phonewall_faults *faults)
{
	BIO *bio = open_file(path, file, faults);
	bool encrypted = false;
	EVP_PKEY *key;

	if (!bio)
		return NULL;
	key = PEM_read_bio_PrivateKey(bio, NULL, on_password, &encrypted);
	ERR_clear_error();
	BIO_free(bio);
	if (encrypted)
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "is encrypted; run openssl pkey -in FILE -out NEW, chgrp phonewall NEW and chmod 640 NEW, and name NEW");
	else if (!key)
		phonewall_fault_add(faults, 0, NULL, NULL, "%s",
				    phonewall_pem_key_fault(file));
	return key;
}

/* Return: the place in the chain of the certificate of this key, or -1. */
static int find_certificate_of(const struct reader *reader, EVP_PKEY *key)
{
	for (int i = 0; i < sk_X509_num(reader->chain); i++)
		if (X509_check_private_key(sk_X509_value(reader->chain, i),
					   key) == 1)
			return i;
	return -1;
}

static void check_pair(struct reader *reader, EVP_PKEY *key)
{
	int place = find_certificate_of(reader, key);

	reader->is_misordered = place > 0;
	if (place < 0)
		phonewall_fault_add(&reader->outcome->key, 0, NULL, NULL,
				    "is not the key of the certificate in %s; name the two that belong together",
				    reader->files->certificate);
	if (place > 0)
		phonewall_fault_add(&reader->outcome->certificate, 0, NULL,
				    NULL,
				    "holds the certificates in the wrong order; put the phone's own first, then its issuer's, and so on");
}

static void verify_key(struct reader *reader)
{
	EVP_PKEY *key = read_key(reader->files->key,
				 &reader->outcome->key_file,
				 &reader->outcome->key);

	if (key && reader->chain)
		check_pair(reader, key);
	ERR_clear_error();
	EVP_PKEY_free(key);
}

static bool is_signed_by_itself(X509 *certificate)
{
	return X509_get_extension_flags(certificate) & EXFLAG_SS;
}

static bool is_among(STACK_OF(X509) *certificates, const X509 *certificate)
{
	for (int i = 0; i < sk_X509_num(certificates); i++) {
		if (!X509_cmp(sk_X509_value(certificates, i), certificate))
			return true;
	}
	return false;
}

static struct phonewall_faults *faults_of(struct reader *reader,
					  const X509 *certificate)
{
	return is_among(reader->chain, certificate) ?
		       &reader->outcome->certificate :
		       &reader->outcome->authorities;
}

static char *subject_of(const X509 *certificate)
{
	char *line = X509_NAME_oneline(X509_get_subject_name(certificate), NULL,
				       0);
	char *subject;

	if (!line)
		phonewall_memory_exhausted();
	subject = phonewall_memory_print("%s", line);
	OPENSSL_free(line);
	return subject;
}

static time_t seconds_of(const ASN1_TIME *when)
{
	struct tm parts;

	return ASN1_TIME_to_tm(when, &parts) ? timegm(&parts) : 0;
}

static void print_date(time_t when, char *text, size_t size)
{
	struct tm parts;

	gmtime_r(&when, &parts);
	strftime(text, size, "%Y-%m-%d %H:%M UTC", &parts);
}

#define DATE_SIZE	sizeof("-2147481748-12-31 23:59 UTC")

static void add_expired(struct reader *reader, const X509 *certificate)
{
	time_t end = seconds_of(X509_get0_notAfter(certificate));
	char *subject = subject_of(certificate);
	char date[DATE_SIZE];

	print_date(end, date, sizeof(date));
	phonewall_fault_add(faults_of(reader, certificate), 0, NULL, NULL,
			    "the certificate of %s expired at %s; have a new one issued, or set the clock right",
			    subject, date);
	free(subject);
}

static void add_early(struct reader *reader, const X509 *certificate)
{
	time_t begin = seconds_of(X509_get0_notBefore(certificate));
	char *subject = subject_of(certificate);
	char date[DATE_SIZE];

	print_date(begin, date, sizeof(date));
	phonewall_fault_add(faults_of(reader, certificate), 0, NULL, NULL,
			    "the certificate of %s is not valid before %s; set the clock right, or have another one issued",
			    subject, date);
	free(subject);
}

static void add_unlinked(struct reader *reader)
{
	char *subject;

	if (reader->chain_told)
		return;
	reader->chain_told = true;
	subject = subject_of(sk_X509_value(reader->chain, 0));
	if (reader->files->authorities)
		phonewall_fault_add(&reader->outcome->certificate, 0, NULL,
				    NULL,
				    "cannot build a chain from %s to a CA in %s; add the root CA there, intermediate CAs to the phone's file",
				    subject, reader->files->authorities);
	else
		phonewall_fault_add(&reader->outcome->certificate, 0, NULL,
				    NULL,
				    "cannot build a chain from %s to the last certificate of the file; put only its issuers behind it, in order",
				    subject);
	free(subject);
}

static const char *remedy_of(int error)
{
	return error == X509_V_ERR_INVALID_PURPOSE ?
	       "have one issued for TLS clients (extendedKeyUsage clientAuth)" :
	       "have another one issued";
}

/* OpenSSL may report several errors of one certificate; the first will do. */
static void add_unfit(struct reader *reader, const X509 *certificate, int error)
{
	char *subject;

	if (reader->unfit == certificate)
		return;
	reader->unfit = certificate;
	subject = subject_of(certificate);
	phonewall_fault_add(faults_of(reader, certificate), 0, NULL, NULL,
			    "the certificate of %s cannot be used: %s; %s",
			    subject, X509_verify_cert_error_string(error),
			    remedy_of(error));
	free(subject);
}

/* Continues after each fault, so that all are reported. */
static int on_verified(int good, X509_STORE_CTX *context)
{
	struct reader *reader = X509_STORE_CTX_get_app_data(context);
	const X509 *certificate = X509_STORE_CTX_get_current_cert(context);
	int error = X509_STORE_CTX_get_error(context);

	if (good)
		return 1;
	switch (error) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
		add_expired(reader, certificate);
		break;
	case X509_V_ERR_CERT_NOT_YET_VALID:
		add_early(reader, certificate);
		break;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		add_unlinked(reader);
		break;
	default:
		add_unfit(reader, certificate, error);
		break;
	}
	return 1;
}

static void verify_key_size(struct reader *reader, X509 *certificate,
			    bool is_legacy)
{
	struct phonewall_key_size size;
	char *subject;

	if (!phonewall_key_is_weak(certificate, is_legacy, &size))
		return;
	subject = subject_of(certificate);
	if (size.kind)
		phonewall_fault_add(faults_of(reader, certificate), 0, NULL,
				    NULL,
				    "the certificate of %s is weak: its key is %s of %d bits; have one issued with %d bits at least",
				    subject, size.kind, size.bits, size.least);
	else
		phonewall_fault_add(faults_of(reader, certificate), 0, NULL,
				    NULL,
				    "the certificate of %s has a key that cannot be read; have one issued with RSA of %d bits",
				    subject, size.least);
	free(subject);
}

/* A self-signed root is trusted without its signature. */
static void verify_signature(struct reader *reader, X509 *certificate,
			     bool is_legacy)
{
	const char *digest;
	char *subject;

	if ((is_among(reader->roots, certificate) &&
	     is_signed_by_itself(certificate)) ||
	    !phonewall_signature_is_weak(certificate, is_legacy, &digest))
		return;
	subject = subject_of(certificate);
	phonewall_fault_add(faults_of(reader, certificate), 0, NULL, NULL,
			    "the certificate of %s is weak: it is signed with %s; have one issued with SHA-256",
			    subject, digest);
	free(subject);
}

static void warn_of_end(struct reader *reader, const X509 *certificate)
{
	time_t end = seconds_of(X509_get0_notAfter(certificate));
	const struct phonewall_certificate_files *files = reader->files;
	char date[DATE_SIZE];
	char *subject;

	if (reader->outcome->warning || end < reader->now ||
	    reader->now == PHONEWALL_CERTIFICATE_ANY_TIME ||
	    end - reader->now > PHONEWALL_CERTIFICATE_NOTICE)
		return;
	subject = subject_of(certificate);
	print_date(end, date, sizeof(date));
	reader->outcome->warning = phonewall_memory_print(
		"the certificate of %s in %s expires at %s; have a new one issued",
		subject, is_among(reader->chain, certificate) ?
				 files->certificate : files->authorities,
		date);
	free(subject);
}

static void verify_strength(struct reader *reader, STACK_OF(X509) *chain)
{
	X509 *certificate;

	for (int i = 0; i < sk_X509_num(chain); i++) {
		certificate = sk_X509_value(chain, i);
		verify_key_size(reader, certificate, false);
		verify_signature(reader, certificate, false);
		warn_of_end(reader, certificate);
	}
}

/* Without authorities a chain ends at the last certificate of the file. */
static STACK_OF(X509) *find_anchors(const struct reader *reader)
{
	STACK_OF(X509) *anchors = reader->roots ? sk_X509_dup(reader->roots) :
						  sk_X509_new_null();
	int last = sk_X509_num(reader->chain) - 1;

	if (!anchors || (!reader->roots &&
			 !sk_X509_push(anchors,
				       sk_X509_value(reader->chain, last))))
		phonewall_memory_exhausted();
	return anchors;
}

/* Level 0: key sizes and digests are checked here, with messages of our own. */
static void set_rules(struct reader *reader, X509_STORE_CTX *context,
		      STACK_OF(X509) *anchors)
{
	X509_STORE_CTX_set0_trusted_stack(context, anchors);
	X509_STORE_CTX_set_default(context, "ssl_client");
	if (!reader->roots)
		X509_STORE_CTX_set_flags(context, X509_V_FLAG_PARTIAL_CHAIN);
	if (reader->now == PHONEWALL_CERTIFICATE_ANY_TIME)
		X509_STORE_CTX_set_flags(context, X509_V_FLAG_NO_CHECK_TIME);
	else
		X509_STORE_CTX_set_time(context, 0, reader->now);
	X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context), 0);
	X509_STORE_CTX_set_app_data(context, reader);
	X509_STORE_CTX_set_verify_cb(context, on_verified);
}

static void verify_chain(struct reader *reader)
{
	STACK_OF(X509) *anchors = find_anchors(reader);
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	X509 *own = sk_X509_value(reader->chain, 0);

	if (!context ||
	    !X509_STORE_CTX_init(context, NULL, own, reader->chain))
		phonewall_memory_exhausted();
	set_rules(reader, context, anchors);
	X509_verify_cert(context);
	verify_strength(reader, X509_STORE_CTX_get0_chain(context));
	ERR_clear_error();
	X509_STORE_CTX_free(context);
	sk_X509_free(anchors);
}

static void verify_dates(struct reader *reader, const X509 *certificate)
{
	time_t now = reader->now;

	if (now == PHONEWALL_CERTIFICATE_ANY_TIME)
		return;
	if (X509_cmp_time(X509_get0_notAfter(certificate), &now) < 0)
		add_expired(reader, certificate);
	else if (X509_cmp_time(X509_get0_notBefore(certificate), &now) > 0)
		add_early(reader, certificate);
}

/* A server's own certificate will do if it is signed by itself. */
static void verify_is_authority(struct reader *reader, X509 *certificate)
{
	char *subject;

	if (X509_check_ca(certificate) || is_signed_by_itself(certificate))
		return;
	subject = subject_of(certificate);
	phonewall_fault_add(&reader->outcome->authorities, 0, NULL, NULL,
			    "the certificate of %s is not a CA's; add that of the CA that issued it",
			    subject);
	free(subject);
}

/* Return: whether a chain may end at it, or go through it. */
static bool verify_authority(struct reader *reader, X509 *certificate)
{
	struct phonewall_faults *faults = &reader->outcome->authorities;
	bool is_legacy = reader->files->legacy_server;
	size_t before = phonewall_faults_total(faults);

	verify_dates(reader, certificate);
	verify_key_size(reader, certificate, is_legacy);
	verify_signature(reader, certificate, is_legacy);
	verify_is_authority(reader, certificate);
	return phonewall_faults_total(faults) == before;
}

/*
 * One that can be used will do: a file may hold old and future authorities, and
 * TLS trusts nobody by way of a weak one. The last to expire is warned about.
 */
static void verify_authorities(struct reader *reader)
{
	X509 *last = NULL;

	for (int i = 0; i < sk_X509_num(reader->roots); i++) {
		X509 *root = sk_X509_value(reader->roots, i);

		if (verify_authority(reader, root) &&
		    (!last || ASN1_TIME_compare(X509_get0_notAfter(root),
						X509_get0_notAfter(last)) > 0))
			last = root;
	}
	ERR_clear_error();
	if (!last)
		return;
	phonewall_faults_clear(&reader->outcome->authorities);
	warn_of_end(reader, last);
}

static void read_own(struct reader *reader)
{
	struct phonewall_certificate_verification *outcome = reader->outcome;

	reader->chain = read_certificates(reader->files->certificate,
					  &outcome->certificate_file,
					  &outcome->certificate);
	if (reader->chain)
		outcome->expires = seconds_of(
			X509_get0_notAfter(sk_X509_value(reader->chain, 0)));
	verify_key(reader);
}

static void read_roots(struct reader *reader)
{
	struct phonewall_certificate_verification *outcome = reader->outcome;

	reader->roots = read_certificates(reader->files->authorities,
					  &outcome->authorities_file,
					  &outcome->authorities);
}

static bool can_verify_chain(const struct reader *reader)
{
	return reader->chain && !reader->is_misordered &&
	       (reader->roots || !reader->files->authorities);
}

int
phonewall_certificate_verify(const struct phonewall_certificate_files *files,
			     time_t now,
			     struct phonewall_certificate_verification *outcome)
{
	struct reader reader = {
		.files = files, .now = now, .outcome = outcome,
	};

	memset(outcome, 0, sizeof(*outcome));
	if (files->certificate)
		read_own(&reader);
	if (files->authorities)
		read_roots(&reader);
	if (can_verify_chain(&reader))
		verify_chain(&reader);
	else if (reader.roots && !files->certificate)
		verify_authorities(&reader);
	free_certificates(reader.chain);
	free_certificates(reader.roots);
	return outcome->certificate.count || outcome->key.count ||
			       outcome->authorities.count ? -1 : 0;
}

void phonewall_certificate_verification_clear(
	struct phonewall_certificate_verification *outcome)
{
	phonewall_faults_clear(&outcome->certificate);
	phonewall_faults_clear(&outcome->key);
	phonewall_faults_clear(&outcome->authorities);
	phonewall_file_clear(&outcome->certificate_file);
	phonewall_file_wipe(&outcome->key_file);
	phonewall_file_clear(&outcome->authorities_file);
	free(outcome->warning);
	memset(outcome, 0, sizeof(*outcome));
}
