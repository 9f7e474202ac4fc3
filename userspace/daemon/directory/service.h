/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_SERVICE_H
#define PHONEWALL_DIRECTORY_SERVICE_H

#include "base/service.h"

/* The LDAP directory: writes the file that phonewall-directory reads. */
extern const struct phonewall_service phonewall_directory_service;

#endif /* PHONEWALL_DIRECTORY_SERVICE_H */
