/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_RESULT_H
#define PHONEWALL_RESULT_H

#include "configuration.h"
#include "output/writer.h"

/**
 * phonewall_result_write - write what became of a cfg.xml
 * @writer: the writer
 * @done: what was done with it if there is no fault, as "accepted"
 * @configuration: the file
 *
 * In text nothing is written of a file that has faults: they are on standard
 * error already.
 */
void phonewall_result_write(struct phonewall_writer *writer, const char *done,
			    const struct phonewall_configuration *configuration);

/**
 * phonewall_result_write_flags - write policy flags, in text each as ",
 *	KEYWORD"
 * @writer: the writer
 * @flags: PHONEWALL_FLAG_*
 */
void phonewall_result_write_flags(struct phonewall_writer *writer,
				  uint32_t flags);

#endif /* PHONEWALL_RESULT_H */
