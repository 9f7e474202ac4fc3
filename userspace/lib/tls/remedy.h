/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_REMEDY_H
#define PHONEWALL_TLS_REMEDY_H

/**
 * phonewall_tls_remedy() - what to do about a server's certificate
 * @fault: X509_V_ERR_*, why it was refused
 * @name: static text for a name that differs
 * @authority: static text for an authority that is not known, and any other fault
 *
 * Return: the remedy, static or one of those texts.
 */
const char *phonewall_tls_remedy(long fault, const char *name,
				 const char *authority);

#endif /* PHONEWALL_TLS_REMEDY_H */
