// SPDX-License-Identifier: MIT
#include "directory/settings.h"

#include <stdlib.h>
#include <string.h>

void phonewall_directory_settings_clear(void *section)
{
	struct phonewall_directory_settings *directory = section;

	if (directory->password)
		explicit_bzero(directory->password,
			       strlen(directory->password));
	free(directory->password);
	free(directory->name);
	free(directory->base);
	free(directory->fault);
	free(directory->authorities);
	for (size_t i = 0; i < directory->filter_count; i++)
		free(directory->filters[i]);
	*directory = (struct phonewall_directory_settings){ 0 };
}
