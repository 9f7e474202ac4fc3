/* SPDX-License-Identifier: MIT */
#ifndef PHONE_PORTS_H
#define PHONE_PORTS_H

#include "harness/assertion.h"
#include "harness/dot1x.h"
#include "harness/frame_socket.h"
#include "harness/link.h"

/*
 *   LAN switch                   phone                      PC
 *     eth0 ------- lan0 -------[ br0 ]------- pc0 -------- eth0
 *    HOST_LAN                 HOST_PHONE                  HOST_PC
 *
 * The ports are in the bridge or not. Frames from several addresses stand for
 * several PCs behind the PC port.
 */
#define SWITCH_PORT	"lan0"
#define PC_PORT		"pc0"
#define BRIDGE		"br0"
#define FAR_END		"eth0"

/**
 * enum phone_ports - what the phone's ports are
 * @PORTS_PLAIN: devices in no bridge
 * @PORTS_BRIDGED: in a bridge as the kernel makes it, which passes no EAPOL
 * @PORTS_FORWARDING: in a bridge with the group_fwd_mask that passes EAPOL
 */
enum phone_ports {
	PORTS_PLAIN,
	PORTS_BRIDGED,
	PORTS_FORWARDING,
};

extern enum phone_ports ports_plain;
extern enum phone_ports ports_bridged;
extern enum phone_ports ports_forwarding;

#define PORTS_TEST(test, name, ports) \
	{ #test name, test, phone_ports_begin_test, phone_ports_end_test, \
	  ports }

/* A test that runs once, in a bridge; its state is an enum phone_ports. */
#define TEST_BRIDGED(test)	PORTS_TEST(test, "", &ports_bridged)

/* In a bridge of either kind. */
#define TEST_BRIDGES(test) \
	PORTS_TEST(test, "_bridged", &ports_bridged), \
	PORTS_TEST(test, "_forwarding", &ports_forwarding)

/* With all kinds of ports. */
#define TEST_PORTS(test) \
	PORTS_TEST(test, "_plain", &ports_plain), TEST_BRIDGES(test)

/**
 * struct phone_wires - the sockets of a suite
 * @lan: what arrives at the LAN switch, and its sender
 * @pc: what arrives at the PC, and its sender
 * @at_switch_port: what the phone's supplicant receives at the switch port
 * @at_pc_port: what one would receive at the PC port
 * @at_bridge: what one receives at the bridge
 */
struct phone_wires {
	int lan;
	int pc;
	int at_switch_port;
	int at_pc_port;
	int at_bridge;
};

extern struct phone_wires wires;

/* The stations: the LAN switch, and PCs. */
#define LAN_SWITCH	station_number(1)
#define PC		station_number(2)
#define OTHER_PC	station_number(3)
#define THIRD_PC	station_number(4)

/* Group set-up: hosts, network and module. */
int phone_ports_begin(void **state);

/* Group tear-down. */
int phone_ports_end(void **state);

/*
 * Set-up of every test: phone_ports_settings() are set, there are no sessions,
 * every device has its carrier, and no frame is waiting.
 */
int phone_ports_begin_test(void **state);

/*
 * Add a step to the set-up of every test: phone_ports_begin_test() calls it
 * last.
 */
void phone_ports_prepare_tests(void (*prepare)(void));

/* Tear-down of every test. */
int phone_ports_end_test(void **state);

/*
 * Return the settings that a test begins with: the two ports, and the defaults.
 */
struct dot1x_settings phone_ports_settings(void);

/* Set these settings with the PC port enabled or disabled. */
void phone_ports_set_enabled(bool is_enabled);

/*
 * Create the PC port and its other end again after its removal, and open new
 * sockets on them.
 */
void phone_ports_create_pc_port(void);

/* Plug the PC in. Returns when both ends can send. */
void phone_ports_plug(void);

/* Unplug the PC. */
void phone_ports_unplug(void);

/*
 * Assert that the phone's supplicant has received nothing. A group frame of the
 * LAN switch that reaches the supplicant and the PC is the positive control.
 */
void phone_ports_expect_unheard(void **state);

/* Send a frame from the PC and expect it at the LAN switch. */
void phone_ports_pass(const struct eapol_frame *frame);

/*
 * Send a frame from the LAN switch to a PC's own address and expect it at the
 * PC.
 */
void phone_ports_answer(const struct eapol_frame *frame);

/* Pass the frames of a whole authentication of a PC. */
void phone_ports_authenticate(struct station pc);

/*
 * Return the socket of @wires that receives group frames for the phone: a
 * bridge that forwards EAPOL takes it from its port.
 */
int phone_ports_supplicant(void **state);

#endif /* PHONE_PORTS_H */
