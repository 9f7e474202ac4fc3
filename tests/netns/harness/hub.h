/* SPDX-License-Identifier: MIT */
#ifndef HUB_H
#define HUB_H

#include "harness/authenticator.h"

/**
 * struct hub_pc - a PC with a supplicant, behind a hub at the PC port
 * @address: its address
 * @is_asked: whether the switch has asked something that is not answered
 * @request: what it asked last
 * @outcome: EAP_SUCCESS or EAP_FAILURE if it was told so since it spoke last
 * @has_answered: whether the PC has answered anything
 * @response: what it answered last
 */
struct hub_pc {
	struct station address;
	bool is_asked;
	struct eapol_frame request;
	uint8_t outcome;
	bool has_answered;
	struct eapol_frame response;
};

/**
 * hub_station - one of as many stations as a test may want
 * @number: which one, below 65536; none of station_number()
 */
struct station hub_station(unsigned int number);

/**
 * hub_send - send a frame to the phone's PC port
 * @frame: the frame; lost if the PC port has no link
 */
void hub_send(const struct eapol_frame *frame);

/**
 * hub_hear - have the PCs read what has arrived
 * @pcs: the PCs
 * @count: how many they are
 * @speaker: for whom what is sent to the group is; NULL if for nobody
 */
void hub_hear(struct hub_pc *pcs, unsigned int count, struct hub_pc *speaker);

/**
 * hub_say - have a PC send a frame and read what the switch asks
 * @pc: the PC
 * @frame: the frame
 */
void hub_say(struct hub_pc *pc, const struct eapol_frame *frame);

/**
 * hub_start - have a PC send EAPOL-Start and read what the switch asks
 * @pc: the PC
 */
void hub_start(struct hub_pc *pc);

/**
 * hub_answer - have a PC answer what it was asked and read what follows
 * @pc: the PC
 *
 * Return: whether it had been asked anything.
 */
bool hub_answer(struct hub_pc *pc);

/**
 * hub_await_challenge - have a PC answer who it is until it gets its challenge
 * @pc: the PC, which has spoken
 *
 * To the group others are asked who they are, too, and what they were asked may
 * arrive late: the PC answers whatever it hears, and its own Request when that
 * comes, if need be for the second time.
 *
 * Return: whether it was challenged, which it then has not answered.
 */
bool hub_await_challenge(struct hub_pc *pc);

/**
 * hub_log_in - lead a PC through an authentication with hostapd
 * @pc: the PC; set whole
 * @address: its address
 *
 * It begins anew a few times if it is not let in, as supplicants do.
 *
 * Return: whether hostapd holds it authorised at the end.
 */
bool hub_log_in(struct hub_pc *pc, struct station address);

/**
 * hub_log_in_all - have many PCs authenticate, some at a time
 * @pcs: the PCs; set whole but for their addresses
 * @count: how many they are
 *
 * Whoever gets no answer gives up.
 */
void hub_log_in_all(struct hub_pc *pcs, unsigned int count);

/**
 * hub_expect_none_authorized - unplug the hub: hostapd holds nobody authorised
 * @what: what came before, for the message
 */
void hub_expect_none_authorized(const char *what);

#endif /* HUB_H */
