/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_OWN_ADDRESS_H
#define PHONEWALL_OWN_ADDRESS_H

#include <netinet/in.h>

/**
 * phonewall_own_address - the phone's own IPv4 address, for myIpAddress
 * @text: set to the address that packets to the Internet come from; to
 *	"127.0.0.1" if there is no route
 *
 * Nothing is sent.
 *
 * Return: @text.
 */
const char *phonewall_own_address(char text[INET_ADDRSTRLEN]);

#endif /* PHONEWALL_OWN_ADDRESS_H */
