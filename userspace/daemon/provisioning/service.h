/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISIONING_SERVICE_H
#define PHONEWALL_PROVISIONING_SERVICE_H

#include "base/service.h"

/* Provisioning: writes the file that phonewall-provision reads. */
extern const struct phonewall_service phonewall_provisioning_service;

#endif /* PHONEWALL_PROVISIONING_SERVICE_H */
