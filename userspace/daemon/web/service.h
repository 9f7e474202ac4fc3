/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_SERVICE_H
#define PHONEWALL_WEB_SERVICE_H

#include "base/service.h"

/* The web page: writes the file that phonewall-web reads. */
extern const struct phonewall_service phonewall_web_service;

#endif /* PHONEWALL_WEB_SERVICE_H */
