// SPDX-License-Identifier: MIT
/*
 * Transfers from servers on loopback: which address is asked, what each answer
 * means, what is sent along and to whom, and where it ends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <curl/curl.h>
#include <event2/event.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/memory.h"
#include "dns_server.h"
#include "event_loop.h"
#include "folder.h"
#include "http_server.h"
#include "transfer/transfer.h"

#define HOST	"prov.example.net"
#define OK	"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfile"
#define EMPTY	"\r\nContent-Length: 0\r\n\r\n"

static char folder[] = "/tmp/test_transfer.XXXXXX";
static char *authority_file, *certificate_file, *key_file;
static struct event_base *base;
static EVP_PKEY *key;
static X509 *authority;
static struct phonewall_tls_policy *policy;
static const struct phonewall_domains anywhere;

/* The URL, the request, what came of it, and the lines for the log. */
static struct phonewall_server_url url;
static struct phonewall_transfer_request request;
static struct phonewall_transfer_result result;
static bool is_done;
static char notes[8192];
static struct dns_server dns;
static char dns_text[32];

/* libcurl without a callback of ours, but with our authority */

CURLcode __real_curl_easy_setopt(CURL *easy, CURLoption option, ...);
CURLcode __wrap_curl_easy_setopt(CURL *easy, CURLoption option, ...);

static CURLoption ignored;

CURLcode __wrap_curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
	va_list arguments;
	CURLcode error;

	va_start(arguments, option);
	if (option == ignored)
		error = __real_curl_easy_setopt(easy, CURLOPT_CAINFO,
						authority_file);
	else if (ignored && option == CURLOPT_CAINFO)
		error = CURLE_OK;
	else if (ignored && option == CURLOPT_PROXY_CAINFO)
		error = __real_curl_easy_setopt(easy, option, authority_file);
	else if (option >= CURLOPTTYPE_OFF_T)
		error = __real_curl_easy_setopt(easy, option,
					va_arg(arguments, curl_off_t));
	else if (option >= CURLOPTTYPE_OBJECTPOINT)
		error = __real_curl_easy_setopt(easy, option,
					va_arg(arguments, void *));
	else
		error = __real_curl_easy_setopt(easy, option,
					va_arg(arguments, long));
	va_end(arguments);
	return error;
}

/* Certificates */

static void add_extension(X509 *certificate, int which, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, which,
							value);

	X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
}

static X509 *make(const char *name, const char *alternatives, bool by_itself)
{
	X509 *certificate = X509_new();
	static long serial;

	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_set_pubkey(certificate, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN",
				   MBSTRING_ASC, (const unsigned char *)name,
				   -1, -1, 0);
	X509_set_issuer_name(certificate, X509_get_subject_name(
				by_itself ? certificate : authority));
	if (by_itself)
		add_extension(certificate, NID_basic_constraints,
			      "critical,CA:TRUE");
	if (alternatives)
		add_extension(certificate, NID_subject_alt_name, alternatives);
	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	return certificate;
}

static SSL_CTX *tls_with(X509 *certificate)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	assert_int_equal(SSL_CTX_use_certificate(context, certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(context, key), 1);
	X509_free(certificate);
	return context;
}

static SSL_CTX *tls_for(const char *name, const char *alternatives)
{
	return tls_with(make(name, alternatives, false));
}

static char *write_pem(const char *name, X509 *certificate)
{
	char *file = phonewall_memory_print("%s/%s", folder, name);
	FILE *stream = fopen(file, "w");

	assert_non_null(stream);
	if (certificate)
		PEM_write_X509(stream, certificate);
	else
		PEM_write_PrivateKey(stream, key, NULL, NULL, 0, NULL, NULL);
	fclose(stream);
	return file;
}

/* A transfer */

static void take_note(const char *text, void *argument)
{
	assert_ptr_equal(argument, &result);
	strncat(notes, text, sizeof(notes) - strlen(notes) - 2);
	strcat(notes, "\n");
}

static void on_done(struct phonewall_transfer_result *end, void *argument)
{
	assert_ptr_equal(argument, &result);
	assert_false(is_done);
	is_done = true;
	result = *end;
	*end = (struct phonewall_transfer_result){ 0 };
	event_base_loopbreak(base);
}

static void clear_result(void)
{
	free(result.error);
	free(result.content_encoding);
	free(result.etag);
	free(result.last_modified);
	free(result.body);
	phonewall_server_url_clear(&result.url);
	result = (struct phonewall_transfer_result){ 0 };
	is_done = false;
	notes[0] = '\0';
}

static void run(void)
{
	clear_result();
	phonewall_transfer_begin(base, &request, on_done, &result);
	event_loop_run(base, 20000);
	assert_true(is_done);
}

static void expect(enum phonewall_transfer_outcome outcome, unsigned int code,
		   const char *error)
{
	if (result.outcome != outcome || result.code != code ||
	    !error != !result.error ||
	    (error && !strstr(result.error, error)))
		fail_msg("outcome %d, code %u: %s\n%s", result.outcome,
			 result.code, result.error, notes);
}

static void expect_file(void)
{
	expect(PHONEWALL_TRANSFER_SUCCESS, 200, NULL);
	assert_int_equal(result.body_length, 4);
	assert_string_equal(result.body, "file");
}

static void expect_server(const char *address)
{
	char text[PHONEWALL_ADDRESS_TEXT];

	assert_string_equal(phonewall_address_print(&result.server, text),
			    address);
}

