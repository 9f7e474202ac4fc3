/* SPDX-License-Identifier: GPL-2.0 OR MIT */
#ifndef PHONEWALL_VERSION_H
#define PHONEWALL_VERSION_H

#define PHONEWALL_VERSION	"0.1.0"

/* 2026-11-23 00:00 UTC: a clock that says less is wrong. */
#define PHONEWALL_VERSION_DATE	1795392000

#endif /* PHONEWALL_VERSION_H */
