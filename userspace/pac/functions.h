/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PAC_FUNCTIONS_ADD_H
#define PHONEWALL_PAC_FUNCTIONS_ADD_H

#include <duktape.h>

/**
 * phonewall_pac_functions_add - define the functions that a script may call
 * @context: the script's
 * @own_address: what myIpAddress returns
 */
void phonewall_pac_functions_add(duk_context *context, const char *own_address);

#endif /* PHONEWALL_PAC_FUNCTIONS_ADD_H */
