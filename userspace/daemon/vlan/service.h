/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_VLAN_SERVICE_H
#define PHONEWALL_VLAN_SERVICE_H

#include "base/service.h"

/* Keeps the voice VLAN and the PC's VLAN. */
extern const struct phonewall_service phonewall_vlan_service;

#endif /* PHONEWALL_VLAN_SERVICE_H */
