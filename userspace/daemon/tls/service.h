/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_SERVICE_H
#define PHONEWALL_TLS_SERVICE_H

#include "base/service.h"

/* The files by which other programs obey what cfg.xml says of TLS. */
extern const struct phonewall_service phonewall_tls_service;

#endif /* PHONEWALL_TLS_SERVICE_H */
