/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_ERRAND_TRANSFER_H
#define PHONEWALL_ERRAND_TRANSFER_H

#include "errand.h"
#include "transfer/transfer.h"

/**
 * struct phonewall_errand_transfer - a transfer of a rule that is no profile's
 */
struct phonewall_errand_transfer;

/**
 * phonewall_errand_transfer_begin - begin to fetch or to send a file
 * @errand: with what, kept by the caller until the end
 * @request: what is known; the TLS policy, the certificates, the domains and the
 *	proxy are set here. @time_limit is for all proxies together. Copied as
 *	phonewall_transfer_begin() does
 * @done: called once from the event loop, not from within this call; the handle is
 *	void then
 * @argument: handed to @done and to the request's callbacks
 *
 * It takes the proxy that cfg.xml says, or the first of those of the PAC script
 * that works. If it is not known which, or with which TLS policy, nothing is
 * transferred.
 *
 * Return: the handle, to be given to phonewall_errand_transfer_cancel() or to be
 * forgotten when @done is called.
 */
struct phonewall_errand_transfer *
phonewall_errand_transfer_begin(const struct phonewall_errand *errand,
				const struct phonewall_transfer_request *request,
				phonewall_transfer_done done, void *argument);

/**
 * phonewall_errand_transfer_cancel - end a transfer early
 * @transfer: the handle, released; @done is not called any more. NULL for none
 */
void phonewall_errand_transfer_cancel(struct phonewall_errand_transfer *transfer);

#endif /* PHONEWALL_ERRAND_TRANSFER_H */
