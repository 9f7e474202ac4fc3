// SPDX-License-Identifier: MIT
#include "vlan/applied.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "config/state.h"
#include "vlan/change.h"

#define BOOT_ID_FILE	"/proc/sys/kernel/random/boot_id"

/* All but the PVID, which a port loses to another VLAN that gets it. */
#define WITHOUT_PVID	((uint8_t)~PHONEWALL_VLAN_PVID)

static void read_boot_id(char *boot_id)
{
	FILE *file = fopen(BOOT_ID_FILE, "re");

	if (!file || !fgets(boot_id, PHONEWALL_BOOT_ID_SIZE, file))
		boot_id[0] = '\0';
	boot_id[strcspn(boot_id, "\n")] = '\0';
	if (file)
		fclose(file);
}

static char *path_of(const struct phonewall_vlan_applied *applied)
{
	return phonewall_memory_print("%s/" PHONEWALL_STATE_VLAN,
				      applied->directory);
}

/* The file may be empty after a power cut, when nothing is left to undo. */
static void parse(struct phonewall_vlan_applied *applied, const char *path,
		  const struct phonewall_file *file)
{
	char boot_id[PHONEWALL_BOOT_ID_SIZE];

	if (file->length &&
	    phonewall_vlan_record_parse(file->text, &applied->record))
		phonewall_log(LOG_WARNING,
			      "cannot parse %s; remove by hand the VLANs that phonewalld made before",
			      path);
	read_boot_id(boot_id);
	if (strcmp(boot_id, applied->record.boot_id))
		applied->record = (struct phonewall_vlan_record){ 0 };
	memcpy(applied->record.boot_id, boot_id, sizeof(boot_id));
}

void phonewall_vlan_applied_load(struct phonewall_vlan_applied *applied)
{
	struct phonewall_file file = { 0 };
	char *path = path_of(applied);
	int error;

	error = phonewall_file_read(path, PHONEWALL_STATE_FILE_MAX, &file);
	if (error && error != -ENOENT)
		phonewall_log(LOG_WARNING,
			      "cannot read %s: %s; remove by hand the VLANs that phonewalld made before",
			      path, strerror(-error));
	if (error)
		read_boot_id(applied->record.boot_id);
	else
		parse(applied, path, &file);
	phonewall_file_clear(&file);
	free(path);
}

static void write_text(struct phonewall_vlan_applied *applied, const char *text)
{
	char *path = path_of(applied);
	int error = phonewall_file_replace_for_this_boot(path, text,
							 strlen(text), 0644);

	if (error && !applied->is_unsaved)
		phonewall_log(LOG_WARNING,
			      "cannot write %s: %s; until this is fixed, a restart will not know which VLANs to undo",
			      path, strerror(-error));
	applied->is_unsaved = error;
	free(path);
}

static void save_if_changed(struct phonewall_vlan_applied *applied,
			    const char *before)
{
	char *text = phonewall_vlan_record_print(&applied->record);

	if (applied->is_unsaved || strcmp(before, text))
		write_text(applied, text);
	free(text);
}

static int restore(struct phonewall_rtnetlink *rtnetlink,
		   const struct phonewall_vlan_change *change)
{
	int moot = phonewall_vlan_change_is_moot(rtnetlink, change);
	uint8_t now;
	int error;

	if (moot)
		return moot < 0 ? moot : 0;
	error = phonewall_vlan_change_read(rtnetlink, change, &now);
	if (error || now == change->before ||
	    (now & WITHOUT_PVID) != (change->after & WITHOUT_PVID))
		return error;
	return phonewall_vlan_change_make(rtnetlink, change, change->before);
}

/* Does not undo what another program has changed since. */
static char *undo(struct phonewall_vlan_applied *applied,
		  struct phonewall_rtnetlink *rtnetlink, size_t position)
{
	struct phonewall_vlan_changes *changes = &applied->record.changes;
	const struct phonewall_vlan_change *change = &changes->list[position];

	if (restore(rtnetlink, change))
		return phonewall_vlan_change_error(rtnetlink, change);
	phonewall_vlan_changes_remove(changes, position);
	return NULL;
}

/* Return: the first error, to be released with free(), or NULL. */
static char *undo_unwanted(struct phonewall_vlan_applied *applied,
			   struct phonewall_rtnetlink *rtnetlink,
			   const struct phonewall_vlan_changes *wanted)
{
	struct phonewall_vlan_changes *changes = &applied->record.changes;
	char *first = NULL;
	char *error;

	for (size_t i = changes->count; i-- > 0;) {
		if (phonewall_vlan_changes_find(wanted, &changes->list[i]))
			continue;
		error = undo(applied, rtnetlink, i);
		if (first)
			free(error);
		else
			first = error;
	}
	return first;
}

static char *note(struct phonewall_vlan_applied *applied,
		  struct phonewall_rtnetlink *rtnetlink,
		  const struct phonewall_vlan_change *wanted)
{
	struct phonewall_vlan_change change = *wanted;
	struct phonewall_vlan_change *before;
	char *obstacle = phonewall_vlan_change_obstacle(rtnetlink, wanted);

	if (obstacle)
		return obstacle;
	if (phonewall_vlan_change_read(rtnetlink, wanted, &change.before))
		return phonewall_vlan_change_error(rtnetlink, wanted);
	before = phonewall_vlan_changes_find(&applied->record.changes, wanted);
	if (before)
		before->after = wanted->after;
	else if (change.before != change.after)
		phonewall_vlan_changes_add(&applied->record.changes, &change);
	return NULL;
}

static char *note_all(struct phonewall_vlan_applied *applied,
		      struct phonewall_rtnetlink *rtnetlink,
		      const struct phonewall_vlan_changes *wanted)
{
	char *error = NULL;

	for (size_t i = 0; i < wanted->count && !error; i++)
		error = note(applied, rtnetlink, &wanted->list[i]);
	return error;
}

static char *make_all(struct phonewall_rtnetlink *rtnetlink,
		      const struct phonewall_vlan_changes *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		const struct phonewall_vlan_change *change = &wanted->list[i];
		uint8_t now;

		if (phonewall_vlan_change_read(rtnetlink, change, &now))
			return phonewall_vlan_change_error(rtnetlink, change);
		if (now != change->after &&
		    phonewall_vlan_change_make(rtnetlink, change,
					       change->after))
			return phonewall_vlan_change_error(rtnetlink, change);
	}
	return NULL;
}

static char *apply(struct phonewall_vlan_applied *applied,
		   struct phonewall_rtnetlink *rtnetlink,
		   const struct phonewall_vlan_changes *wanted,
		   const char *before)
{
	char *error;

	error = undo_unwanted(applied, rtnetlink, wanted);
	if (!error)
		error = note_all(applied, rtnetlink, wanted);
	save_if_changed(applied, before);
	return error ? error : make_all(rtnetlink, wanted);
}

char *phonewall_vlan_apply(struct phonewall_vlan_applied *applied,
			   struct phonewall_rtnetlink *rtnetlink,
			   const struct phonewall_vlan_choice *choice,
			   const struct phonewall_vlan_changes *wanted)
{
	static const struct phonewall_vlan_changes nothing;
	char *before = phonewall_vlan_record_print(&applied->record);
	char *error;

	applied->record.choice = *choice;
	error = apply(applied, rtnetlink, wanted, before);
	if (error) {
		free(undo_unwanted(applied, rtnetlink, &nothing));
		save_if_changed(applied, "");
	}
	free(before);
	return error;
}