/* HOST has these addresses, each time it is asked for. */
static void set_addresses(const char *addresses)
{
	dns = (struct dns_server){ .answers = { addresses } };
	dns_server_start(&dns);
	snprintf(dns_text, sizeof(dns_text), "127.0.0.1:%u", dns.port);
}

static int begin_test(void **state)
{
	(void)state;
	clear_result();
	ignored = 0;
	url = (struct phonewall_server_url){
		.scheme = PHONEWALL_SCHEME_HTTP, .host = (char *)HOST,
		.path = (char *)"/dir/file?secret=1",
		.shown_path = (char *)"/dir/file",
	};
	request = (struct phonewall_transfer_request){
		.url = &url, .domains = &anywhere, .tls = policy,
		.application = PHONEWALL_TLS_PROVISIONING,
		.authorities = authority_file, .dns_servers = dns_text,
		.note = take_note,
	};
	return 0;
}

static int end_test(void **state)
{
	(void)state;
	clear_result();
	return 0;
}

/* Starts two servers of HOST, at 127.0.0.2 and 127.0.0.3. */
static void start_two(struct http_server *first, struct http_server *second)
{
	first->address = "127.0.0.2";
	second->address = "127.0.0.3";
	http_server_start(first);
	url.port = second->port = first->port;
	http_server_start(second);
	set_addresses("127.0.0.2 127.0.0.3");
}

static void stop_two(struct http_server *first, struct http_server *second)
{
	dns_server_stop(&dns);
	http_server_stop(first);
	http_server_stop(second);
}

/* One server, at 127.0.0.2 */
static void start_one(struct http_server *server)
{
	server->address = "127.0.0.2";
	http_server_start(server);
	url.port = server->port;
	set_addresses("127.0.0.2");
}

static void stop_one(struct http_server *server)
{
	dns_server_stop(&dns);
	http_server_stop(server);
}

static void run_with_one(struct http_server *server)
{
	start_one(server);
	run();
	stop_one(server);
}

static void run_with_two(struct http_server *first, struct http_server *second)
{
	start_two(first, second);
	run();
	stop_two(first, second);
}

/* Answers */

static void test_file(void **state)
{
	struct http_server server = { .answers = {
		"HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 4\r\n"
		"Last-Modified: Mon, 30 Nov 2026 06:00:00 GMT\r\n"
		"Content-Encoding: gzip\r\nSet-Cookie: a=b\r\n\r\nfile" } };

	(void)state;
	request.user_agent = "Maker/1.0\r\nEvil: yes";
	run_with_one(&server);
	expect_file();
	expect_server("127.0.0.2");
	assert_string_equal(result.etag, "\"a\"");
	assert_string_equal(result.last_modified,
			    "Mon, 30 Nov 2026 06:00:00 GMT");
	assert_string_equal(result.content_encoding, "gzip");
	assert_string_equal(result.url.host, HOST);
	assert_string_equal(result.url.path, "/dir/file?secret=1");
	assert_int_equal(server.requests, 1);
	assert_non_null(strstr(server.log,
			"GET /dir/file?secret=1 HTTP/1.1\r\nHost: " HOST));
	assert_non_null(strstr(server.log, "\r\nUser-Agent: Maker/1.0\\x0d"));
	assert_null(strstr(server.log, "\nEvil"));
	assert_null(strstr(server.log, "Accept-Encoding"));
	assert_string_equal(notes, "");
}

/* Only a failure of the server's own leads to the next address. */
static void test_statuses(void **state)
{
	static const struct {
		const char *status;
		enum phonewall_transfer_outcome outcome;
		unsigned int code;
	} cases[] = {
		{ "400 Bad", PHONEWALL_TRANSFER_FAILURE, 400 },
		{ "401 No", PHONEWALL_TRANSFER_FAILURE, 401 },
		{ "403 No", PHONEWALL_TRANSFER_FAILURE, 403 },
		{ "404 None", PHONEWALL_TRANSFER_NOT_FOUND, 404 },
		{ "402 Pay", PHONEWALL_TRANSFER_FAILURE, 402 },
		{ "405 No", PHONEWALL_TRANSFER_FAILURE, 405 },
		{ "407 No", PHONEWALL_TRANSFER_FAILURE, 407 },
		{ "408 Late", PHONEWALL_TRANSFER_FAILURE, 408 },
		{ "410 Gone", PHONEWALL_TRANSFER_FAILURE, 410 },
		{ "429 Many", PHONEWALL_TRANSFER_FAILURE, 429 },
		{ "206 Part", PHONEWALL_TRANSFER_FAILURE, 206 },
		{ "304 Same", PHONEWALL_TRANSFER_FAILURE, 304 },
		{ "300 Many", PHONEWALL_TRANSFER_FAILURE, 300 },
		{ "303 Other", PHONEWALL_TRANSFER_FAILURE, 303 },
		{ "305 Proxy", PHONEWALL_TRANSFER_FAILURE, 305 },
		{ "307 Other", PHONEWALL_TRANSFER_FAILURE, 307 },
		{ "308 Other", PHONEWALL_TRANSFER_FAILURE, 308 },
		{ "500 Bad", PHONEWALL_TRANSFER_SUCCESS, 200 },
		{ "501 Bad", PHONEWALL_TRANSFER_SUCCESS, 200 },
		{ "502 Bad", PHONEWALL_TRANSFER_SUCCESS, 200 },
		{ "503 Bad", PHONEWALL_TRANSFER_SUCCESS, 200 },
		{ "504 Bad", PHONEWALL_TRANSFER_SUCCESS, 200 },
		{ "204 None", PHONEWALL_TRANSFER_SUCCESS, 204 },
	};
	struct http_server first = { 0 }, second = { .answers = { OK } };
	char answer[256];
	size_t i;

	(void)state;
	first.answers[0] = answer;
	start_two(&first, &second);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(answer, sizeof(answer),
			 "HTTP/1.1 %s\r\nLocation: http://%s:%u/other\r\n%s",
			 cases[i].status, HOST, url.port,
			 strncmp(cases[i].status, "304", 3) &&
			 strncmp(cases[i].status, "204", 3) ?
			 "Content-Length: 4\r\n\r\nbody" : "\r\n");
		run();
		expect(cases[i].outcome, cases[i].code,
		       cases[i].outcome == PHONEWALL_TRANSFER_SUCCESS ? NULL :
		       cases[i].code == 206 ? "answers 206" : ";");
		expect_server(cases[i].code == 200 ? "127.0.0.3" :
						     "127.0.0.2");
	}
	stop_two(&first, &second);
	assert_int_equal(second.requests, 5);
}

