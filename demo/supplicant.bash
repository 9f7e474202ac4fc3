# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The PCs' 802.1X: wpa_supplicant with PEAP.
#
# shellcheck disable=SC2034,SC2154 # other files use and set these

declare -A pc_addresses

write_supplicant()
{
	cat <<-END
		ap_scan=0
		network={
			key_mgmt=IEEE8021X
			eapol_flags=0
			eap=PEAP
			phase2="auth=MSCHAPV2"
			identity="$pc_identity"
			password="$pc_password"
			ca_cert="$switch_certificate"
		}
	END
}

# start_supplicant HOST
start_supplicant()
{
	pc_addresses[$1]=$(ip -n "$1" -json link show eth0 |
		jq -r '.[0].address')
	write_supplicant >"$work/supplicant.conf"
	start "supplicant-$1" in_host "$1" wpa_supplicant -D wired -i eth0 \
		-c "$work/supplicant.conf"
}

# unplug HOST: its cable, so that nothing that it says gets out.
unplug()
{
	ip -n "$1" link set eth0 down
}
