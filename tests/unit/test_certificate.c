// SPDX-License-Identifier: MIT
/*
 * The check of certificates that each test makes: a CA, perhaps an intermediate
 * CA, and a phone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cmocka.h>

#include "faults.h"
#include "folder.h"
#include "tls/certificate.h"

#define NOW	1800000000
#define DAY	(24 * 60 * 60)

/* How to make a certificate; the issuer is NULL if it is self-signed. */
struct recipe {
	const char *name;
	EVP_PKEY *key;
	const struct recipe *issuer;
	const EVP_MD *digest;
	long begin;
	long end;
	const char *constraints;
	const char *usage;
};

static char directory[] = "/tmp/phonewall-certificate-XXXXXX";
static char certificate_path[64], key_path[64], authorities_path[64];
static const struct phonewall_certificate_files files = {
	.certificate = certificate_path,
	.key = key_path,
	.authorities = authorities_path,
};

static EVP_PKEY *authority_key, *phone_key, *other_key, *curve_key;
static struct recipe authority, phone;
static struct phonewall_certificate_verification outcome;

static void add_extension(X509 *certificate, X509 *issuer, int which,
			  const char *value)
{
	X509_EXTENSION *extension;
	X509V3_CTX context;

	if (!value)
		return;
	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, which, value);
	assert_non_null(extension);
	assert_true(X509_add_ext(certificate, extension, -1));
	X509_EXTENSION_free(extension);
}

static void set_name(X509_NAME *name, const char *common_name)
{
	const void *bytes = common_name;

	assert_true(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, bytes,
					       -1, -1, 0));
}

static X509 *make(const struct recipe *recipe)
{
	const struct recipe *issuer = recipe->issuer ? recipe->issuer : recipe;
	X509 *certificate = X509_new();

	assert_non_null(certificate);
	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	set_name(X509_get_subject_name(certificate), recipe->name);
	set_name(X509_get_issuer_name(certificate), issuer->name);
	ASN1_TIME_set(X509_getm_notBefore(certificate), NOW + recipe->begin);
	ASN1_TIME_set(X509_getm_notAfter(certificate), NOW + recipe->end);
	X509_set_pubkey(certificate, recipe->key);
	add_extension(certificate, certificate, NID_basic_constraints,
		      recipe->constraints);
	add_extension(certificate, certificate, NID_ext_key_usage,
		      recipe->usage);
	assert_true(X509_sign(certificate, issuer->key, recipe->digest));
	return certificate;
}

static void put(const char *path, const char *mode, const struct recipe *recipe)
{
	X509 *certificate = make(recipe);
	FILE *file = fopen(path, mode);

	assert_non_null(file);
	assert_true(PEM_write_X509(file, certificate));
	assert_int_equal(fclose(file), 0);
	X509_free(certificate);
}

static void put_key(EVP_PKEY *key, const char *password)
{
	FILE *file = fopen(key_path, "w");

	assert_non_null(file);
	assert_true(PEM_write_PrivateKey(file, key,
					 password ? EVP_aes_128_cbc() : NULL,
					 NULL, 0, NULL, (void *)password));
	assert_int_equal(fclose(file), 0);
}

static void put_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void put_all(void)
{
	put(certificate_path, "w", &phone);
	put_key(phone.key, NULL);
	put(authorities_path, "w", &authority);
}

static int make_keys(void **state)
{
	(void)state;
	authority_key = EVP_RSA_gen(2048);
	phone_key = EVP_RSA_gen(2048);
	other_key = EVP_RSA_gen(2048);
	curve_key = EVP_EC_gen("P-256");
	return authority_key && phone_key && other_key && curve_key ? 0 : -1;
}