static void test_next_address(void **state)
{
	struct http_server
		truncated = { .address = "127.0.0.3", .closes = true,
			.answers = { "HTTP/1.1 200 OK\r\n"
				     "Content-Length: 9\r\n\r\nfile" } },
		silent = { .address = "127.0.0.4", .closes = true,
			   .answers = { "" } },
		garbage = { .address = "127.0.0.5", .closes = true,
			    .answers = { "220 mail.example.net ESMTP\r\n" } },
		good = { .address = "127.0.0.6", .answers = { OK } };
	struct http_server *all[] = { &truncated, &silent, &garbage, &good };
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		all[i]->port = truncated.port;
		http_server_start(all[i]);
	}
	url.port = truncated.port;
	set_addresses("127.0.0.2 127.0.0.3 127.0.0.4 127.0.0.5 127.0.0.6");
	run();
	dns_server_stop(&dns);
	for (i = 0; i < 4; i++) {
		http_server_stop(all[i]);
		assert_int_equal(all[i]->connections, 1);
	}
	expect_file();
	expect_server("127.0.0.6");
	assert_non_null(strstr(notes, "at 127.0.0.2: cannot connect: "
				      "Connection refused; "));
	assert_non_null(strstr(notes, "at 127.0.0.3: the connection broke"));
	assert_non_null(strstr(notes, "at 127.0.0.4: the connection broke"));
	assert_non_null(strstr(notes, "at 127.0.0.5: no answer of HTTP"));
	assert_null(strstr(notes, "secret"));
}

static void test_no_address(void **state)
{
	(void)state;
	url.port = 1;
	set_addresses("127.0.0.2 127.0.0.3");
	run();
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "http://" HOST
	       ":1/dir/file at 127.0.0.3: cannot connect: ");
	assert_null(strstr(result.error, "secret"));
	dns_server_stop(&dns);
	set_addresses(NULL);
	run();
	dns_server_stop(&dns);
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "DNS knows no address of it; ");
	assert_int_equal(result.server.family, 0);
	request.dns_servers = "nonsense";
	run();
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "list of DNS servers is wrong; ");
}

/* libcurl, and inet_aton(3), take these for 127.0.0.2. */
static void test_disguised_address(void **state)
{
	static const char *const hosts[] = { "0x7f.2", "127.2", "2130706434",
					     "127.0.0.02", "a b", "a@b", "" };
	struct http_server server = { .answers = { OK } };
	size_t i;

	(void)state;
	start_one(&server);
	for (i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		url.host = (char *)hosts[i];
		run();
		expect(PHONEWALL_TRANSFER_FAILURE, 0, ";");
	}
	url.host = (char *)"127.0.0.2";
	run();
	expect_file();
	stop_one(&server);
	assert_int_equal(server.connections, 1);
}

static void test_validators(void **state)
{
	struct http_server server = { .answers = {
		"HTTP/1.1 304 Not Modified\r\nETag: \"b\"\r\n\r\n" } };

	(void)state;
	request.etag = "\"a\"";
	request.last_modified = "Mon, 30 Nov 2026 06:00:00 GMT";
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_NOT_MODIFIED, 304, NULL);
	assert_string_equal(result.etag, "\"b\"");
	assert_non_null(strstr(server.log, "\r\nIf-None-Match: \"a\"\r\n"));
	assert_non_null(strstr(server.log, "\r\nIf-Modified-Since: Mon, 30 Nov "
					   "2026 06:00:00 GMT\r\n"));
	request.etag = "\"a\"\r\nEvil: yes";
	run_with_one(&server);
	assert_null(strstr(server.log, "Evil"));
}

static void test_send(void **state)
{
	struct http_server first = { .answers = { "HTTP/1.1 503 No" EMPTY } },
		second = { .answers = { "HTTP/1.1 201 Created" EMPTY } };

	(void)state;
	request.body = "report";
	request.body_length = 6;
	request.method = PHONEWALL_TRANSFER_PUT;
	request.body_type = "application/xml";
	run_with_two(&first, &second);
	expect(PHONEWALL_TRANSFER_SUCCESS, 201, NULL);
	assert_int_equal(result.body_length, 0);
	assert_string_equal(result.body, "");
	assert_non_null(strstr(second.log, "PUT /dir/file"));
	assert_non_null(strstr(second.log,
			       "\r\nContent-Type: application/xml\r\n"));
	assert_non_null(strstr(second.log, "\r\n\r\nreport"));
	assert_null(strstr(second.log, "Expect"));
	request.method = PHONEWALL_TRANSFER_POST;
	first.answers[0] = "HTTP/1.1 302 Moved\r\nLocation: /other" EMPTY;
	run_with_two(&first, &second);
	expect(PHONEWALL_TRANSFER_FAILURE, 302, "redirects what is sent");
	assert_non_null(strstr(first.log, "POST /dir/file"));
	assert_int_equal(first.requests, 1);
}

