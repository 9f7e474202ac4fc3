// SPDX-License-Identifier: MIT
#include "peer_private.h"

#include <errno.h>
#include <string.h>

#include "base/agent_tls.h"
#include "base/memory.h"
#include "endpoint.h"
#include "transfer/trust.h"

/* Return: the context; NULL with @failure set, to be released with free(). */
static SSL_CTX *make_context(const struct phonewall_peer *peer, int *flags,
			     char **failure)
{
	const struct phonewall_peer_options *options = peer->options;
	struct phonewall_transfer_request request = {
		.application = PHONEWALL_TLS_SIP,
		.authorities = options->authorities,
		.certificate = options->certificate,
		.key = options->key,
	};
	struct phonewall_tls_policy *policy =
		phonewall_agent_tls_load(options->agent_directory);
	SSL_CTX *context;

	if (!policy) {
		*failure = phonewall_memory_print("the TLS policy of phonewalld cannot be read: %m; restart phonewalld");
		return NULL;
	}
	request.tls = policy;
	*flags = phonewall_tls_policy_name_flags(policy, options->line);
	context = phonewall_trust_load(&request, failure);
	phonewall_tls_policy_free(policy);
	return context;
}

struct phonewall_stream *
phonewall_peer_connect(struct phonewall_peer *peer,
		       const struct phonewall_sip_endpoint *endpoint,
		       char **failure)
{
	struct phonewall_stream_target target = {
		.port = peer->options->local_port,
		.host = peer->targets.certificate_name,
	};
	struct phonewall_stream *stream;

	if (peer->targets.transport == PHONEWALL_TRANSPORT_TLS) {
		target.context = make_context(peer, &target.flags, failure);
		if (!target.context)
			return NULL;
	}
	target.length = phonewall_endpoint_make(&endpoint->address,
						endpoint->port,
						&target.address);
	stream = phonewall_stream_connect(peer->base, &target,
					  &phonewall_peer_streams, peer);
	if (!stream)
		*failure = phonewall_memory_print("cannot connect from port %u: %s",
						  target.port, strerror(errno));
	SSL_CTX_free(target.context);
	return stream;
}
