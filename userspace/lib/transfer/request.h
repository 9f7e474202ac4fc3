/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TRANSFER_REQUEST_H
#define PHONEWALL_TRANSFER_REQUEST_H

#include "transfer/transfer.h"

/**
 * phonewall_transfer_request_copy() - copy a request
 * @from: the request
 * @copy: set; what phonewall_transfer_begin() says stays valid is not copied.
 *	Release it with phonewall_transfer_request_clear()
 *
 * What is 0 or NULL for a default is that default in the copy. An ETag or a
 * Last-Modified that cannot be one, as it would end the header, is left out.
 */
void phonewall_transfer_request_copy(
	const struct phonewall_transfer_request *from,
	struct phonewall_transfer_request *copy);

/**
 * phonewall_transfer_request_clear() - release a copy, and wipe its passwords
 * @copy: the copy
 */
void phonewall_transfer_request_clear(struct phonewall_transfer_request *copy);

/**
 * phonewall_transfer_url_copy() - copy a URL
 * @from: the URL
 * @copy: set; release it with phonewall_server_url_clear()
 */
void phonewall_transfer_url_copy(const struct phonewall_server_url *from,
				 struct phonewall_server_url *copy);

#endif /* PHONEWALL_TRANSFER_REQUEST_H */