/* Redirects */

static void test_redirect(void **state)
{
	struct http_server server = { .answers = {
		"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=a" EMPTY,
		NULL, "HTTP/1.1 301 Moved\r\nLocation: other?b=2" EMPTY, OK } };
	char answer[256];

	(void)state;
	server.answers[1] = answer;
	request.user = "user";
	request.password = "word";
	start_one(&server);
	snprintf(answer, sizeof(answer), "HTTP/1.1 302 Moved\r\nLocation: "
		 "http://me:myself@second.example.net:%u/a/b?c\r\n"
		 "Content-Length: 4\r\n\r\nbody",
		 url.port);
	run();
	stop_one(&server);
	expect_file();
	assert_int_equal(server.requests, 4);
	/* The first server's credentials, once; and none for the second. */
	assert_non_null(strstr(server.log,
			       "Authorization: Basic dXNlcjp3b3Jk\r\n"));
	assert_null(strstr(strstr(server.log, "second.example.net"),
			   "Authorization"));
	assert_non_null(strstr(server.log, "GET /a/b?c HTTP/1.1\r\n"
					   "Host: second.example.net"));
	assert_non_null(strstr(server.log, "GET /a/other?b=2 HTTP/1.1\r\n"));
	assert_string_equal(result.url.path, "/a/other?b=2");
	assert_string_equal(result.url.shown_path, "/a/other");
	assert_string_equal(result.url.host, "second.example.net");
}

/* A second server that asks for them gets none, whatever the first one had. */
static void test_credentials_stay(void **state)
{
	struct http_server server = { .answers = { NULL,
		"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=a" EMPTY,
		OK } };
	char answer[256];

	(void)state;
	server.answers[0] = answer;
	request.user = "user";
	request.password = "word";
	start_one(&server);
	snprintf(answer, sizeof(answer), "HTTP/1.1 302 Moved\r\nLocation: "
		 "http://second.example.net:%u/" EMPTY, url.port);
	run();
	stop_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 401, "redirected to asks for a user");
	assert_int_equal(server.requests, 2);
	assert_null(strstr(server.log, "Authorization"));
}

static void test_refused_redirects(void **state)
{
	static const char *const wrong[] = {
		"", "Location: ftp://prov.example.net/a\r\n",
		"Location: tftp://prov.example.net/a\r\n",
		"Location: file:///etc/passwd\r\n", "Location: http://\r\n",
		"Location: http://a b/\r\n",
		"Location: /a\r\nLocation: /b\r\n", "Location: http://0x7f.2:99999/\r\n",
	};
	struct http_server server = { 0 };
	char answer[256];
	size_t i;

	(void)state;
	server.answers[0] = answer;
	start_one(&server);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(answer, sizeof(answer), "HTTP/1.1 302 Moved\r\n%s"
			 "Content-Length: 0\r\n\r\n", wrong[i]);
		run();
		expect(PHONEWALL_TRANSFER_FAILURE, 302, "redirects to ");
	}
	snprintf(answer, sizeof(answer), "HTTP/1.1 302 Moved\r\nLocation: "
		 "/again" EMPTY);
	run();
	stop_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 302, "redirects more than 5 times");
	assert_int_equal(server.requests, i + 6);
}

static void test_domains(void **state)
{
	struct http_server server = { .answers = {
		"HTTP/1.1 302 Moved\r\nLocation: http://evil.example.org/" EMPTY
	} };
	struct phonewall_domains domains = { 0 };
	struct phonewall_faults faults = { 0 };

	(void)state;
	assert_int_equal(phonewall_domains_parse("example.net", "x", 1,
						 &domains, &faults), 0);
	request.domains = &domains;
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 302, "http://evil.example.org:80/: "
	       "Restricted_Access_Domains does not allow this server; ");
	assert_int_equal(dns.questions, 1);
	assert_int_equal(server.requests, 1);
	url.host = (char *)"127.0.0.2";
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "Restricted_Access_Domains");
	assert_int_equal(server.connections, 0);
	phonewall_domains_clear(&domains);
}

/* Credentials */

static void test_credentials(void **state)
{
	struct http_server server = { .answers = {
		"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=a\r\n"
		"WWW-Authenticate: Digest realm=a, nonce=b, algorithm=SHA-256, "
		"qop=auth" EMPTY, OK } };
	static const char stale[] = "HTTP/1.1 401 No\r\nWWW-Authenticate: "
		"Digest realm=a, nonce=b, stale=true" EMPTY;

	(void)state;
	request.user = "user";
	request.password = "password";
	run_with_one(&server);
	expect_file();
	assert_int_equal(server.requests, 2);
	assert_non_null(strstr(server.log,
			       "Authorization: Digest username=\"user\""));
	assert_null(strstr(server.log, "Basic"));
	assert_null(strstr(server.log, "password"));
	/* Refused: one retry, and no other address. */
	server.answers[1] = NULL;
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 401, "refuse");
	assert_null(strstr(result.error, "password\""));
	assert_int_equal(server.requests, 2);
	/* A server that asks for ever. */
	server.answers[0] = stale;
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 401, "it refuses user and password");
	assert_int_equal(server.requests, 3);
	/* None are given before they are asked for, nor without. */
	server.answers[0] = OK;
	run_with_one(&server);
	expect_file();
	assert_null(strstr(server.log, "Authorization"));
}

