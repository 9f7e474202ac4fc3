/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_FAULT_JSON_H
#define PHONEWALL_FAULT_JSON_H

#include <json-c/json_types.h>

#include "base/fault.h"

/* The members of a fault. */
#define PHONEWALL_FAULT_WARNING		"warning"
#define PHONEWALL_FAULT_FILE		"file"
#define PHONEWALL_FAULT_LINE		"line"
#define PHONEWALL_FAULT_PARAMETER	"parameter"
#define PHONEWALL_FAULT_TOKEN		"token"
#define PHONEWALL_FAULT_MESSAGE		"message"
#define PHONEWALL_FAULT_MORE		"more"

/**
 * phonewall_faults_add_to_json() - add the faults of a file to a JSON array
 * @faults: the faults
 * @file: name of the file that they are in
 * @array: an object for each fault is added, with "file", "line", "parameter",
 *	"token" and "message", and for a warning its name as "warning"; what a
 *	fault does not have is null
 *
 * Faults that are only counted add one more object, with their number as "more"
 * and in its message, and null for what it does not have.
 *
 * Bytes of the file that are not printable ASCII are written as \xNN.
 */
void phonewall_faults_add_to_json(const struct phonewall_faults *faults,
				  const char *file, struct json_object *array);

#endif /* PHONEWALL_FAULT_JSON_H */
