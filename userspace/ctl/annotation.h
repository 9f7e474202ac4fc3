/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_ANNOTATION_H
#define PHONEWALL_ANNOTATION_H

#include "module/client.h"

/**
 * struct phonewall_annotation - the ports that the module holds open, and why
 * @openings: by protocol and port; if the configuration does not open a port,
 *	its purpose and reason are NULL. The strings belong to the translation
 * @count: how many
 *
 * Zero-initialise it; release it with phonewall_annotation_clear().
 */
struct phonewall_annotation {
	struct phonewall_opening *openings;
	size_t count;
};

/**
 * phonewall_annotation_set - find why the module holds ports open
 * @annotation: set whole
 * @policy: what the module holds; its endpoints' reasons are set, to strings of
 *	@translation
 * @translation: what the configuration asks for
 *
 * A port that several openings hold appears in each of them.
 */
void phonewall_annotation_set(struct phonewall_annotation *annotation,
			      struct phonewall_kernel_policy *policy,
			      const struct phonewall_translation *translation);

/**
 * phonewall_annotation_clear - release an annotation
 * @annotation: emptied
 */
void phonewall_annotation_clear(struct phonewall_annotation *annotation);

#endif /* PHONEWALL_ANNOTATION_H */
