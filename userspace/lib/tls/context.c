// SPDX-License-Identifier: MIT
#include "tls/context.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509_vfy.h>

#include "tls/strength.h"

#define SECURITY_LEVEL	2

/* As in ssl/t1_lib.c of OpenSSL 3.0. */
#define DEFAULT_GROUPS	"X25519:P-256:X448:P-521:P-384:ffdhe2048:ffdhe3072:" \
			"ffdhe4096:ffdhe6144:ffdhe8192"

#define OPTIONS	(SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | \
		 SSL_OP_ENABLE_MIDDLEBOX_COMPAT)

/**
 * struct context - what belongs to a client's context
 * @application: whose it is
 * @digest: of the application and the policy, for the session's context
 * @legacy_servers: the policy's
 */
struct context {
	enum phonewall_tls_application application;
	unsigned char digest[SSL_MAX_SID_CTX_LENGTH];
	char legacy_servers[];
};

/**
 * struct peer - what belongs to a connection
 * @any_name: whether its name is not verified
 * @is_legacy: whether its certificate may be weak
 * @host: the host, without the dot of the root
 */
struct peer {
	bool any_name;
	bool is_legacy;
	char host[];
};

typedef int (*security_callback)(const SSL *connection, const SSL_CTX *context,
				 int operation, int bits, int nid, void *other,
				 void *argument);

static security_callback default_security;
static int context_index = -1, host_index = -1, peer_index = -1;
static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;

static void free_data(void *parent, void *data, CRYPTO_EX_DATA *all, int index,
		      long argument, void *pointer)
{
	(void)parent;
	(void)all;
	(void)index;
	(void)argument;
	(void)pointer;
	free(data);
}

static void init(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_method());

	if (context)
		default_security = SSL_CTX_get_security_callback(context);
	SSL_CTX_free(context);
	context_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL,
						 free_data);
	host_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, free_data);
	peer_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, free_data);
}

static bool is_ready(void)
{
	return CRYPTO_THREAD_run_once(&once, init) && default_security &&
	       context_index >= 0 && host_index >= 0 && peer_index >= 0;
}

/*
 * Level 2 without its bars for old versions, which sign the handshake by way of
 * SHA-1: openssl s_client reaches the same by level 0 alone.
 */
static int allow_old_versions(const SSL *connection, const SSL_CTX *context,
			      int operation, int bits, int nid, void *other,
			      void *argument)
{
	switch (operation) {
	case SSL_SECOP_VERSION:
	case SSL_SECOP_SIGALG_SUPPORTED:
	case SSL_SECOP_SIGALG_SHARED:
	case SSL_SECOP_SIGALG_CHECK:
	case SSL_SECOP_SIGALG_MASK:
		return 1;
	default:
		return default_security(connection, context, operation, bits,
					nid, other, argument);
	}
}

/*
 * OpenSSL's default: OpenSSL 3.5 has a name for it, which earlier ones do not know.
 * Others may come from OpenSSL's own configuration, and may be none that TLS 1.3
 * has; then there would be no ClientHello.
 */
static bool set_groups(SSL_CTX *context)
{
	bool is_set;

	ERR_set_mark();
	is_set = SSL_CTX_set1_groups_list(context, "DEFAULT") ||
		 SSL_CTX_set1_groups_list(context, DEFAULT_GROUPS);
	ERR_pop_to_mark();
	return is_set;
}

static bool is_application(enum phonewall_tls_application application)
{
	if ((unsigned int)application < PHONEWALL_TLS_APPLICATIONS)
		return true;
	ERR_raise(ERR_LIB_SSL, ERR_R_PASSED_INVALID_ARGUMENT);
	return false;
}

static bool fill(SSL_CTX *context, const struct phonewall_tls_policy *policy,
		 enum phonewall_tls_application application, bool is_server)
{
	int version = phonewall_tls_policy_min_version(policy, is_server);

	SSL_CTX_set_security_level(context, SECURITY_LEVEL);
	if (version < TLS1_2_VERSION)
		SSL_CTX_set_security_callback(context, allow_old_versions);
	/* Others may come from OpenSSL's own configuration. */
	SSL_CTX_clear_options(context, SSL_CTX_get_options(context));
	SSL_CTX_set_options(context, OPTIONS);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	return SSL_CTX_set_min_proto_version(context, version) &&
	       SSL_CTX_set_max_proto_version(context, 0) &&
	       set_groups(context) &&
	       SSL_CTX_set_ciphersuites(context, TLS_DEFAULT_CIPHERSUITES) &&
	       SSL_CTX_set_cipher_list(context,
			phonewall_tls_policy_cipher_list(policy, application));
}