/* Bounds */

static void test_long_file(void **state)
{
	struct http_server server = {
		.answers = { "HTTP/1.1 200 OK\r\n\r\n" },
		.repeat = "0123456789abcdef0123456789abcdef",
	};

	(void)state;
	request.size_limit = 100000;
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 200, "longer than 100000 bytes; ");
	assert_null(result.body);
	server.repeat = NULL;
	server.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n";
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 200, "longer than 100000 bytes; ");
	/* An error's body is not waited for, whatever its length. */
	server.answers[0] = "HTTP/1.1 404 No\r\nContent-Length: 100001\r\n\r\n";
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_NOT_FOUND, 404, ";");
	server.answers[0] = "HTTP/1.1 404 No\r\n\r\n";
	server.repeat = "x";
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_NOT_FOUND, 404, ";");
	request.size_limit = 4;
	server.repeat = NULL;
	server.answers[0] = OK;
	run_with_one(&server);
	expect_file();
	request.size_limit = 3;
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 200, "longer than 3 bytes; ");
}

static void test_header_bombs(void **state)
{
	struct http_server first = {
		.answers = { "HTTP/1.1 200 OK\r\n" },
		.repeat = "Name: 0123456789abcdef0123456789abcdef\r\n",
	}, second = { .answers = { OK } };

	(void)state;
	run_with_two(&first, &second);
	expect_file();
	assert_non_null(strstr(notes, "headers are longer than 64 KiB; "));
	/* One header without an end. */
	first.repeat = "0123456789abcdef0123456789abcdef0123456789abcdef";
	run_with_two(&first, &second);
	expect_file();
	/* Answers before the answer. */
	first.repeat = "HTTP/1.1 100 Continue\r\n\r\n";
	run_with_two(&first, &second);
	expect_file();
	/* A header that is handed on is short and printable. */
	second.answers[0] = "HTTP/1.1 200 OK\r\nETag: \x01\r\n"
		"Content-Length: 4\r\n\r\nfile";
	run_with_two(&first, &second);
	expect_file();
	assert_null(result.etag);
}

static void test_time(void **state)
{
	struct http_server server = {
		.answers = { "HTTP/1.1 200 OK\r\n\r\n" },
		.repeat = "x", .pause = 100000,
	};

	(void)state;
	request.time_limit = 1;
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "not done within 1 seconds; ");
}

/* A reader */

static char taken[64];
static unsigned int begun;
static bool is_willing;

static void begin_taking(void *argument)
{
	(void)argument;
	begun++;
	taken[0] = '\0';
}

static bool take(const void *bytes, size_t length, void *argument)
{
	(void)argument;
	strncat(taken, bytes, length);
	return is_willing;
}

static void test_reader(void **state)
{
	static const struct phonewall_transfer_reader reader = {
		.begin = begin_taking, .take = take,
	};
	struct http_server first = { .closes = true, .answers = {
		"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf" } },
		second = { .answers = { OK } };

	(void)state;
	request.reader = &reader;
	begun = 0;
	is_willing = true;
	run_with_two(&first, &second);
	expect(PHONEWALL_TRANSFER_SUCCESS, 200, NULL);
	assert_null(result.body);
	assert_int_equal(result.body_length, 4);
	assert_string_equal(taken, "file");
	assert_int_equal(begun, 2);
	/* What was taken of a body is void, also if the next has none. */
	second.answers[0] = "HTTP/1.1 200 OK" EMPTY;
	run_with_two(&first, &second);
	expect(PHONEWALL_TRANSFER_SUCCESS, 200, NULL);
	assert_string_equal(taken, "");
	is_willing = false;
	run_with_two(&first, &second);
	expect(PHONEWALL_TRANSFER_FAILURE, 200, "cannot be stored");
	assert_int_equal(second.connections, 0);
}

static void test_cancel(void **state)
{
	struct http_server server = {
		.answers = { "HTTP/1.1 200 OK\r\n\r\n" },
		.repeat = "x", .pause = 10000,
	};
	static const unsigned int times[] = { 0, 1, 5, 20, 100, 300 };
	struct phonewall_transfer *transfer;
	size_t i;

	(void)state;
	start_one(&server);
	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		transfer = phonewall_transfer_begin(base, &request, on_done,
						    &result);
		if (times[i])
			event_loop_run(base, times[i]);
		phonewall_transfer_cancel(transfer);
		event_loop_run(base, 10);
	}
	phonewall_transfer_cancel(NULL);
	stop_one(&server);
	assert_false(is_done);
	assert_true(server.requests > 0);
}

/* TLS */

static void set_https(void)
{
	url.scheme = PHONEWALL_SCHEME_HTTPS;
}

