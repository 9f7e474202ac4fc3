/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_SETTINGS_H
#define PHONEWALL_TLS_SETTINGS_H

#include <stdint.h>

/**
 * struct phonewall_tls_settings - what a configuration says of TLS
 * @cipher_list: TLS_Cipher_List; NULL or blank for each application's default
 * @cipher_list_line: line of cfg.xml that has it, from 1; 0 if it is unknown
 * @client_min_version: TLS_Client_Min_Version, as OpenSSL's TLS1_2_VERSION; 0 for
 *	TLS 1.2
 * @server_min_version: TLS_Server_Min_Version, likewise
 * @any_name_lines: the lines whose TLS_Name_Validate_n_ is No: bit 0 is line 1
 * @legacy_servers: legacy_servers of phonewall.conf: names of hosts, separated by
 *	commas; NULL for none
 */
struct phonewall_tls_settings {
	const char *cipher_list;
	unsigned int cipher_list_line;
	int client_min_version;
	int server_min_version;
	uint32_t any_name_lines;
	const char *legacy_servers;
};

#endif /* PHONEWALL_TLS_SETTINGS_H */
