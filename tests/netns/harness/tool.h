/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TOOL_H
#define TOOL_H

/*
 * What the programs of tests/netns/tools and of bench/ share. An error ends the
 * program.
 */

/**
 * tool_enter_namespace - enter a network namespace
 * @name: its name, as `ip netns` lists it
 *
 * Sockets that are open already stay where they are.
 */
void tool_enter_namespace(const char *name);

/**
 * tool_parse_protocol - read a protocol argument
 * @text: "udp" or "tcp"
 *
 * Return: SOCK_DGRAM or SOCK_STREAM.
 */
int tool_parse_protocol(const char *text);

#endif /* TOOL_H */
