// SPDX-License-Identifier: MIT
#include "transfer/tftp_read.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"

/* RFC 1350, section 5; RFC 2347. */
enum operation {
	READ_REQUEST = 1,
	DATA = 3,
	ACKNOWLEDGEMENT = 4,
	ERROR = 5,
	OPTION_ACKNOWLEDGEMENT = 6,
};

enum error_code {
	ERROR_NOT_FOUND = 1,
	ERROR_ACCESS = 2,
	ERROR_FULL = 3,
	ERROR_ILLEGAL = 4,
	ERROR_UNKNOWN_TRANSFER = 5,
	ERROR_OPTIONS = 8,
};

#define HEADER_LENGTH		4
/* RFC 2348. */
#define BLOCK_SIZE_MIN		8
/* Milliseconds to the second time that a packet is sent. */
#define FIRST_DELAY		1000
/* Bytes of a server's message that are shown. */
#define MESSAGE_MAX		100

/* Packets */

static uint16_t read_number(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static void append_number(struct phonewall_tftp_packet *packet, uint16_t number)
{
	packet->bytes[packet->length++] = number >> 8;
	packet->bytes[packet->length++] = number & 0xff;
}

/* With its NUL. */
static void append_text(struct phonewall_tftp_packet *packet, const char *text)
{
	size_t length = strlen(text) + 1;

	memcpy(packet->bytes + packet->length, text, length);
	packet->length += length;
}

static void make_request(struct phonewall_tftp_packet *packet,
			 const char *name, bool asks_options)
{
	append_number(packet, READ_REQUEST);
	append_text(packet, name);
	append_text(packet, "octet");
	if (!asks_options)
		return;
	append_text(packet, "blksize");
	append_text(packet, "1428");
	append_text(packet, "tsize");
	append_text(packet, "0");
}

static void make_error(struct phonewall_tftp_packet *packet,
		       const struct phonewall_tftp_peer *to, uint16_t code,
		       const char *message)
{
	packet->to = *to;
	packet->length = 0;
	append_number(packet, ERROR);
	append_number(packet, code);
	append_text(packet, message);
}

/* The first time that a packet is sent. */
static void send_first(struct phonewall_tftp_read *read, uint64_t now,
		       struct phonewall_tftp_packet *packet)
{
	read->sends = 1;
	read->deadline = now + FIRST_DELAY;
	*packet = read->last;
}

static void acknowledge(struct phonewall_tftp_read *read, uint64_t now,
			struct phonewall_tftp_packet *packet)
{
	read->last.to = read->server;
	read->last.length = 0;
	append_number(&read->last, ACKNOWLEDGEMENT);
	append_number(&read->last, read->block);
	read->block++;
	send_first(read, now, packet);
}

/* How it ends */

static void end(struct phonewall_tftp_read *read,
		enum phonewall_tftp_status status, char *reason)
{
	read->status = status;
	read->reason = reason;
}

/* Ends the transfer, and tells the server so. */
static void refuse(struct phonewall_tftp_read *read,
		   enum phonewall_tftp_status status, uint16_t code,
		   const char *reason, struct phonewall_tftp_packet *packet)
{
	make_error(packet, &read->server, code, "refused");
	end(read, status, phonewall_memory_print("%s", reason));
}

static void refuse_size(struct phonewall_tftp_read *read,
			struct phonewall_tftp_packet *packet)
{
	end(read, PHONEWALL_TFTP_FORBIDDEN,
	    phonewall_memory_print("the file is larger than %zu bytes; check that it is the right one",
				   read->limit));
	make_error(packet, &read->server, ERROR_FULL, "too large");
}

static void refuse_packet(struct phonewall_tftp_read *read,
			  struct phonewall_tftp_packet *packet)
{
	refuse(read, PHONEWALL_TFTP_FAILED, ERROR_ILLEGAL,
	       "the server sends what is not TFTP; see what listens there",
	       packet);
}

/* Errors */

static enum phonewall_tftp_status status_of(const struct phonewall_tftp_read *read,
					    uint16_t code, bool is_first)
{
	switch (code) {
	case ERROR_NOT_FOUND:
		return PHONEWALL_TFTP_NOT_FOUND;
	case ERROR_ACCESS:
		return PHONEWALL_TFTP_FORBIDDEN;
	case ERROR_ILLEGAL:
	case ERROR_OPTIONS:
		return is_first && read->asks_options ?
			PHONEWALL_TFTP_NO_OPTIONS : PHONEWALL_TFTP_FAILED;
	default:
		return PHONEWALL_TFTP_FAILED;
	}
}

static const char *remedy_of(enum phonewall_tftp_status status)
{
	switch (status) {
	case PHONEWALL_TFTP_NOT_FOUND:
		return "put it there, or correct the path";
	case PHONEWALL_TFTP_FORBIDDEN:
		return "let the server read it";
	default:
		return "see the server's log";
	}
}

static void take_error(struct phonewall_tftp_read *read, const uint8_t *bytes,
		       size_t length, bool is_first)
{
	uint16_t code = read_number(bytes + 2);
	enum phonewall_tftp_status status = status_of(read, code, is_first);
	size_t room = length - HEADER_LENGTH;
	char *message, *shown;

	message = phonewall_memory_copy((const char *)bytes + HEADER_LENGTH,
					room < MESSAGE_MAX ? room :
					MESSAGE_MAX);
	shown = phonewall_text_escape(message);
	end(read, status,
	    phonewall_memory_print("the server answers \"%s\" (error %u); %s",
				   shown, code, remedy_of(status)));
	free(message);
	free(shown);
}

/* Options */

/* Return: the text, which ends with a NUL before the packet does, or NULL. */
static const char *next_text(const uint8_t **bytes, const uint8_t *end)
{
	const uint8_t *text = *bytes, *nul;

	if (text == end)
		return NULL;
	nul = memchr(text, '\0', (size_t)(end - text));
	if (!nul)
		return NULL;
	*bytes = nul + 1;
	return (const char *)text;
}

static bool take_block_size(struct phonewall_tftp_read *read,
			    const char *value)
{
	uint32_t size;

	if (read->has_block_size ||
	    !phonewall_text_number(value, 10, PHONEWALL_TFTP_BLOCK_MAX,
				   &size) ||
	    size < BLOCK_SIZE_MIN)
		return false;
	read->has_block_size = true;
	read->block_size = size;
	return true;
}

static bool take_size(struct phonewall_tftp_read *read, const char *value)
{
	uint32_t size;

	if (read->has_size ||
	    !phonewall_text_number(value, 10, UINT32_MAX, &size))
		return false;
	read->has_size = true;
	read->size = size;
	return true;
}

static bool take_option(struct phonewall_tftp_read *read, const char *name,
			const char *value)
{
	if (!strcasecmp(name, "blksize"))
		return take_block_size(read, value);
	return !strcasecmp(name, "tsize") && take_size(read, value);
}

static bool take_options(struct phonewall_tftp_read *read,
			 const uint8_t *bytes, const uint8_t *end)
{
	const char *name, *value;

	while (bytes < end) {
		name = next_text(&bytes, end);
		value = next_text(&bytes, end);
		if (!name || !value || !take_option(read, name, value))
			return false;
	}
	return true;
}

/* After the first block it is one that came twice on its way. */
static void take_option_acknowledgement(struct phonewall_tftp_read *read,
					const uint8_t *bytes, size_t length,
					bool is_first, uint64_t now,
					struct phonewall_tftp_packet *packet)
{
	if (!is_first)
		return;
	if (!read->asks_options ||
	    !take_options(read, bytes + 2, bytes + length)) {
		refuse(read, PHONEWALL_TFTP_FAILED, ERROR_OPTIONS,
		       "the server acknowledges options that were not asked for; see how it is configured",
		       packet);
		return;
	}
	if (read->has_size && read->size > read->limit) {
		refuse_size(read, packet);
		return;
	}
	read->block = 0;
	acknowledge(read, now, packet);
}

/* Blocks */

static void wipe_bytes(struct phonewall_tftp_read *read)
{
	if (read->bytes)
		explicit_bzero(read->bytes, read->length);
	free(read->bytes);
}

/* A profile holds passwords: nothing of it stays in memory that is free. */
static void grow(struct phonewall_tftp_read *read, size_t room)
{
	uint8_t *bytes;

	read->room = room < read->limit ? room : read->limit;
	bytes = phonewall_memory_resize(NULL, read->room, 1);
	if (read->bytes)
		memcpy(bytes, read->bytes, read->length);
	wipe_bytes(read);
	read->bytes = bytes;
}

static void keep_block(struct phonewall_tftp_read *read, const uint8_t *bytes,
		       size_t length)
{
	if (!length)
		return;
	if (length > read->room - read->length)
		grow(read, 2 * (read->length + length));
	memcpy(read->bytes + read->length, bytes, length);
	read->length += length;
}

static void complete(struct phonewall_tftp_read *read)
{
	if (!read->has_size || read->length == read->size) {
		end(read, PHONEWALL_TFTP_COMPLETE, NULL);
		return;
	}
	end(read, PHONEWALL_TFTP_FAILED,
	    phonewall_memory_print("%zu bytes have come of a file of %zu; see that the server has the whole file",
				   read->length, read->size));
}

static void take_data(struct phonewall_tftp_read *read, const uint8_t *bytes,
		      size_t length, uint64_t now,
		      struct phonewall_tftp_packet *packet)
{
	bytes += HEADER_LENGTH;
	length -= HEADER_LENGTH;
	if (length > read->block_size) {
		refuse_packet(read, packet);
		return;
	}
	if (length > read->limit - read->length) {
		refuse_size(read, packet);
		return;
	}
	keep_block(read, bytes, length);
	acknowledge(read, now, packet);
	if (length < read->block_size)
		complete(read);
}

/* What has come from the server's end of the transfer. */
static void take_answer(struct phonewall_tftp_read *read, const uint8_t *bytes,
			size_t length, bool is_first, uint64_t now,
			struct phonewall_tftp_packet *packet)
{
	uint16_t operation = length < 2 ? 0 : read_number(bytes);

	if (operation == OPTION_ACKNOWLEDGEMENT)
		take_option_acknowledgement(read, bytes, length, is_first, now,
					    packet);
	else if (operation == ERROR && length >= HEADER_LENGTH)
		take_error(read, bytes, length, is_first);
	else if (operation != DATA || length < HEADER_LENGTH)
		refuse_packet(read, packet);
	else if (read_number(bytes + 2) == read->block)
		take_data(read, bytes, length, now, packet);
}

/* Whose packets are taken */

static bool is_same_address(const struct phonewall_address *one,
			    const struct phonewall_address *other)
{
	return one->family == other->family &&
	       !memcmp(one->bytes, other->bytes,
		       one->family == AF_INET ? sizeof(struct in_addr) :
		       sizeof(struct in6_addr));
}

/* What an earlier transfer may still send from the server is mostly not this. */
static bool begins_transfer(const uint8_t *bytes, size_t length)
{
	if (length < HEADER_LENGTH)
		return false;
	switch (read_number(bytes)) {
	case DATA:
		return read_number(bytes + 2) == 1;
	case ERROR:
	case OPTION_ACKNOWLEDGEMENT:
		return true;
	default:
		return false;
	}
}

static bool is_from_server(const struct phonewall_tftp_read *read,
			   const struct phonewall_tftp_peer *from,
			   const uint8_t *bytes, size_t length)
{
	if (!is_same_address(&from->address, &read->server.address))
		return false;
	return read->has_answered ? from->port == read->server.port :
				    begins_transfer(bytes, length);
}

/* Two ends that answer errors by errors would never end. */
static void answer_stranger(struct phonewall_tftp_read *read,
			    const struct phonewall_tftp_peer *from,
			    const uint8_t *bytes, size_t length,
			    struct phonewall_tftp_packet *packet)
{
	if (read->strangers >= PHONEWALL_TFTP_STRANGERS_MAX || length < 2 ||
	    read_number(bytes) == ERROR)
		return;
	read->strangers++;
	make_error(packet, from, ERROR_UNKNOWN_TRANSFER, "unknown transfer");
}

/* The whole */

void phonewall_tftp_read_begin(struct phonewall_tftp_read *read,
			       const struct phonewall_tftp_peer *server,
			       const char *name, size_t limit,
			       bool asks_options, uint64_t now,
			       struct phonewall_tftp_packet *packet)
{
	*read = (struct phonewall_tftp_read){
		.limit = limit,
		.server = *server,
		.asks_options = asks_options,
		.block = 1,
		.block_size = PHONEWALL_TFTP_BLOCK_DEFAULT,
	};
	read->last.to = *server;
	make_request(&read->last, name, asks_options);
	send_first(read, now, packet);
}

enum phonewall_tftp_status
phonewall_tftp_read_take(struct phonewall_tftp_read *read,
			 const struct phonewall_tftp_peer *from,
			 const uint8_t *bytes, size_t length, uint64_t now,
			 struct phonewall_tftp_packet *packet)
{
	bool is_first = !read->has_answered;

	packet->length = 0;
	if (!is_from_server(read, from, bytes, length)) {
		answer_stranger(read, from, bytes, length, packet);
		return read->status;
	}
	read->has_answered = true;
	read->server.port = from->port;
	take_answer(read, bytes, length, is_first, now, packet);
	return read->status;
}

enum phonewall_tftp_status
phonewall_tftp_read_expire(struct phonewall_tftp_read *read, uint64_t now,
			   struct phonewall_tftp_packet *packet)
{
	packet->length = 0;
	if (read->sends < PHONEWALL_TFTP_SENDS_MAX) {
		read->deadline = now + ((uint64_t)FIRST_DELAY << read->sends);
		read->sends++;
		*packet = read->last;
	} else if (read->has_answered) {
		end(read, PHONEWALL_TFTP_FAILED,
		    phonewall_memory_print("the server has stopped answering after %zu bytes; see its log and the network",
					   read->length));
	} else {
		end(read, PHONEWALL_TFTP_FAILED,
		    phonewall_memory_print("no TFTP server answers at port %u; see that it runs, and that a firewall lets it answer",
					   read->server.port));
	}
	return read->status;
}

void phonewall_tftp_read_clear(struct phonewall_tftp_read *read)
{
	wipe_bytes(read);
	free(read->reason);
	*read = (struct phonewall_tftp_read){ 0 };
}