static void test_tls(void **state)
{
	struct http_server first = { .answers = { OK } },
		second = { .answers = { OK } };

	(void)state;
	set_https();
	second.tls = tls_for("x", "DNS:" HOST);
	/* An authority of its own; the same name, the same key. */
	first.tls = tls_with(make(HOST, "DNS:" HOST, true));
	run_with_two(&first, &second);
	expect_file();
	expect_server("127.0.0.3");
	assert_non_null(strstr(notes, "at 127.0.0.2: its certificate is not "
				      "trusted: "));
	assert_int_equal(first.requests, 0);
	SSL_CTX_free(first.tls);
	first.tls = tls_for("x", "DNS:other.example.net");
	run_with_two(&first, &second);
	expect_file();
	expect_server("127.0.0.3");
	assert_non_null(strstr(notes, "at 127.0.0.2: its certificate is not "
				      "for " HOST "; "));
	assert_int_equal(first.requests, 0);
	SSL_CTX_free(first.tls);
	SSL_CTX_free(second.tls);
}

static void test_slash_name(void **state)
{
	struct http_server server = { .answers = { OK } };

	(void)state;
	set_https();
	server.tls = tls_for(HOST "/info@example.net", NULL);
	run_with_one(&server);
	expect_file();
	assert_string_equal(notes, "");
	request.application = PHONEWALL_TLS_XML;
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "is not for " HOST "; ");
	assert_int_equal(server.requests, 0);
	SSL_CTX_free(server.tls);
}

/* The address that answers is none of the name's any more. */
static void test_other_address(void **state)
{
	struct http_server first = { .answers = { OK } },
		second = { .answers = { OK } };

	(void)state;
	set_https();
	first.tls = tls_for("x", "DNS:" HOST);
	second.tls = tls_for("x", "DNS:" HOST);
	start_two(&first, &second);
	dns.answers[0] = "127.0.0.2";
	dns.answers[1] = "127.0.0.3";
	run();
	stop_two(&first, &second);
	expect_file();
	expect_server("127.0.0.3");
	assert_non_null(strstr(notes, "at 127.0.0.2: its certificate is for "
				      HOST ", but DNS gives"));
	assert_int_equal(first.connections, 1);
	assert_int_equal(first.requests, 0);
	/* It is asked three times, since answers may rotate. */
	assert_int_equal(dns.questions, 5);
	/* The positive control: the same, with the address in the answer. */
	start_two(&first, &second);
	dns.answers[0] = "127.0.0.2";
	dns.answers[1] = "127.0.0.3";
	dns.answers[2] = "127.0.0.3 127.0.0.2";
	run();
	stop_two(&first, &second);
	expect_file();
	expect_server("127.0.0.2");
	assert_int_equal(dns.questions, 3);
	SSL_CTX_free(first.tls);
	SSL_CTX_free(second.tls);
}

static void test_tls_by_address(void **state)
{
	struct http_server server = { .answers = { OK } };

	(void)state;
	set_https();
	server.tls = tls_for("x", "IP:127.0.0.2");
	url.host = (char *)"127.0.0.2";
	run_with_one(&server);
	expect_file();
	assert_int_equal(dns.questions, 0);
	assert_non_null(strstr(notes, "is not compared with DNS, since the URL "
				      "has an address"));
	SSL_CTX_free(server.tls);
}

/*
 * libcurl's own check of the name is off. If our callback were never called, the
 * request must not leave, whatever the certificate.
 */
static void test_no_callback(void **state)
{
	struct http_server server = { .answers = { OK } };

	(void)state;
	set_https();
	server.tls = tls_for("x", "DNS:" HOST);
	ignored = CURLOPT_SSL_CTX_FUNCTION;
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "has not been verified; ");
	assert_int_equal(server.connections, 1);
	assert_int_equal(server.requests, 0);
	/* The positive control: the same server, with the callback. */
	ignored = 0;
	run_with_one(&server);
	expect_file();
	SSL_CTX_free(server.tls);
}

static void test_downgrade(void **state)
{
	struct http_server server = { .answers = {
		"HTTP/1.1 302 Moved\r\nLocation: http://" HOST "/" EMPTY } };

	(void)state;
	set_https();
	server.tls = tls_for("x", "DNS:" HOST);
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 302, "redirects from HTTPS to HTTP");
	assert_int_equal(server.requests, 1);
	SSL_CTX_free(server.tls);
}

static int demand(int is_verified, X509_STORE_CTX *chain)
{
	(void)chain;
	return is_verified;
}

static void test_own_certificate(void **state)
{
	struct http_server server = { .answers = { OK } };

	(void)state;
	set_https();
	server.tls = tls_for("x", "DNS:" HOST);
	X509_STORE_add_cert(SSL_CTX_get_cert_store(server.tls), authority);
	SSL_CTX_set_verify(server.tls, SSL_VERIFY_PEER |
			   SSL_VERIFY_FAIL_IF_NO_PEER_CERT, demand);
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 0, ";");
	assert_int_equal(server.requests, 0);
	request.certificate = certificate_file;
	request.key = key_file;
	run_with_one(&server);
	expect_file();
	request.key = certificate_file;
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "cannot use the key in ");
	request.certificate = key_file;
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "the phone's certificate in ");
	request.authorities = "/nowhere";
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "authorities in '/nowhere'");
	request.tls = NULL;
	run_with_one(&server);
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "HTTPS is not spoken here; ");
	assert_int_equal(server.connections, 0);
	SSL_CTX_free(server.tls);
}

/* Proxies */

