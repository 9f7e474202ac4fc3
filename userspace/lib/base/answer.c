// SPDX-License-Identifier: MIT
#include "base/answer.h"

#include <json-c/json.h>

struct json_object *phonewall_answer_make(const char *result,
					  const char *message)
{
	struct json_object *answer = json_object_new_object();

	json_object_object_add(answer, PHONEWALL_ANSWER_RESULT,
			       json_object_new_string(result));
	if (message)
		json_object_object_add(answer, PHONEWALL_ANSWER_MESSAGE,
				       json_object_new_string(message));
	return answer;
}
