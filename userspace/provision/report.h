/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_REPORT_H
#define PHONEWALL_REPORT_H

#include "errand.h"

/**
 * struct phonewall_report - follows Report_Rule
 */
struct phonewall_report;

/**
 * phonewall_report_new - prepare to follow it
 *
 * Return: to be released with phonewall_report_free().
 */
struct phonewall_report *phonewall_report_new(void);

/**
 * phonewall_report_follow - send what the phone is to each URL of the rule
 * @report: which
 * @errand: with what, copied; what it points to is kept by the caller until
 *	phonewall_report_cancel()
 *
 * It is sent by HTTP's PUT. With --delta it is not sent again unless it differs.
 * What goes wrong is logged.
 */
void phonewall_report_follow(struct phonewall_report *report,
			     const struct phonewall_errand *errand);

/**
 * phonewall_report_cancel - end the transfers
 * @report: which
 */
void phonewall_report_cancel(struct phonewall_report *report);

/**
 * phonewall_report_free - release it
 * @report: may be NULL
 */
void phonewall_report_free(struct phonewall_report *report);

#endif /* PHONEWALL_REPORT_H */