static SSL_CTX *context_new(const struct phonewall_tls_policy *policy,
			    enum phonewall_tls_application application,
			    bool is_server)
{
	SSL_CTX *context;

	if (!is_ready() || !is_application(application))
		return NULL;
	context = SSL_CTX_new(is_server ? TLS_server_method() :
					  TLS_client_method());
	if (context && fill(context, policy, application, is_server))
		return context;
	SSL_CTX_free(context);
	return NULL;
}

/*
 * OpenSSL's levels know no rule between SHA-1 and MD5, so a legacy chain is
 * verified at level 0 and its strength here. The level of the connection stays.
 */
static bool chain_is_valid(X509_STORE_CTX *chain, bool is_legacy)
{
	int error, depth;

	if (is_legacy)
		X509_VERIFY_PARAM_set_auth_level(
			X509_STORE_CTX_get0_param(chain), 0);
	if (X509_verify_cert(chain) <= 0)
		return false;
	error = phonewall_chain_find_weakness(X509_STORE_CTX_get0_chain(chain),
					      is_legacy, &depth);
	if (error == X509_V_OK)
		return true;
	X509_STORE_CTX_set_error(chain, error);
	X509_STORE_CTX_set_error_depth(chain, depth);
	return false;
}

static bool name_is_valid(X509 *certificate, const struct peer *peer,
			  enum phonewall_tls_application application)
{
	return peer->any_name ||
	       !phonewall_name_check(certificate,
			phonewall_tls_application_name_rule(application),
			peer->host);
}

/* The connection's own, else the one that all of its context have. */
static const struct peer *peer_of(const SSL *connection)
{
	const struct peer *peer = SSL_get_ex_data(connection, peer_index);

	return peer ? peer : SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection),
						 host_index);
}

static int verify(X509_STORE_CTX *chain, void *argument)
{
	const struct context *own = argument;
	SSL *connection = X509_STORE_CTX_get_ex_data(chain,
			SSL_get_ex_data_X509_STORE_CTX_idx());
	const struct peer *peer = peer_of(connection);

	if (!chain_is_valid(chain, peer && peer->is_legacy))
		return 0;
	if (peer && name_is_valid(X509_STORE_CTX_get0_cert(chain), peer,
				  own->application))
		return 1;
	X509_STORE_CTX_set_error(chain, X509_V_ERR_HOSTNAME_MISMATCH);
	return 0;
}

/* Digests several parts as one, each with its length. */
static bool digest_parts(const void *const parts[], const size_t lengths[],
			 size_t count, unsigned char *digest)
{
	EVP_MD_CTX *hash = EVP_MD_CTX_new();
	bool done;
	size_t i;

	done = hash && EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
	for (i = 0; done && i < count; i++)
		done = EVP_DigestUpdate(hash, &lengths[i], sizeof(*lengths)) &&
		       EVP_DigestUpdate(hash, parts[i], lengths[i]);
	done = done && EVP_DigestFinal_ex(hash, digest, NULL);
	EVP_MD_CTX_free(hash);
	return done;
}

static struct context *data_new(const struct phonewall_tls_policy *policy,
				enum phonewall_tls_application application)
{
	const char *list = phonewall_tls_policy_cipher_list(policy, application);
	const char *servers = phonewall_tls_policy_legacy_servers(policy);
	int version = phonewall_tls_policy_min_version(policy, false);
	const void *const parts[] = { &application, &version, list };
	const size_t lengths[] = { sizeof(application), sizeof(version),
				   strlen(list) };
	struct context *own = malloc(sizeof(*own) + strlen(servers) + 1);

	if (!own)
		return NULL;
	own->application = application;
	strcpy(own->legacy_servers, servers);
	if (digest_parts(parts, lengths, 3, own->digest))
		return own;
	free(own);
	return NULL;
}

static bool make_client(SSL_CTX *context,
			const struct phonewall_tls_policy *policy,
			enum phonewall_tls_application application)
{
	struct context *former = SSL_CTX_get_ex_data(context, context_index);
	struct context *own = data_new(policy, application);

	if (!own || !SSL_CTX_set_ex_data(context, context_index, own)) {
		free(own);
		return false;
	}
	free(former);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_cert_verify_callback(context, verify, own);
	return true;
}

SSL_CTX *phonewall_tls_client_new(const struct phonewall_tls_policy *policy,
				  enum phonewall_tls_application application)
{
	SSL_CTX *context = context_new(policy, application, false);

	if (context && make_client(context, policy, application))
		return context;
	SSL_CTX_free(context);
	return NULL;
}

SSL_CTX *phonewall_tls_server_new(const struct phonewall_tls_policy *policy,
				  enum phonewall_tls_application application)
{
	SSL_CTX *context = context_new(policy, application, true);
	const char *name;

