/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_STRENGTH_H
#define PHONEWALL_STRENGTH_H

#include <stdbool.h>

#include <openssl/x509.h>

/**
 * struct phonewall_key_size - the size of a certificate's key
 * @kind: what the key is, as "RSA"; NULL if OpenSSL cannot read it
 * @bits: how many bits it has; 0 if OpenSSL cannot read it
 * @least: how many it must have
 */
struct phonewall_key_size {
	const char *kind;
	int bits;
	int least;
};

/**
 * phonewall_key_is_weak() - whether a certificate's key is too small
 * @certificate: the certificate
 * @is_legacy: whether it is from the chain of a server that legacy_servers names
 * @size: set to the key's size
 *
 * RSA and DSA need 2048 bits and elliptic curves 224 (NIST SP 800-131A), and any
 * other key as much security. The RSA keys of a legacy server need 1024.
 *
 * Return: true if it has fewer bits, or cannot be read.
 */
bool phonewall_key_is_weak(X509 *certificate, bool is_legacy,
			   struct phonewall_key_size *size);

/**
 * phonewall_signature_is_weak() - whether a certificate's signature can be forged
 * @certificate: the certificate; not one that is trusted without its signature
 * @is_legacy: as for phonewall_key_is_weak(); SHA-1 is enough then
 * @digest: set to the digest's name, as "SHA-1"
 *
 * Return: true if the digest has less than 112 bits of security, as MD5 and SHA-1
 * (NIST SP 800-131A), or is not known.
 */
bool phonewall_signature_is_weak(X509 *certificate, bool is_legacy,
				 const char **digest);

/**
 * phonewall_chain_find_weakness() - find what is weak in a chain that was verified
 * @chain: the certificates from the server's own to the authority's
 * @is_legacy: as for phonewall_key_is_weak()
 * @depth: set to the place in @chain of what is weak
 *
 * The signature of the last one is not judged if it is by itself.
 *
 * Return: X509_V_OK, or the error that OpenSSL has for it.
 */
int phonewall_chain_find_weakness(STACK_OF(X509) *chain, bool is_legacy,
				  int *depth);

#endif /* PHONEWALL_STRENGTH_H */
