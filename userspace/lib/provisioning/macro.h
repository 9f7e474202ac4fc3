/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_MACRO_H
#define PHONEWALL_MACRO_H

#include <stdbool.h>
#include <stddef.h>

/* Lines that have a user name, $UID1 and up. */
#define PHONEWALL_MACRO_LINES	16

/**
 * enum phonewall_macro - the macros of rules and of log messages
 * @PHONEWALL_MACRO_A: GPP_A, the first of sixteen up to PHONEWALL_MACRO_P
 * @PHONEWALL_MACRO_P: GPP_P
 * @PHONEWALL_MACRO_SA: GPP_SA, the first of four secrets up to
 *	PHONEWALL_MACRO_SD
 * @PHONEWALL_MACRO_SD: GPP_SD
 * @PHONEWALL_MACRO_MA: MAC address, lower case, without separators
 * @PHONEWALL_MACRO_MAU: the same in upper case
 * @PHONEWALL_MACRO_MAC: the same in lower case, with colons
 * @PHONEWALL_MACRO_PN: product name
 * @PHONEWALL_MACRO_PSN: product series
 * @PHONEWALL_MACRO_SN: serial number
 * @PHONEWALL_MACRO_CCERT: "Installed" or "Not Installed": the client certificate
 * @PHONEWALL_MACRO_IP: the phone's address
 * @PHONEWALL_MACRO_EXTIP: the phone's address as others see it
 * @PHONEWALL_MACRO_SWVER: version of the firmware
 * @PHONEWALL_MACRO_HWVER: version of the hardware
 * @PHONEWALL_MACRO_PRVST: why the resync takes place
 * @PHONEWALL_MACRO_UPGST: which attempt to upgrade this is
 * @PHONEWALL_MACRO_UPGERR: result of the last upgrade
 * @PHONEWALL_MACRO_PRVTMR: seconds since the last resync
 * @PHONEWALL_MACRO_UPGTMR: seconds since the last upgrade
 * @PHONEWALL_MACRO_REGTMR1: seconds since line 1 lost its registration
 * @PHONEWALL_MACRO_REGTMR2: the same of line 2
 * @PHONEWALL_MACRO_UPGCOND: condition of a legacy upgrade
 * @PHONEWALL_MACRO_SCHEME: scheme of the URL in use; also written METH
 * @PHONEWALL_MACRO_SERV: its server
 * @PHONEWALL_MACRO_SERVIP: that server's address
 * @PHONEWALL_MACRO_PORT: its port
 * @PHONEWALL_MACRO_PATH: its path, as struct phonewall_server_url shows it
 * @PHONEWALL_MACRO_ERR: the last error
 * @PHONEWALL_MACRO_EMS: extension mobility
 * @PHONEWALL_MACRO_MUID: its user name
 * @PHONEWALL_MACRO_MPWD: its password, a secret
 * @PHONEWALL_MACRO_UID1: user name of line 1, the first of
 *	PHONEWALL_MACRO_LINES
 * @PHONEWALL_MACRO_COUNT: how many there are
 */
enum phonewall_macro {
	PHONEWALL_MACRO_A,
	PHONEWALL_MACRO_P = PHONEWALL_MACRO_A + 15,
	PHONEWALL_MACRO_SA,
	PHONEWALL_MACRO_SD = PHONEWALL_MACRO_SA + 3,
	PHONEWALL_MACRO_MA,
	PHONEWALL_MACRO_MAU,
	PHONEWALL_MACRO_MAC,
	PHONEWALL_MACRO_PN,
	PHONEWALL_MACRO_PSN,
	PHONEWALL_MACRO_SN,
	PHONEWALL_MACRO_CCERT,
	PHONEWALL_MACRO_IP,
	PHONEWALL_MACRO_EXTIP,
	PHONEWALL_MACRO_SWVER,
	PHONEWALL_MACRO_HWVER,
	PHONEWALL_MACRO_PRVST,
	PHONEWALL_MACRO_UPGST,
	PHONEWALL_MACRO_UPGERR,
	PHONEWALL_MACRO_PRVTMR,
	PHONEWALL_MACRO_UPGTMR,
	PHONEWALL_MACRO_REGTMR1,
	PHONEWALL_MACRO_REGTMR2,
	PHONEWALL_MACRO_UPGCOND,
	PHONEWALL_MACRO_SCHEME,
	PHONEWALL_MACRO_SERV,
	PHONEWALL_MACRO_SERVIP,
	PHONEWALL_MACRO_PORT,
	PHONEWALL_MACRO_PATH,
	PHONEWALL_MACRO_ERR,
	PHONEWALL_MACRO_EMS,
	PHONEWALL_MACRO_MUID,
	PHONEWALL_MACRO_MPWD,
	PHONEWALL_MACRO_UID1,
	PHONEWALL_MACRO_COUNT = PHONEWALL_MACRO_UID1 + PHONEWALL_MACRO_LINES,
};

/**
 * struct phonewall_macro_values - what the macros stand for
 * @text: the values, by enum phonewall_macro; NULL is the same as empty. They
 *	belong to the caller and may hold any bytes
 * @is_secret: whether a value must not be shown; phonewall_macro_is_argument()
 *	tells of more that never are
 *
 * Zero-initialise it.
 */
struct phonewall_macro_values {
	const char *text[PHONEWALL_MACRO_COUNT];
	bool is_secret[PHONEWALL_MACRO_COUNT];
};

/**
 * phonewall_macro_find - find a macro by its name
 * @name: the name, without "$"; upper case, as case matters
 * @length: bytes of @name
 * @macro: set if there is such a macro
 *
 * Return: true if there is.
 */
bool phonewall_macro_find(const char *name, size_t length,
			  enum phonewall_macro *macro);

/**
 * phonewall_macro_is_argument - whether a macro is for arguments alone
 * @macro: the macro
 *
 * Return: true for the secrets $SA to $SD and $MPWD, which are allowed only in
 * an argument of --key, --uid or --pwd, and are never shown.
 */
bool phonewall_macro_is_argument(enum phonewall_macro macro);

/**
 * phonewall_macro_is_hidden - whether the value of a macro must not be shown
 * @macro: the macro
 * @values: the values
 *
 * Return: true if it is a secret.
 */
bool phonewall_macro_is_hidden(enum phonewall_macro macro,
			       const struct phonewall_macro_values *values);

#endif /* PHONEWALL_MACRO_H */
