/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROXY_OUTPUT_H
#define PHONEWALL_PROXY_OUTPUT_H

#include "output/writer.h"
#include "proxy_choice.h"

/**
 * phonewall_proxy_output_write - write the proxies
 * @writer: the writer
 * @target: the URL
 * @choice: a choice without a fault
 */
void phonewall_proxy_output_write(struct phonewall_writer *writer,
				  const struct phonewall_proxy_target *target,
				  const struct phonewall_proxy_choice *choice);

/**
 * phonewall_proxy_output_export - print the first proxy as curl's --config takes
 *	it
 * @choice: the choice; if there is a fault, curl is told to fetch nothing
 *
 * The output has the password in it, which is so in no process's arguments.
 */
void phonewall_proxy_output_export(const struct phonewall_proxy_choice *choice);

#endif /* PHONEWALL_PROXY_OUTPUT_H */