	if (!context)
		return NULL;
	name = phonewall_tls_application_name(application);
	SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
	/* OpenSSL's own configuration may demand certificates of clients. */
	SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
	if (SSL_CTX_set_session_id_context(context,
			(const unsigned char *)name, strlen(name)))
		return context;
	SSL_CTX_free(context);
	return NULL;
}

static bool is_address(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, address) == 1 ||
	       inet_pton(AF_INET6, host, address) == 1;
}

static bool names_host(const char *names, const char *host)
{
	size_t length;

	for (names += strspn(names, ", "); *names; names += strspn(names, ", ")) {
		length = strcspn(names, ", ");
		if (length == strlen(host) && !strncasecmp(names, host, length))
			return true;
		names += length;
	}
	return false;
}

/* Without the dot of the root, which RFC 6066 section 3 leaves out. */
static struct peer *peer_new(const struct context *own, const char *host,
			     bool any_name)
{
	size_t length = strlen(host);
	struct peer *peer;

	if (host[length - 1] == '.')
		length--;
	peer = calloc(1, sizeof(*peer) + length + 1);
	if (!peer)
		return NULL;
	peer->any_name = any_name;
	memcpy(peer->host, host, length);
	peer->is_legacy = !any_name && names_host(own->legacy_servers,
						  peer->host);
	return peer;
}

/* A server may resume it, and OpenSSL would then end the handshake. */
static bool drop_foreign_session(SSL *connection, const unsigned char *digest)
{
	SSL_SESSION *session = SSL_get_session(connection);
	const unsigned char *context;
	unsigned int length;

	if (!session)
		return true;
	context = SSL_SESSION_get0_id_context(session, &length);
	return (length == SSL_MAX_SID_CTX_LENGTH &&
		!memcmp(context, digest, length)) ||
	       SSL_set_session(connection, NULL);
}

/*
 * Keeps a session from being resumed if another name would be verified, or with
 * another strength.
 */
static bool bind_sessions(SSL *connection, const struct context *own,
			  const struct peer *peer)
{
	unsigned char digest[SSL_MAX_SID_CTX_LENGTH];
	const void *const parts[] = { own->digest, &peer->any_name,
				      &peer->is_legacy, peer->host };
	const size_t lengths[] = { sizeof(own->digest), sizeof(peer->any_name),
				   sizeof(peer->is_legacy),
				   strlen(peer->host) };

	return digest_parts(parts, lengths, 4, digest) &&
	       SSL_set_session_id_context(connection, digest,
					  sizeof(digest)) &&
	       drop_foreign_session(connection, digest);
}

int phonewall_tls_set_host(SSL *connection, const char *host, int flags)
{
	const struct context *own =
		SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), context_index);
	struct peer *former = SSL_get_ex_data(connection, peer_index);
	struct peer *peer;

	if (!own || !phonewall_name_is_host(host))
		return -EINVAL;
	peer = peer_new(own, host, flags & PHONEWALL_TLS_ANY_NAME);
	if (!peer)
		return -ENOMEM;
	if (bind_sessions(connection, own, peer) &&
	    (is_address(peer->host) ||
	     SSL_set_tlsext_host_name(connection, peer->host)) &&
	    SSL_set_ex_data(connection, peer_index, peer)) {
		free(former);
		return 0;
	}
	free(peer);
	return -ENOMEM;
}

int phonewall_tls_client_apply(SSL_CTX *context,
			       const struct phonewall_tls_policy *policy,
			       enum phonewall_tls_application application,
			       const char *host)
{
	const struct context *own;
	struct peer *former, *peer;

	if (!is_ready() || !is_application(application) ||
	    !phonewall_name_is_host(host))
		return -EINVAL;
	if (!fill(context, policy, application, false) ||
	    !make_client(context, policy, application))
		return -ENOMEM;
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	own = SSL_CTX_get_ex_data(context, context_index);
	former = SSL_CTX_get_ex_data(context, host_index);
	peer = peer_new(own, host, false);
	if (!peer || !SSL_CTX_set_ex_data(context, host_index, peer)) {
		free(peer);
		return -ENOMEM;
	}
	free(former);
	return 0;
}

int phonewall_tls_check_host(const SSL *connection, const char *host)
{
	const struct context *own =
		SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), context_index);
	X509 *certificate = SSL_get0_peer_certificate(connection);

	if (!own || !SSL_is_init_finished(connection) || !certificate ||
	    SSL_get_verify_result(connection) != X509_V_OK)
		return -EACCES;
	return phonewall_name_check(certificate,
			phonewall_tls_application_name_rule(own->application),
			host);
}