static void test_environment(void **state)
{
	struct http_server server = { .answers = { OK } },
		proxy = { .address = "127.0.0.9", .answers = { OK } };
	char *text;

	(void)state;
	http_server_start(&proxy);
	text = phonewall_memory_print("http://127.0.0.9:%u", proxy.port);
	setenv("http_proxy", text, 1);
	setenv("ALL_PROXY", text, 1);
	run_with_one(&server);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
	free(text);
	http_server_stop(&proxy);
	expect_file();
	assert_int_equal(proxy.connections, 0);
	assert_int_equal(server.requests, 1);
}

static void test_proxy(void **state)
{
	struct phonewall_transfer_proxy proxy = {
		.host = "proxy.example.net", .user = "user",
		.password = "password",
	};
	struct http_server server = { .answers = {
		"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=a" EMPTY,
		OK } };

	(void)state;
	request.proxy = &proxy;
	setenv("no_proxy", "*", 1);
	start_one(&server);
	proxy.port = server.port;
	url.port = 8080;
	run();
	expect_file();
	assert_int_equal(dns.questions, 1);
	stop_one(&server);
	assert_non_null(strstr(server.log, "GET http://" HOST ":8080/dir/file"));
	assert_non_null(strstr(server.log, "Proxy-Authorization: Basic "
					   "dXNlcjpwYXNzd29yZA==\r\n"));
	/* A tunnel that is refused is the proxy's last word. */
	set_https();
	server.answers[0] = "HTTP/1.1 403 No" EMPTY;
	start_one(&server);
	proxy.port = server.port;
	run();
	stop_one(&server);
	unsetenv("no_proxy");
	assert_non_null(strstr(notes, "a proxy hides the server's address"));
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "the proxy refuses to connect to "
	       HOST " (403); ");
	assert_non_null(strstr(server.log, "CONNECT " HOST ":"));
	assert_null(strstr(server.log, "dir/file"));
}

/* Another proxy may do what this one cannot, and may not do what it refuses. */
static void test_proxy_down(void **state)
{
	static const struct {
		const char *answer;
		bool is_https;
		bool is_down;
	} cases[] = {
		{ "HTTP/1.1 503 No" EMPTY, true, true },
		{ "HTTP/1.1 502 No" EMPTY, true, true },
		{ "HTTP/1.1 403 No" EMPTY, true, false },
		{ "HTTP/1.1 407 No" EMPTY, true, false },
		{ "", true, true },
		{ "", false, true },
		{ "HTTP/1.1 403 No" EMPTY, false, false },
		{ "HTTP/1.1 503 No" EMPTY, false, false },
		{ "HTTP/1.1 404 No" EMPTY, false, false },
		{ OK, false, false },
	};
	struct phonewall_transfer_proxy proxy = { .host = "127.0.0.2" };
	struct http_server server = { .closes = true };

	(void)state;
	request.proxy = &proxy;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		server.port = 0;
		server.answers[0] = cases[i].answer;
		start_one(&server);
		proxy.port = server.port;
		url.scheme = cases[i].is_https ? PHONEWALL_SCHEME_HTTPS :
						 PHONEWALL_SCHEME_HTTP;
		run();
		stop_one(&server);
		if (result.is_proxy_down != cases[i].is_down)
			fail_msg("case %zu: %s", i, result.error);
	}
	run();
	assert_true(result.is_proxy_down);
	request.proxy = NULL;
	run();
	assert_false(result.is_proxy_down);
}

/* The last case is the certificate of the server. */
static void test_https_proxy(void **state)
{
	static const struct {
		const char *alternatives;
		const char *error;
	} cases[] = {
		{ "DNS:proxy.example.net", NULL },
		{ "DNS:other.example.net",
		  "the proxy's certificate is not for proxy.example.net; " },
		{ "DNS:" HOST,
		  "the proxy's certificate is not for proxy.example.net; " },
	};
	struct phonewall_transfer_proxy proxy = {
		.is_https = true, .host = "proxy.example.net",
	};
	struct http_server server = { .answers = { OK } };

	(void)state;
	request.proxy = &proxy;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		server.tls = tls_for("a", cases[i].alternatives);
		server.port = 0;
		start_one(&server);
		proxy.port = server.port;
		run();
		stop_one(&server);
		SSL_CTX_free(server.tls);
		assert_int_equal(server.requests, !cases[i].error);
		assert_int_equal(result.is_proxy_down, !!cases[i].error);
		if (!cases[i].error)
			expect_file();
		else
			expect(PHONEWALL_TRANSFER_FAILURE, 0, cases[i].error);
	}
	assert_null(strstr(server.log, "CONNECT"));
}

/* Each connection has its own handshakes. */
static void test_https_proxy_again(void **state)
{
	struct phonewall_transfer_proxy proxy = {
		.is_https = true, .host = "proxy.example.net", .user = "user",
		.password = "password",
	};
	struct http_server server = { .closes = true, .answers = {
		"HTTP/1.1 407 No\r\nConnection: close\r\n"
		"Proxy-Authenticate: Basic realm=a" EMPTY, OK } };

	(void)state;
	request.proxy = &proxy;
	server.tls = tls_for("a", "DNS:proxy.example.net");
	start_one(&server);
	proxy.port = server.port;
	run();
	stop_one(&server);
	SSL_CTX_free(server.tls);
	expect_file();
	assert_int_equal(server.connections, 2);
}