static int free_keys(void **state)
{
	(void)state;
	EVP_PKEY_free(authority_key);
	EVP_PKEY_free(phone_key);
	EVP_PKEY_free(other_key);
	EVP_PKEY_free(curve_key);
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	if (folder_make(directory))
		return -1;
	sprintf(certificate_path, "%s/phone.pem", directory);
	sprintf(key_path, "%s/phone.key", directory);
	sprintf(authorities_path, "%s/ca.pem", directory);
	authority = (struct recipe){
		.name = "authority", .key = authority_key,
		.digest = EVP_sha256(), .begin = -DAY, .end = 1000L * DAY,
		.constraints = "critical,CA:TRUE",
	};
	phone = (struct recipe){
		.name = "phone", .key = phone_key, .issuer = &authority,
		.digest = EVP_sha256(), .begin = -DAY, .end = 100 * DAY,
	};
	put_all();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_certificate_verification_clear(&outcome);
	return folder_remove(directory);
}

static int verify(void)
{
	phonewall_certificate_verification_clear(&outcome);
	return phonewall_certificate_verify(&files, NOW, &outcome);
}

/* How many faults there are in the certificate, the key and the CAs. */
static void expect_faults(size_t certificate, size_t key, size_t authorities)
{
	assert_int_equal(verify(), certificate + key + authorities ? -1 : 0);
	assert_int_equal(outcome.certificate.count, certificate);
	assert_int_equal(outcome.key.count, key);
	assert_int_equal(outcome.authorities.count, authorities);
}

static void expect_certificate_fault(const char *part)
{
	expect_faults(1, 0, 0);
	assert_fault(outcome.certificate.list, 0, NULL, NULL, part);
}

static void expect_key_fault(const char *part)
{
	expect_faults(0, 1, 0);
	assert_fault(outcome.key.list, 0, NULL, NULL, part);
}

static void expect_authorities_fault(const char *part)
{
	expect_faults(0, 0, 1);
	assert_fault(outcome.authorities.list, 0, NULL, NULL, part);
}

static void test_good(void **state)
{
	(void)state;
	expect_faults(0, 0, 0);
	assert_int_equal(outcome.expires, NOW + 100 * DAY);
	assert_null(outcome.warning);
}

static void test_good_curve(void **state)
{
	(void)state;
	phone.key = curve_key;
	phone.usage = "clientAuth";
	put_all();
	expect_faults(0, 0, 0);
}

static void test_not_there(void **state)
{
	(void)state;
	unlink(certificate_path);
	expect_certificate_fault("no such file; install it");
	assert_int_equal(outcome.expires, 0);
	put_all();
	unlink(key_path);
	expect_key_fault("no such file; install it");
	put_all();
	unlink(authorities_path);
	expect_authorities_fault("no such file; install it");
}

static void test_no_file(void **state)
{
	(void)state;
	unlink(certificate_path);
	assert_int_equal(mkdir(certificate_path, 0700), 0);
	expect_certificate_fault("is a directory; name a file");
}

