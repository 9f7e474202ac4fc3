# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The PCs' 802.1X: wpa_supplicant with PEAP; phonewalld runs the phone's.
#
# shellcheck disable=SC2034,SC2154 # other files use and set these

declare -A stations	# the MAC address of each

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
			ca_cert="$certificates/authority.pem"
		}
	END
}

# address_of HOST DEVICE: its MAC address.
address_of()
{
	ip -n "$1" -json link show "$2" | jq -r '.[0].address'
}

# start_supplicant HOST: with a file of its own, which it reads once it runs.
start_supplicant()
{
	stations[$1]=$(address_of "$1" eth0)
	write_supplicant >"$work/supplicant-$1.conf"
	start "supplicant-$1" in_host "$1" wpa_supplicant -D wired -i eth0 \
		-c "$work/supplicant-$1.conf"
}

# unplug HOST: takes its cable down, so that nothing it sends gets out.
unplug()
{
	ip -n "$1" link set eth0 down
}
