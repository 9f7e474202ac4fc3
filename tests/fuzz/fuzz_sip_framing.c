// SPDX-License-Identifier: MIT
/*
 * A stream of SIP: the messages are the same, whether it arrives at once or in
 * pieces, whose size the first byte tells.
 */
#include <string.h>

#include "fuzzer.h"
#include "sip/framing.h"

#define FRAMES_MAX	64

struct frames {
	enum phonewall_sip_frame kinds[FRAMES_MAX];
	size_t lengths[FRAMES_MAX];
	size_t count;
};

/* The bytes are copied, so that a look behind them is seen. */
static enum phonewall_sip_frame next(struct phonewall_sip_framer *framer,
				     const uint8_t *bytes, size_t length,
				     size_t *frame)
{
	char *copy = malloc(length ?: 1);
	enum phonewall_sip_frame kind;

	REQUIRE(copy);
	memcpy(copy, bytes, length);
	kind = phonewall_sip_framer_next(framer, copy, length, frame);
	free(copy);
	REQUIRE(*frame <= length);
	REQUIRE((*frame > 0) == (kind != PHONEWALL_SIP_FRAME_INCOMPLETE &&
				 kind != PHONEWALL_SIP_FRAME_BROKEN));
	return kind;
}

static void read_stream(const uint8_t *bytes, size_t size, size_t piece,
			struct frames *frames)
{
	struct phonewall_sip_framer framer = { 0 };
	size_t start = 0, end = 0, frame;
	enum phonewall_sip_frame kind;

	frames->count = 0;
	while (end < size) {
		end = size - end > piece ? end + piece : size;
		do {
			kind = next(&framer, bytes + start, end - start,
				    &frame);
			start += frame;
			if (kind == PHONEWALL_SIP_FRAME_INCOMPLETE)
				break;
			if (frames->count == FRAMES_MAX)
				return;
			frames->kinds[frames->count] = kind;
			frames->lengths[frames->count++] = frame;
			if (kind == PHONEWALL_SIP_FRAME_BROKEN)
				return;
		} while (1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct frames whole, pieces;

	if (!size)
		return 0;
	read_stream(data + 1, size - 1, SIZE_MAX, &whole);
	read_stream(data + 1, size - 1, data[0] % 16 + 1U, &pieces);
	REQUIRE(whole.count == pieces.count);
	for (size_t i = 0; i < whole.count; i++) {
		REQUIRE(whole.kinds[i] == pieces.kinds[i]);
		REQUIRE(whole.lengths[i] == pieces.lengths[i]);
	}
	return 0;
}
