// SPDX-License-Identifier: MIT
#include "provisioning/device.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

static const char *const names[PHONEWALL_DEVICE_FACTS] = {
	[PHONEWALL_DEVICE_PRODUCT] = "product",
	[PHONEWALL_DEVICE_SERIES] = "series",
	[PHONEWALL_DEVICE_SERIAL] = "serial",
	[PHONEWALL_DEVICE_FIRMWARE] = "firmware",
	[PHONEWALL_DEVICE_HARDWARE] = "hardware",
	[PHONEWALL_DEVICE_INTERFACE] = "interface",
	[PHONEWALL_DEVICE_AUTHORITIES] = "ca_certificate",
	[PHONEWALL_DEVICE_CERTIFICATE] = "certificate",
	[PHONEWALL_DEVICE_KEY] = "key",
	[PHONEWALL_DEVICE_HOOK] = "upgrade_hook",
	[PHONEWALL_DEVICE_BUSY] = "busy_file",
};

static bool is_file(size_t fact)
{
	return fact >= PHONEWALL_DEVICE_AUTHORITIES;
}

static void set_fact(size_t fact, const char *value, unsigned int line,
		     struct phonewall_device *device,
		     struct phonewall_faults *faults)
{
	if (!*value || strlen(value) > PHONEWALL_DEVICE_VALUE_MAX)
		phonewall_fault_add(faults, line, names[fact], NULL,
				    "must be 1 to %d bytes",
				    PHONEWALL_DEVICE_VALUE_MAX);
	else if (is_file(fact) && *value != '/')
		phonewall_fault_add(faults, line, names[fact], value,
				    "must be the absolute path of a file");
	else if (fact == PHONEWALL_DEVICE_INTERFACE && strchr(value, '/'))
		phonewall_fault_add(faults, line, names[fact], value,
				    "must be the name of a network device");
	else
		phonewall_memory_replace(&device->facts[fact], value);
}

static void read_line(char *text, unsigned int line,
		      struct phonewall_device *device,
		      struct phonewall_faults *faults)
{
	char *value = strchr(text, '=');
	const char *name;
	size_t fact = 0;

	if (!value) {
		phonewall_fault_add(faults, line, NULL, NULL,
				    "must have the form \"name = value\"");
		return;
	}
	*value++ = '\0';
	name = phonewall_text_trim(text);
	while (fact < PHONEWALL_DEVICE_FACTS && strcmp(name, names[fact]))
		fact++;
	if (fact < PHONEWALL_DEVICE_FACTS)
		set_fact(fact, phonewall_text_trim(value), line, device,
			 faults);
	else
		phonewall_fault_add(faults, line, name, NULL,
				    "is not a setting; see phonewall-provision(8)");
}

int phonewall_device_read(const char *text, struct phonewall_device *device,
			  struct phonewall_faults *faults)
{
	size_t before = phonewall_faults_total(faults);
	char *copy = phonewall_memory_print("%s", text);
	char *rest = copy;
	unsigned int line = 0;
	char *next;

	*device = (struct phonewall_device){ 0 };
	while ((next = strsep(&rest, "\n"))) {
		char *trimmed = phonewall_text_trim(next);

		line++;
		if (*trimmed && *trimmed != '#')
			read_line(trimmed, line, device, faults);
	}
	free(copy);
	if (!device->facts[PHONEWALL_DEVICE_CERTIFICATE] !=
	    !device->facts[PHONEWALL_DEVICE_KEY])
		phonewall_fault_add(faults, 0, "key", NULL,
				    "must be set together with certificate");
	if (phonewall_faults_total(faults) == before)
		return 0;
	phonewall_device_clear(device);
	return -1;
}

char *phonewall_device_user_agent(const struct phonewall_device *device)
{
	const char *product = device->facts[PHONEWALL_DEVICE_PRODUCT];
	const char *firmware = device->facts[PHONEWALL_DEVICE_FIRMWARE];
	const char *serial = device->facts[PHONEWALL_DEVICE_SERIAL];

	if (!product)
		return NULL;
	return phonewall_memory_print("%s%s%s%s%s%s", product,
				      firmware ? "/" : "", firmware ?: "",
				      serial ? " (" : "", serial ?: "",
				      serial ? ")" : "");
}

void phonewall_device_clear(struct phonewall_device *device)
{
	for (size_t i = 0; i < PHONEWALL_DEVICE_FACTS; i++)
		free(device->facts[i]);
	*device = (struct phonewall_device){ 0 };
}
