// SPDX-License-Identifier: MIT
/*
 * Where a server sends to: a URL that is followed is HTTP or HTTPS, not HTTP after
 * HTTPS, to the host that libcurl will take it for.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "fuzzer.h"
#include "transfer/location.h"

static void check(const struct phonewall_server_url *from,
		  const struct phonewall_server_url *url)
{
	REQUIRE(url->scheme != PHONEWALL_SCHEME_TFTP);
	REQUIRE(from->scheme != PHONEWALL_SCHEME_HTTPS ||
		url->scheme == PHONEWALL_SCHEME_HTTPS);
	REQUIRE(url->port && phonewall_location_is_normal(url->host));
	REQUIRE(*url->path == '/' && !strpbrk(url->path, " \r\n"));
	REQUIRE(!strncmp(url->path, url->shown_path,
			 strlen(url->shown_path)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct phonewall_server_url from[] = {
		{ PHONEWALL_SCHEME_HTTP, (char *)"a.example", 8080,
		  (char *)"/dir/file?query", (char *)"/dir/file" },
		{ PHONEWALL_SCHEME_HTTPS, (char *)"2001:db8::1", 0,
		  (char *)"/", (char *)"/" },
	};
	struct phonewall_server_url url = { 0 };
	char *location = phonewall_memory_copy((const char *)data, size);
	size_t i;

	for (i = 0; i < 2; i++) {
		if (!phonewall_location_read(location, &from[i], &url))
			check(&from[i], &url);
		else
			REQUIRE(!url.host && !url.path && !url.shown_path);
		phonewall_server_url_clear(&url);
	}
	free(location);
	return 0;
}
