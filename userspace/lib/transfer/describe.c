// SPDX-License-Identifier: MIT
#include "transfer/attempt.h"

#include <string.h>

#include <openssl/x509_vfy.h>

#include "base/memory.h"

static const char *errno_of(const struct phonewall_attempt *attempt)
{
	long number = 0;

	curl_easy_getinfo(attempt->easy, CURLINFO_OS_ERRNO, &number);
	return number ? strerror(number) : "no connection";
}

/* libcurl's own check of the proxy's name comes after that of the chain. */
static char *describe_proxy_certificate(const struct phonewall_attempt *attempt)
{
	if (attempt->verification == X509_V_ERR_HOSTNAME_MISMATCH ||
	    attempt->verification == X509_V_OK)
		return phonewall_memory_print("the proxy's certificate is not for %s; correct the PAC script, or the certificate",
					      attempt->plan.request->proxy->host);
	return phonewall_memory_print("the proxy's certificate is not trusted: %s; install its authority's certificate, or correct the proxy's",
			X509_verify_cert_error_string(attempt->verification));
}

static char *describe_certificate(const struct phonewall_attempt *attempt)
{
	if (phonewall_attempt_is_at_proxy(attempt))
		return describe_proxy_certificate(attempt);
	if (attempt->verification == X509_V_ERR_HOSTNAME_MISMATCH)
		return phonewall_memory_print("its certificate is not for %s; correct the host of the URL, or the certificate",
					      attempt->plan.url->host);
	return phonewall_memory_print("its certificate is not trusted: %s; install its authority's certificate, or correct the server's",
			X509_verify_cert_error_string(attempt->verification));
}

/* A proxy's answer to CONNECT; NULL if it gave none, or let us through. */
static char *describe_proxy(const struct phonewall_attempt *attempt)
{
	long code = 0;

	curl_easy_getinfo(attempt->easy, CURLINFO_HTTP_CONNECTCODE, &code);
	if (code < 300)
		return NULL;
	if (code == 407)
		return phonewall_memory_print("the proxy refuses user and password (407); correct them");
	return phonewall_memory_print("the proxy refuses to connect to %s (%ld); ask its administrator",
				      attempt->plan.url->host, code);
}

char *phonewall_attempt_describe(const struct phonewall_attempt *attempt)
{
	char *proxy;

	if (attempt->fault)
		return phonewall_memory_copy(attempt->fault,
					     strlen(attempt->fault));
	proxy = describe_proxy(attempt);
	if (proxy)
		return proxy;
	switch (attempt->error) {
	case CURLE_COULDNT_CONNECT:
		return phonewall_memory_print("cannot connect: %s; check that the server runs, and the port",
					      errno_of(attempt));
	case CURLE_OPERATION_TIMEDOUT:
		return phonewall_memory_print("too slow, or no answer; check the server and the network");
	case CURLE_PEER_FAILED_VERIFICATION:
		return describe_certificate(attempt);
	case CURLE_SSL_CONNECT_ERROR:
		if (attempt->verification != X509_V_OK)
			return describe_certificate(attempt);
		return phonewall_memory_print("no TLS connection: %s; compare the server's versions, suites and demands with `phonewallctl tls`",
					      attempt->message);
	case CURLE_FILESIZE_EXCEEDED:
		return phonewall_memory_print("the file is longer than %zu bytes; make it shorter",
					      attempt->plan.request->size_limit);
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
		return phonewall_memory_print("the connection broke before the end; check the server and the network");
	case CURLE_TOO_MANY_REDIRECTS:
		return phonewall_memory_print("it refuses user and password; correct them");
	default:
		return phonewall_memory_print("no answer of HTTP: %s; check scheme and port of the URL",
					      curl_easy_strerror(attempt->error));
	}
}
