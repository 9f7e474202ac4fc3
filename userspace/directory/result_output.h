/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_RESULT_OUTPUT_H
#define PHONEWALL_RESULT_OUTPUT_H

#include "directory/search.h"
#include "output/writer.h"

/**
 * phonewall_result_output_write - write what a search has found
 * @writer: the writer
 * @directory: what was searched
 * @result: what was found
 */
void phonewall_result_output_write(
	struct phonewall_writer *writer,
	const struct phonewall_directory *directory,
	const struct phonewall_directory_result *result);

#endif /* PHONEWALL_RESULT_OUTPUT_H */
