// SPDX-License-Identifier: MIT
#include "metrics.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "module/names.h"

static void print_gauge(FILE *stream, const char *name, const char *help,
			uint64_t value)
{
	fprintf(stream, "# TYPE phonewall_%s gauge\n# HELP phonewall_%s %s\n"
		"phonewall_%s %" PRIu64 "\n", name, name, help, name, value);
}

static void print_counter(FILE *stream, const char *name, const char *help,
			  uint64_t value)
{
	fprintf(stream, "# TYPE phonewall_%s counter\n# HELP phonewall_%s %s\n"
		"phonewall_%s_total %" PRIu64 "\n", name, name, help, name,
		value);
}

static void print_packets(FILE *stream, const struct phonewall_status *status)
{
	fputs("# TYPE phonewall_packets counter\n"
	      "# HELP phonewall_packets Packets by the reason of the verdict.\n",
	      stream);
	for (size_t i = 0; i <= PHONEWALL_REASON_MAX; i++)
		if (phonewall_reason_is_known(i))
			fprintf(stream, "phonewall_packets_total{reason=\"%s\",verdict=\"%s\"} %" PRIu64 "\n",
				phonewall_reason_name(i),
				phonewall_reason_verdict(i),
				status->packets[i]);
}

static void print_module(FILE *stream, const struct phonewall_status *status)
{
	print_gauge(stream, "firewall_enabled",
		    "Whether the firewall is enabled.", status->enabled);
	print_gauge(stream, "flows", "Flows now.", status->flows);
	print_gauge(stream, "flow_limit", "Flows at most.",
		    status->flow_limit);
	print_counter(stream, "flows_created", "Flows that were made.",
		      status->flows_created);
	print_counter(stream, "flows_evicted",
		      "Flows that made room for others.",
		      status->flows_evicted);
	print_counter(stream, "flows_refused",
		      "Flows for which there was no room.",
		      status->flows_refused);
	print_packets(stream, status);
}

char *phonewall_metrics_print(const struct phonewall_status *status)
{
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	if (!stream)
		phonewall_memory_exhausted();
	print_gauge(stream, "module_up", "Whether the module answers.",
		    status ? 1 : 0);
	if (status)
		print_module(stream, status);
	fputs("# EOF\n", stream);
	if (fclose(stream))
		phonewall_memory_exhausted();
	return text;
}
