/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_ANSWER_H
#define PHONEWALL_ANSWER_H

#include <json-c/json_types.h>

/* Members of what a program answers on its socket. */
#define PHONEWALL_ANSWER_RESULT		"result"
#define PHONEWALL_ANSWER_MESSAGE	"message"

/* The result of a request that cannot be judged, or that fails. */
#define PHONEWALL_ANSWER_ERROR		"error"

/**
 * phonewall_answer_make - make an answer
 * @result: what became of the request
 * @message: what is wrong, or NULL
 *
 * Return: the answer, to be released with json_object_put().
 */
struct json_object *phonewall_answer_make(const char *result,
					  const char *message);

#endif /* PHONEWALL_ANSWER_H */
