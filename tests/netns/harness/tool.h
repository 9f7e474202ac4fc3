/* SPDX-License-Identifier: MIT */
#ifndef TOOL_H
#define TOOL_H

/*
 * What the programs of tests/netns/tools and of bench/ share. An error ends the
 * program.
 */

/*
 * Enter a network namespace that `ip netns` lists. Sockets that are open
 * already stay where they are.
 */
void tool_enter_namespace(const char *name);

/* Return SOCK_DGRAM for "udp", SOCK_STREAM for "tcp". */
int tool_parse_protocol(const char *text);

#endif /* TOOL_H */
