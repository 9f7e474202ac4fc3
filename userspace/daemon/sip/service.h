/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_SERVICE_H
#define PHONEWALL_SIP_SERVICE_H

#include "base/service.h"

/* SIP: writes the file that phonewall-sip reads. */
extern const struct phonewall_service phonewall_sip_service;

#endif /* PHONEWALL_SIP_SERVICE_H */
