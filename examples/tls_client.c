// SPDX-License-Identifier: MIT
/*
 * Connects to a server as the phone's provisioning does, by the policy in force
 * or with a list, and tells the version and the suite. Build it against the
 * installed library:
 *
 *     cc tls_client.c -o tls_client $(pkg-config --cflags --libs phonewall-tls)
 *     ./tls_client server.example.net:443 'ECDHE+AESGCM:!aDSS'
 */
#include <errno.h>
#include <stdio.h>

#include <openssl/err.h>

#include <phonewall/tls/context.h>
#include <phonewall/tls/policy_file.h>

/* The phone's policy, or its factory defaults if phonewalld has not run yet. */
static struct phonewall_tls_policy *get_policy(const char *list)
{
	struct phonewall_tls_settings settings = { .cipher_list = list };
	struct phonewall_tls_policy *policy = NULL;

	if (!list)
		policy = phonewall_tls_policy_load(NULL);
	if (!policy && (list || errno == ENOENT))
		policy = phonewall_tls_policy_new(&settings);
	if (!policy)
		perror(PHONEWALL_TLS_POLICY_FILE);
	return policy;
}

/* The context, to which only the authorities are added. */
static SSL_CTX *make_context(const char *list)
{
	struct phonewall_tls_policy *policy = get_policy(list);
	const struct phonewall_cipher_list_fault *fault;
	SSL_CTX *context = NULL;

	fault = policy ? phonewall_tls_policy_fault(policy) : NULL;
	if (fault)
		fprintf(stderr, "column %zu: %s; the default is used\n",
			fault->column,
			phonewall_cipher_list_error_text(fault->error));
	if (policy)
		context = phonewall_tls_client_new(policy,
						   PHONEWALL_TLS_PROVISIONING);
	phonewall_tls_policy_free(policy);
	if (context)
		SSL_CTX_set_default_verify_paths(context);
	return context;
}

/* Return: whether the server is whom it should be. */
static int connect_to(BIO *connection, SSL *tls, char *server)
{
	if (BIO_set_conn_hostname(connection, server) > 0 &&
	    !phonewall_tls_set_host(tls, BIO_get_conn_hostname(connection),
				    0) &&
	    BIO_do_handshake(connection) > 0) {
		printf("%s %s\n", SSL_get_version(tls),
		       SSL_get_cipher_name(tls));
		return 1;
	}
	if (SSL_get_verify_result(tls) != X509_V_OK)
		fprintf(stderr, "%s\n", X509_verify_cert_error_string(
				SSL_get_verify_result(tls)));
	ERR_print_errors_fp(stderr);
	return 0;
}

int main(int argc, char **argv)
{
	SSL_CTX *context = make_context(argc == 3 ? argv[2] : NULL);
	BIO *connection = context ? BIO_new_ssl_connect(context) : NULL;
	int connected = 0;
	SSL *tls;

	if (argc < 2)
		fputs("Usage: tls_client HOST:PORT [LIST]\n", stderr);
	else if (connection && BIO_get_ssl(connection, &tls) > 0)
		connected = connect_to(connection, tls, argv[1]);
	BIO_free_all(connection);
	SSL_CTX_free(context);
	return !connected;
}