/* The proxy is asked for a tunnel. */
static void test_https_by_https_proxy(void **state)
{
	struct phonewall_transfer_proxy proxy = {
		.is_https = true, .host = "proxy.example.net",
	};
	struct http_server server = { .answers = {
		"HTTP/1.1 403 No" EMPTY } };

	(void)state;
	set_https();
	request.proxy = &proxy;
	request.user_agent = "Maker/1.0 (serial)";
	server.tls = tls_for("a", "DNS:proxy.example.net");
	start_one(&server);
	proxy.port = server.port;
	run();
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "the proxy refuses to connect to "
	       HOST " (403); ");
	assert_false(result.is_proxy_down);
	/* Nor is it asked if it has another certificate. */
	proxy.host = "other.example.net";
	run();
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "the proxy's certificate is not "
	       "for other.example.net; ");
	assert_true(result.is_proxy_down);
	request.authorities = certificate_file;
	run();
	expect(PHONEWALL_TRANSFER_FAILURE, 0,
	       "the proxy's certificate is not trusted: ");
	assert_true(result.is_proxy_down);
	request.tls = NULL;
	run();
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "HTTPS is not spoken here; ");
	stop_one(&server);
	assert_int_equal(server.requests, 1);
	assert_non_null(strstr(server.log, "CONNECT " HOST ":"));
	assert_null(strstr(server.log, "serial"));
	SSL_CTX_free(server.tls);
}

/* If our callback were never called: libcurl checks the proxy's name itself. */
static void test_https_proxy_no_callback(void **state)
{
	struct phonewall_transfer_proxy proxy = {
		.is_https = true, .host = "other.example.net",
	};
	struct http_server server = { .answers = { OK } };

	(void)state;
	request.proxy = &proxy;
	ignored = CURLOPT_SSL_CTX_FUNCTION;
	server.tls = tls_for("a", "DNS:proxy.example.net");
	start_one(&server);
	proxy.port = server.port;
	set_https();
	run();
	assert_int_equal(result.outcome, PHONEWALL_TRANSFER_FAILURE);
	assert_null(strstr(result.error, "has not been verified"));
	url.scheme = PHONEWALL_SCHEME_HTTP;
	proxy.host = "proxy.example.net";
	run();
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "has not been verified; ");
	stop_one(&server);
	SSL_CTX_free(server.tls);
	assert_int_equal(server.connections, 2);
	assert_int_equal(server.requests, 0);
}

/* It demands the phone's certificate, which is not for it. */
static void test_proxy_gets_no_certificate(void **state)
{
	struct phonewall_transfer_proxy proxy = {
		.is_https = true, .host = "proxy.example.net",
	};
	struct http_server server = { .answers = { OK } };

	(void)state;
	request.proxy = &proxy;
	request.certificate = certificate_file;
	request.key = key_file;
	server.tls = tls_for("a", "DNS:proxy.example.net");
	X509_STORE_add_cert(SSL_CTX_get_cert_store(server.tls), authority);
	SSL_CTX_set_verify(server.tls, SSL_VERIFY_PEER |
			   SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	start_one(&server);
	proxy.port = server.port;
	run();
	stop_one(&server);
	SSL_CTX_free(server.tls);
	assert_int_equal(result.outcome, PHONEWALL_TRANSFER_FAILURE);
	assert_int_equal(server.requests, 0);
}

/* Nobody answers at the name, and nobody answers for it. */
static void test_proxy_without_address(void **state)
{
	struct phonewall_transfer_proxy proxy = {
		.host = "proxy.example.net", .port = 3128,
	};

	(void)state;
	request.proxy = &proxy;
	dns = (struct dns_server){ .answers = { NULL } };
	dns_server_start(&dns);
	snprintf(dns_text, sizeof(dns_text), "127.0.0.1:%u", dns.port);
	run();
	dns_server_stop(&dns);
	assert_true(result.is_proxy_down);
	expect(PHONEWALL_TRANSFER_FAILURE, 0, "no address of the proxy");
}

static int set_up(void **state)
{
	static const struct phonewall_tls_settings settings;
	X509 *own;

	(void)state;
	base = event_base_new();
	key = EVP_EC_gen("P-256");
	authority = make("Authority", NULL, true);
	own = make("phone", NULL, false);
	policy = phonewall_tls_policy_new(&settings);
	if (folder_make(folder) || !base || !policy)
		return -1;
	authority_file = write_pem("authority.pem", authority);
	certificate_file = write_pem("own.pem", own);
	key_file = write_pem("own.key", NULL);
	X509_free(own);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_tls_policy_free(policy);
	X509_free(authority);
	EVP_PKEY_free(key);
	event_base_free(base);
	free(authority_file);
	free(certificate_file);
	free(key_file);
	return folder_remove(folder);
}

#define test(name)	\
	cmocka_unit_test_setup_teardown(name, begin_test, end_test)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		test(test_file),
		test(test_statuses),
		test(test_next_address),
		test(test_no_address),
		test(test_disguised_address),
		test(test_validators),
		test(test_send),
		test(test_redirect),
		test(test_credentials_stay),
		test(test_refused_redirects),
		test(test_domains),
		test(test_credentials),
		test(test_long_file),
		test(test_header_bombs),
		test(test_time),
		test(test_reader),
		test(test_cancel),
		test(test_tls),
		test(test_slash_name),
		test(test_other_address),
		test(test_tls_by_address),
		test(test_no_callback),
		test(test_downgrade),
		test(test_own_certificate),
		test(test_environment),
		test(test_proxy),
		test(test_proxy_down),
		test(test_https_proxy),
		test(test_https_proxy_again),
		test(test_https_by_https_proxy),
		test(test_https_proxy_no_callback),
		test(test_proxy_gets_no_certificate),
		test(test_proxy_without_address),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
