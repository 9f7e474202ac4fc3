// SPDX-License-Identifier: MIT
#include "provisioning/gzip.h"

#include <string.h>
#include <zlib.h>

#include "base/memory.h"

/* RFC 1952, section 2.3.1: the two bytes of all members, and "deflate". */
static const uint8_t beginning[] = { 0x1f, 0x8b, 8 };

/* zlib: the largest window, and a gzip header instead of its own. */
#define WINDOW_BITS_GZIP	(MAX_WBITS + 16)
/* Of a byte, deflate makes this many at most: 258 of two bits. */
#define RATIO_MAX		1032

bool phonewall_gzip_begins(const uint8_t *bytes, size_t length)
{
	return length >= sizeof(beginning) &&
	       !memcmp(bytes, beginning, sizeof(beginning));
}

static const char *describe(int outcome, const z_stream *stream, size_t limit)
{
	if (stream->total_out > limit)
		return "the gzip file unpacks to more than 1 MiB; a phone's configuration does not, so check that it is the right file";
	switch (outcome) {
	case Z_STREAM_END:
		return stream->avail_in ?
			"more bytes follow the gzip file; compress one file by one gzip, and append nothing" :
			NULL;
	case Z_MEM_ERROR:
		phonewall_memory_exhausted();
	case Z_OK:
	case Z_BUF_ERROR:
		return "the gzip file is cut off; see that the server has the whole file";
	default:
		return "the gzip file is damaged; compress the configuration again";
	}
}

const char *phonewall_gzip_unpack(const uint8_t *bytes, size_t length,
				  size_t limit, struct phonewall_file *content)
{
	/* A byte beyond the limit tells that there is too much. */
	size_t room = length < limit / RATIO_MAX ? length * RATIO_MAX : limit + 1;
	z_stream stream = {
		.next_in = (Bytef *)bytes,
		.avail_in = (uInt)length,
		.avail_out = (uInt)room,
	};
	const char *reason;
	int outcome;

	if (inflateInit2(&stream, WINDOW_BITS_GZIP) != Z_OK)
		phonewall_memory_exhausted();
	content->text = phonewall_memory_resize(NULL, room + 1, 1);
	stream.next_out = (Bytef *)content->text;
	outcome = inflate(&stream, Z_FINISH);
	content->length = stream.total_out;
	content->text[content->length] = '\0';
	reason = describe(outcome, &stream, limit);
	inflateEnd(&stream);
	if (reason)
		phonewall_file_wipe(content);
	return reason;
}
