/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROXY_SERVICE_H
#define PHONEWALL_PROXY_SERVICE_H

#include "base/service.h"

/* The HTTP proxy: writes the file that programs read that fetch by HTTP. */
extern const struct phonewall_service phonewall_proxy_service;

#endif /* PHONEWALL_PROXY_SERVICE_H */
