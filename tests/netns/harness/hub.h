/* SPDX-License-Identifier: MIT */
#ifndef HUB_H
#define HUB_H

#include "harness/authenticator.h"

/**
 * struct hub_pc - a PC with a supplicant, behind a hub at the PC port
 * @address: its address
 * @is_asked: whether a Request of the switch has no answer yet
 * @request: the last Request
 * @outcome: EAP_SUCCESS or EAP_FAILURE if it received one since it last sent
 * @has_answered: whether the PC has answered anything
 * @response: its last Response
 */
struct hub_pc {
	struct station address;
	bool is_asked;
	struct eapol_frame request;
	uint8_t outcome;
	bool has_answered;
	struct eapol_frame response;
};

/* Return one of up to 65536 stations. None is a station_number(). */
struct station hub_station(unsigned int number);

/* Send a frame to the phone's PC port. It is lost if the port has no link. */
void hub_send(const struct eapol_frame *frame);

/*
 * Let the PCs read what has arrived. Frames to the group are for @speaker, or
 * for none if it is NULL.
 */
void hub_hear(struct hub_pc *pcs, unsigned int count, struct hub_pc *speaker);

/* Let a PC send a frame and read what the switch asks. */
void hub_say(struct hub_pc *pc, const struct eapol_frame *frame);

/* Let a PC send EAPOL-Start and read what the switch asks. */
void hub_start(struct hub_pc *pc);

/*
 * Let a PC answer the last Request and read what follows. Return whether there
 * was a Request.
 */
bool hub_answer(struct hub_pc *pc);

/*
 * Let a PC that has sent a frame answer Identity Requests until it gets its
 * challenge. Return whether it did; the challenge is not answered. A switch
 * that sends to the group asks other PCs too, and those Requests may arrive
 * late: the PC answers all of them, its own a second time if need be.
 */
bool hub_await_challenge(struct hub_pc *pc);

/*
 * Authenticate a PC with hostapd. It starts again a few times if it fails, as
 * supplicants do. Return whether hostapd has authorized it in the end.
 */
bool hub_log_in(struct hub_pc *pc, struct station address);

/*
 * Authenticate many PCs, several at a time. @pcs has their addresses. A PC that
 * gets no answer gives up.
 */
void hub_log_in_all(struct hub_pc *pcs, unsigned int count);

/*
 * Unplug the hub and assert that no PC is authorized. @what says in the message
 * what came before.
 */
void hub_expect_none_authorized(const char *what);

#endif /* HUB_H */
