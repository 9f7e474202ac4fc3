/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_METRICS_H
#define PHONEWALL_WEB_METRICS_H

#include <stddef.h>

#include "module/status.h"

/* The media type of what phonewall_metrics_print() writes. */
#define PHONEWALL_METRICS_TYPE \
	"application/openmetrics-text; version=1.0.0; charset=utf-8"

/**
 * phonewall_metrics_print() - write the module's counters as OpenMetrics 1.0
 * @status: the module's status; NULL if it cannot be asked
 *
 * Return: the text, to be released with free().
 */
char *phonewall_metrics_print(const struct phonewall_status *status);

#endif /* PHONEWALL_WEB_METRICS_H */
