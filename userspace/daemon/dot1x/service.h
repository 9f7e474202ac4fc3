/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DOT1X_SERVICE_H
#define PHONEWALL_DOT1X_SERVICE_H

#include "base/service.h"

/* Keeps the module's ports, and authenticates the phone. */
extern const struct phonewall_service phonewall_dot1x_service;

#endif /* PHONEWALL_DOT1X_SERVICE_H */
