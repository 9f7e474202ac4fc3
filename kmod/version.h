/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PHONEWALL_VERSION_H
#define PHONEWALL_VERSION_H

#define PHONEWALL_VERSION	"0.1.0"

#endif /* PHONEWALL_VERSION_H */