static void test_not_parsed(void **state)
{
	(void)state;
	put_text(certificate_path, "");
	expect_certificate_fault("is empty; copy the certificate");
	put_text(certificate_path, "a phone\n");
	expect_certificate_fault("holds no certificate in PEM form");
	put_text(certificate_path,
		 "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
	expect_certificate_fault("is damaged");
	put_all();
	put_text(key_path, "no key\n");
	expect_key_fault("holds no private key");
	put_text(key_path, " \n");
	expect_key_fault("is empty; copy the private key");
	put_text(key_path,
		 "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
	expect_key_fault("is damaged");
	put_text(key_path,
		 "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n");
	expect_key_fault("OpenSSH's form; convert it: ssh-keygen -p -m PEM -f");
	put_text(key_path, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n");
	expect_key_fault("is cut short");
	put_all();
	put_text(authorities_path, "nobody\n");
	expect_authorities_fault("holds no certificate in PEM form");
}

static void test_damaged_behind_a_good_one(void **state)
{
	FILE *file = fopen(authorities_path, "a");

	(void)state;
	assert_non_null(file);
	fputs("-----BEGIN CERTIFICATE-----\nAAAA\n", file);
	fclose(file);
	expect_authorities_fault("is cut short");
}

static void write_request(FILE *file)
{
	X509_REQ *request = X509_REQ_new();

	assert_non_null(request);
	X509_REQ_set_pubkey(request, phone_key);
	set_name(X509_REQ_get_subject_name(request), "phone");
	assert_true(X509_REQ_sign(request, phone_key, EVP_sha256()));
	assert_true(PEM_write_X509_REQ(file, request));
	X509_REQ_free(request);
}

static PKCS7 *make_pkcs7(void)
{
	PKCS7 *pkcs7 = PKCS7_new();
	X509 *certificate = make(&phone);

	assert_non_null(pkcs7);
	PKCS7_set_type(pkcs7, NID_pkcs7_signed);
	PKCS7_content_new(pkcs7, NID_pkcs7_data);
	assert_true(PKCS7_add_certificate(pkcs7, certificate));
	X509_free(certificate);
	return pkcs7;
}

static void write_pkcs7(FILE *file)
{
	PKCS7 *pkcs7 = make_pkcs7();

	assert_true(PEM_write_PKCS7(file, pkcs7));
	PKCS7_free(pkcs7);
}

static void write_der_pkcs7(FILE *file)
{
	PKCS7 *pkcs7 = make_pkcs7();

	assert_true(i2d_PKCS7_fp(file, pkcs7));
	PKCS7_free(pkcs7);
}

static void write_pkcs12(FILE *file)
{
	X509 *certificate = make(&phone);
	PKCS12 *pkcs12 = PKCS12_create("secret", "phone", phone_key,
				       certificate, NULL, 0, 0, 0, 0, 0);

	assert_non_null(pkcs12);
	assert_true(i2d_PKCS12_fp(file, pkcs12));
	PKCS12_free(pkcs12);
	X509_free(certificate);
}

static void write_certificate(FILE *file)
{
	X509 *certificate = make(&phone);

	assert_true(PEM_write_X509(file, certificate));
	X509_free(certificate);
}

static void write_der_certificate(FILE *file)
{
	X509 *certificate = make(&phone);

	assert_true(i2d_X509_fp(file, certificate));
	X509_free(certificate);
}

static void write_key(FILE *file)
{
	assert_true(PEM_write_PrivateKey(file, phone_key, NULL, NULL, 0, NULL,
					 NULL));
}

static void write_der_key(FILE *file)
{
	assert_true(i2d_PrivateKey_fp(file, phone_key));
}

static void write_public_key(FILE *file)
{
	assert_true(PEM_write_PUBKEY(file, phone_key));
}

static void write_der_public_key(FILE *file)
{
	assert_true(i2d_PUBKEY_fp(file, phone_key));
}

static void put_content(const char *path, void (*write)(FILE *file))
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	write(file);
	assert_int_equal(fclose(file), 0);
}

static void test_other_content(void **state)
{
	static const struct {
		void (*write)(FILE *file);
		const char *as_certificate;
		const char *as_key;
	} cases[] = {
		{ write_request,
		  "holds a certificate request, not a certificate; name the certificate that the CA issued",
		  "holds a certificate request, not a private key; name the key" },
		{ write_pkcs7,
		  "is a PKCS#7 file; convert it: openssl pkcs7 -print_certs -in",
		  "is a PKCS#7 file, which holds no private key" },
		{ write_der_pkcs7,
		  "is a PKCS#7 file; convert it: openssl pkcs7 -inform DER -print_certs -in",
		  "is a PKCS#7 file, which holds no private key" },
		{ write_pkcs12,
		  "is a PKCS#12 file; convert it: openssl pkcs12 -in FILE -nokeys",
		  "is a PKCS#12 file; convert it: openssl pkcs12 -in FILE -nocerts" },
		{ write_certificate, NULL,
		  "holds a certificate, not a private key" },
		{ write_der_certificate,
		  "is a certificate in DER form; convert it: openssl x509 -inform DER",
		  "holds a certificate, not a private key" },
		{ write_key, "holds a private key, not a certificate", NULL },
		{ write_der_key, "holds a private key, not a certificate",
		  "is a private key in DER form; convert it: openssl pkey -inform DER" },
		{ write_public_key, "holds a public key, not a certificate",
		  "holds a public key, not a private key" },
		{ write_der_public_key, "holds a public key, not a certificate",
		  "holds a public key, not a private key" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put_all();
		if (cases[i].as_certificate) {
			put_content(certificate_path, cases[i].write);
			expect_certificate_fault(cases[i].as_certificate);
		}
		put_all();
		if (cases[i].as_key) {
			put_content(key_path, cases[i].write);
			expect_key_fault(cases[i].as_key);
		}
	}
}

static void test_encrypted_key(void **state)
{
	(void)state;
	put_key(phone_key, "secret");
	expect_key_fault("is encrypted; run openssl pkey -in FILE -out NEW, chgrp phonewall NEW and chmod 640 NEW");
}

static void test_key_of_another(void **state)
{
	(void)state;
	put_key(other_key, NULL);
	expect_key_fault("is not the key of the certificate in ");
	assert_contains(outcome.key.list[0].message, certificate_path);
}

static void test_chain(void **state)
{
	struct recipe between = authority;

	(void)state;
	between.name = "between";
	between.key = other_key;
	between.issuer = &authority;
	phone.issuer = &between;
	put_all();
	expect_certificate_fault("cannot build a chain from /CN=phone");
	assert_contains(outcome.certificate.list[0].message,
			authorities_path);
	put(certificate_path, "a", &between);
	expect_faults(0, 0, 0);
	put(certificate_path, "w", &between);
	put(certificate_path, "a", &phone);
	expect_certificate_fault("in the wrong order; put the phone's own first");
	put(certificate_path, "w", &phone);
	put(authorities_path, "a", &between);
	expect_faults(0, 0, 0);
}

static void test_other_authority(void **state)
{
	struct recipe other = authority;

	(void)state;
	other.name = "other";
	put(authorities_path, "w", &other);
	expect_certificate_fault("cannot build a chain from ");
	put(authorities_path, "a", &authority);
	expect_faults(0, 0, 0);
}

/* Anyone can use a name; the signature counts. */
static void test_forged_authority(void **state)
{
	struct recipe forged = authority;

	(void)state;
	forged.key = other_key;
	put(authorities_path, "w", &forged);
	expect_certificate_fault("the certificate of /CN=phone cannot be used: ");
}

static void test_no_authority(void **state)
{
	struct recipe between = authority;

	(void)state;
	between.name = "between";
	between.key = other_key;
	between.issuer = &authority;
	between.constraints = "critical,CA:FALSE";
	phone.issuer = &between;
	put_all();
	put(certificate_path, "a", &between);
	expect_certificate_fault("the certificate of /CN=between cannot be used: ");
}

static void test_signed_by_itself(void **state)
{
	(void)state;
	phone.issuer = NULL;
	put_all();
	expect_certificate_fault("cannot build a chain from ");
}

static void test_expired(void **state)
{
	(void)state;
	phone.end = -1;
	put_all();
	expect_certificate_fault("the certificate of /CN=phone expired at 2027-01-15 07:59 UTC");
	assert_null(outcome.warning);
	phone.end = 1;
	put_all();
	expect_faults(0, 0, 0);
}

static void test_not_yet_valid(void **state)
{
	(void)state;
	phone.begin = 1;
	put_all();
	expect_certificate_fault("the certificate of /CN=phone is not valid before 2027-01-15 08:00 UTC");
}

static void test_expired_authority(void **state)
{
	(void)state;
	authority.end = -1;
	put_all();
	expect_authorities_fault("the certificate of /CN=authority expired at ");
}

static void test_weak_key(void **state)
{
	(void)state;
	phone.key = EVP_RSA_gen(1024);
	put_all();
	expect_certificate_fault("is weak: its key is RSA of 1024 bits; have one issued with 2048 bits at least");
	EVP_PKEY_free(phone.key);
	phone.key = EVP_EC_gen("P-192");
	put_all();
	expect_certificate_fault("is weak: its key is EC of 192 bits; have one issued with 224 bits at least");
	EVP_PKEY_free(phone.key);
}

static void test_weak_signature(void **state)
{
	(void)state;
	phone.digest = EVP_sha1();
	put_all();
	expect_certificate_fault("is weak: it is signed with SHA-1");
	phone.digest = EVP_md5();
	put_all();
	expect_certificate_fault("is weak: it is signed with MD5");
	phone.digest = EVP_sha256();
	authority.digest = EVP_sha1();
	put_all();
	expect_faults(0, 0, 0);
}

static void test_weak_authority(void **state)
{
	(void)state;
	authority.key = EVP_RSA_gen(1024);
	put_all();
	expect_authorities_fault("the certificate of /CN=authority is weak");
	EVP_PKEY_free(authority.key);
}

static void test_other_purpose(void **state)
{
	(void)state;
	phone.usage = "serverAuth";
	put_all();
	expect_certificate_fault("the certificate of /CN=phone cannot be used: unsuitable certificate purpose");
}

/* The table of what may be wrong */

static struct recipe between;

static void use_key(EVP_PKEY *key)
{
	phone.key = key;
	put_all();
}

static void use_rsa_2047(void)
{
	use_key(EVP_RSA_gen(2047));
}

static void use_rsa_1024(void)
{
	use_key(EVP_RSA_gen(1024));
}

static EVP_PKEY *make_dsa(int bits)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	EVP_PKEY *parameters = NULL, *key = NULL;

	assert_true(EVP_PKEY_paramgen_init(context) > 0);
	assert_true(EVP_PKEY_CTX_set_dsa_paramgen_bits(context, bits) > 0);
	assert_true(EVP_PKEY_paramgen(context, &parameters) > 0);
	EVP_PKEY_CTX_free(context);
	context = EVP_PKEY_CTX_new_from_pkey(NULL, parameters, NULL);
	assert_true(EVP_PKEY_keygen_init(context) > 0);
	assert_true(EVP_PKEY_keygen(context, &key) > 0);
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(parameters);
	return key;
}

static void use_dsa_1024(void)
{
	use_key(make_dsa(1024));
}

static void use_p_192(void)
{
	use_key(EVP_EC_gen("P-192"));
}

static void use_secp160r1(void)
{
	use_key(EVP_EC_gen("secp160r1"));
}

static void use_p_224(void)
{
	use_key(EVP_EC_gen("P-224"));
}

static void use_ed25519(void)
{
	use_key(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
}

static void sign_with(const EVP_MD *digest)
{
	phone.digest = digest;
	put_all();
}

static void sign_with_sha1(void)
{
	sign_with(EVP_sha1());
}

static void sign_with_md5(void)
{
	sign_with(EVP_md5());
}

static void sign_with_ripemd160(void)
{
	sign_with(EVP_ripemd160());
}

static void sign_with_sha224(void)
{
	sign_with(EVP_sha224());
}

/* The phone's issuer; its certificate is behind the phone's. */
static void put_intermediate(void)
{
	phone.issuer = &between;
	put_all();
	put(certificate_path, "a", &between);
}

static void sign_intermediate_with_sha1(void)
{
	between.digest = EVP_sha1();
	put_intermediate();
}

static void weaken_intermediate(void)
{
	between.key = EVP_RSA_gen(1024);
	put_intermediate();
	EVP_PKEY_free(between.key);
}

static void make_intermediate_no_authority(void)
{
	between.constraints = "critical,CA:FALSE";
	put_intermediate();
}

static void limit_path(void)
{
	authority.constraints = "critical,CA:TRUE,pathlen:0";
	put_intermediate();
}

static void leave_intermediate_out(void)
{
	phone.issuer = &between;
	put_all();
}

static void swap_chain(void)
{
	put_intermediate();
	put(certificate_path, "w", &between);
	put(certificate_path, "a", &phone);
}

static void add_stranger(void)
{
	struct recipe stranger = authority;

	stranger.name = "stranger";
	put_all();
	put(certificate_path, "a", &stranger);
}

static void sign_root_with_md5(void)
{
	authority.digest = EVP_md5();
	put_all();
}

static void weaken_root(void)
{
	authority.key = EVP_RSA_gen(1024);
	put_all();
	EVP_PKEY_free(authority.key);
}

static void sign_by_itself(void)
{
	phone.issuer = NULL;
	put_all();
}

static void expire(void)
{
	phone.end = -1;
	put_all();
}

static void begin_later(void)
{
	phone.begin = 1;
	put_all();
}

static void use_for_servers(void)
{
	phone.usage = "serverAuth";
	put_all();
}

static void encrypt_key(void)
{
	put_key(phone_key, "secret");
}

static void put_other_key(void)
{
	put_key(other_key, NULL);
}

static void put_der(void)
{
	put_content(certificate_path, write_der_certificate);
}

static void put_nothing(void)
{
	put_text(certificate_path, "");
}

static void put_huge(void)
{
	put_all();
	assert_int_equal(truncate(certificate_path, (1 << 20) + 1), 0);
}

/**
 * struct kind - a kind of certificate, and what becomes of it
 * @name: what it is
 * @make: writes the files
 * @fault: part of the only fault, in the certificate's file; NULL for none
 * @alone: the same without authorities, as for a server that alone knows them
 * @key: part of a fault of the key's file
 * @authorities: part of a fault of the authorities' file
 */
static const struct kind {
	const char *name;
	void (*make)(void);
	const char *fault;
	const char *alone;
	const char *key;
	const char *authorities;
} kinds[] = {
#define BOTH(text)	text, text, NULL, NULL
	{ "RSA-2048", put_all, BOTH(NULL) },
	{ "RSA-2047", use_rsa_2047, BOTH("its key is RSA of 2047 bits; have one issued with 2048 bits at least") },
	{ "RSA-1024", use_rsa_1024, BOTH("its key is RSA of 1024 bits; have one issued with 2048 bits at least") },
	{ "DSA-1024", use_dsa_1024, BOTH("its key is DSA of 1024 bits; have one issued with 2048 bits at least") },
	{ "P-192", use_p_192, BOTH("its key is EC of 192 bits; have one issued with 224 bits at least") },
	{ "secp160r1", use_secp160r1, BOTH("its key is EC of 161 bits; have one issued with 224 bits at least") },
	{ "P-224", use_p_224, BOTH(NULL) },
	{ "Ed25519", use_ed25519, BOTH(NULL) },
	{ "SHA-224", sign_with_sha224, BOTH(NULL) },
	{ "SHA-1", sign_with_sha1, BOTH("it is signed with SHA-1; have one issued with SHA-256") },
	{ "MD5", sign_with_md5, BOTH("it is signed with MD5; have one issued with SHA-256") },
	{ "RIPEMD-160", sign_with_ripemd160, BOTH("it is signed with ripemd160; have one issued with SHA-256") },
	{ "an intermediate", put_intermediate, BOTH(NULL) },
	{ "a SHA-1 intermediate", sign_intermediate_with_sha1, BOTH("/CN=between is weak: it is signed with SHA-1") },
	{ "an RSA-1024 intermediate", weaken_intermediate, BOTH("/CN=between is weak: its key is RSA of 1024 bits") },
	{ "CA:FALSE", make_intermediate_no_authority, BOTH("/CN=between cannot be used: invalid CA certificate") },
	{ "path length", limit_path, NULL, NULL, NULL, "/CN=authority cannot be used: path length constraint exceeded" },
	{ "a missing intermediate", leave_intermediate_out, "cannot build a chain from /CN=phone to a CA in", NULL, NULL, NULL },
	{ "wrong order", swap_chain, BOTH("in the wrong order") },
	{ "a stranger behind it", add_stranger, NULL, "cannot build a chain from /CN=phone to the last certificate of the file; put only", NULL, NULL },
	{ "an MD5 root", sign_root_with_md5, BOTH(NULL) },
	{ "an RSA-1024 root", weaken_root, NULL, NULL, NULL, "/CN=authority is weak: its key is RSA of 1024 bits" },
	{ "self-signed", sign_by_itself, "cannot build a chain from /CN=phone", NULL, NULL, NULL },
	{ "expired", expire, BOTH("expired at 2027-01-15 07:59 UTC; have a new one issued") },
	{ "not yet valid", begin_later, BOTH("is not valid before 2027-01-15 08:00 UTC; set the clock") },
	{ "for servers", use_for_servers, BOTH("purpose; have one issued for TLS clients (extendedKeyUsage clientAuth)") },
	{ "an encrypted key", encrypt_key, NULL, NULL, "is encrypted; run openssl pkey", NULL },
	{ "another's key", put_other_key, NULL, NULL, "is not the key of the certificate in", NULL },
	{ "DER", put_der, BOTH("is a certificate in DER form; convert it") },
	{ "empty", put_nothing, BOTH("is empty; copy the certificate") },
	{ "huge", put_huge, BOTH("is longer than 1 MiB") },
};

static void expect_fault(const struct phonewall_faults *faults,
			 const char *part)
{
	assert_int_equal(faults->count, !!part);
	if (part)
		assert_fault(faults->list, 0, NULL, NULL, part);
}

static void expect_kind(const struct kind *kind, const char *authorities)
{
	const struct phonewall_certificate_files some = {
		.certificate = certificate_path, .key = key_path,
		.authorities = authorities,
	};
	const char *fault = authorities ? kind->fault : kind->alone;
	const char *root = authorities ? kind->authorities : NULL;

	phonewall_certificate_verification_clear(&outcome);
	assert_int_equal(phonewall_certificate_verify(&some, NOW, &outcome),
			 fault || root || kind->key ? -1 : 0);
	expect_fault(&outcome.certificate, fault);
	expect_fault(&outcome.key, kind->key);
	expect_fault(&outcome.authorities, root);
}

static void test_kinds(void **state)
{
	const struct recipe good_authority = authority, good_phone = phone;

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		authority = good_authority;
		phone = good_phone;
		between = authority;
		between.name = "between";
		between.key = other_key;
		between.issuer = &authority;
		print_message("%s\n", kinds[i].name);
		put_all();
		kinds[i].make();
		expect_kind(&kinds[i], authorities_path);
		expect_kind(&kinds[i], NULL);
		if (phone.key != phone_key)
			EVP_PKEY_free(phone.key);
	}
}

static void test_several_faults(void **state)
{
	(void)state;
	phone.end = -1;
	phone.digest = EVP_sha1();
	put_all();
	put_key(other_key, NULL);
	expect_faults(2, 1, 0);
}

static void test_warning(void **state)
{
	(void)state;
	phone.end = 30 * DAY + 1;
	put_all();
	expect_faults(0, 0, 0);
	assert_null(outcome.warning);
	phone.end = 30 * DAY;
	put_all();
	expect_faults(0, 0, 0);
	assert_contains(outcome.warning, certificate_path);
	assert_contains(outcome.warning, "/CN=phone");
	phone.end = 100 * DAY;
	authority.end = DAY;
	put_all();
	expect_faults(0, 0, 0);
	assert_contains(outcome.warning, authorities_path);
}

static void test_authorities_alone(void **state)
{
	const struct phonewall_certificate_files alone = {
		.authorities = authorities_path,
	};
	struct recipe old = authority;

	(void)state;
	assert_int_equal(phonewall_certificate_verify(&alone, NOW, &outcome),
			 0);
	assert_int_equal(outcome.expires, 0);
	assert_null(outcome.certificate_file.text);
	phonewall_certificate_verification_clear(&outcome);
	old.end = -1;
	put(authorities_path, "a", &old);
	assert_int_equal(phonewall_certificate_verify(&alone, NOW, &outcome),
			 0);
	phonewall_certificate_verification_clear(&outcome);
	put(authorities_path, "w", &old);
	assert_int_equal(phonewall_certificate_verify(&alone, NOW, &outcome),
			 -1);
	assert_int_equal(outcome.authorities.count, 1);
	assert_contains(outcome.authorities.list[0].message, "expired");
}

static void expect_alone(bool is_legacy, const char *part)
{
	const struct phonewall_certificate_files alone = {
		.authorities = authorities_path, .legacy_server = is_legacy,
	};

	phonewall_certificate_verification_clear(&outcome);
	assert_int_equal(phonewall_certificate_verify(&alone, NOW, &outcome),
			 part ? -1 : 0);
	expect_fault(&outcome.authorities, part);
}

/* TLS trusts nobody by way of a bad one: test_weak_roots of test_tls_context. */
static void test_bundle(void **state)
{
	struct recipe weak = authority, sha1 = phone, leaf = phone;

	(void)state;
	weak.key = EVP_RSA_gen(1024);
	weak.name = "weak";
	sha1.digest = EVP_sha1();
	sha1.constraints = authority.constraints;
	put(authorities_path, "w", &weak);
	expect_alone(false, "/CN=weak is weak: its key is RSA of 1024 bits; have one issued with 2048 bits");
	expect_alone(true, NULL);
	put(authorities_path, "w", &sha1);
	expect_alone(false, "it is signed with SHA-1");
	expect_alone(true, NULL);
	put(authorities_path, "w", &leaf);
	expect_alone(false, "/CN=phone is not a CA's; add that of the CA that issued it");
	put(authorities_path, "a", &authority);
	put(authorities_path, "a", &weak);
	expect_alone(false, NULL);
	assert_null(outcome.warning);
	authority.end = DAY;
	put(authorities_path, "w", &authority);
	expect_alone(false, NULL);
	assert_contains(outcome.warning, "/CN=authority");
	EVP_PKEY_free(weak.key);
}

/*
 * If the clock is known to be wrong, no date counts, and everything else does.
 */
static void test_any_time(void **state)
{
	const struct phonewall_certificate_files alone = {
		.authorities = authorities_path,
	};

	(void)state;
	phone.end = -1;
	authority.begin = DAY;
	authority.end = 2 * DAY;
	put_all();
	expect_faults(1, 0, 1);
	phonewall_certificate_verification_clear(&outcome);
	assert_int_equal(phonewall_certificate_verify(
				 &files, PHONEWALL_CERTIFICATE_ANY_TIME,
				 &outcome),
			 0);
	assert_null(outcome.warning);
	phonewall_certificate_verification_clear(&outcome);
	assert_int_equal(phonewall_certificate_verify(
				 &alone, PHONEWALL_CERTIFICATE_ANY_TIME,
				 &outcome),
			 0);
	phonewall_certificate_verification_clear(&outcome);
	put_key(other_key, NULL);
	assert_int_equal(phonewall_certificate_verify(
				 &files, PHONEWALL_CERTIFICATE_ANY_TIME,
				 &outcome),
			 -1);
	assert_int_equal(outcome.key.count, 1);
	assert_int_equal(outcome.certificate.count, 0);
}

/* The file still has the content that was checked. */
static void expect_content(const char *path, const struct phonewall_file *judged)
{
	struct phonewall_file file = { 0 };

	assert_int_equal(phonewall_file_read(path, 100000, &file), 0);
	assert_int_equal(judged->length, file.length);
	assert_memory_equal(judged->text, file.text, file.length);
	phonewall_file_clear(&file);
}

static void test_what_was_judged(void **state)
{
	(void)state;
	expect_faults(0, 0, 0);
	expect_content(certificate_path, &outcome.certificate_file);
	expect_content(key_path, &outcome.key_file);
	expect_content(authorities_path, &outcome.authorities_file);
	assert_int_equal(unlink(key_path), 0);
	expect_faults(0, 1, 0);
	assert_null(outcome.key_file.text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_good),
		TEST(test_good_curve),
		TEST(test_not_there),
		TEST(test_no_file),
		TEST(test_not_parsed),
		TEST(test_damaged_behind_a_good_one),
		TEST(test_other_content),
		TEST(test_encrypted_key),
		TEST(test_key_of_another),
		TEST(test_chain),
		TEST(test_other_authority),
		TEST(test_forged_authority),
		TEST(test_no_authority),
		TEST(test_signed_by_itself),
		TEST(test_expired),
		TEST(test_not_yet_valid),
		TEST(test_expired_authority),
		TEST(test_weak_key),
		TEST(test_weak_signature),
		TEST(test_weak_authority),
		TEST(test_other_purpose),
		TEST(test_kinds),
		TEST(test_several_faults),
		TEST(test_warning),
		TEST(test_authorities_alone),
		TEST(test_bundle),
		TEST(test_any_time),
		TEST(test_what_was_judged),
	};

	return cmocka_run_group_tests(tests, make_keys, free_keys);
}
