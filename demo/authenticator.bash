# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The LAN switch's 802.1X: hostapd with an EAP server of its own, at both ports
# of the switch.
#
# shellcheck disable=SC2154 # other files set these

switch_ports=(eth0 eth2)
switch_log=$work/switch.log
phone_identity=phone.example.com
pc_identity=pc.example.com
pc_password="the PC's password"

write_users()
{
	cat <<-END
		"$phone_identity" TLS
		"$pc_identity" PEAP
		"$pc_identity" MSCHAPV2 "$pc_password" [2]
	END
}

# write_authenticator PORT
write_authenticator()
{
	cat <<-END
		interface=$1
		driver=wired
		ieee8021x=1
		eap_server=1
		eap_user_file=$work/users
		ca_cert=$certificates/authority.pem
		server_cert=$certificates/switch.pem
		private_key=$certificates/switch.key
		ctrl_interface=$work/control
		logger_stdout=-1
		logger_stdout_level=1
	END
}

# switch_has_port PORT: whether the switch requires 802.1X there.
switch_has_port()
{
	grep -q " $1: AP-ENABLED" "$switch_log"
}

# Its log has the time of each line, in seconds of the clock.
start_authenticator()
{
	local port files=()

	write_users >"$work/users"
	for port in "${switch_ports[@]}"; do
		write_authenticator "$port" >"$work/$port.conf"
		files+=("$work/$port.conf")
	done
	start authenticator in_lan hostapd -t -f "$switch_log" "${files[@]}"
	for port in "${switch_ports[@]}"; do
		wait_for switch_has_port "$port" || return
	done
}

# session_at PORT ADDRESS: prints the state that the switch has of the station.
session_at()
{
	local flags

	flags=$(in_lan hostapd_cli -p "$work/control" -i "$1" sta "$2" |
		grep ^flags=)
	if [[ $flags == *"[AUTHORIZED]"* ]]; then
		echo authorised
	else
		echo unauthorised
	fi
}

# is_session_at PORT ADDRESS STATE
is_session_at()
{
	[[ $(session_at "$1" "$2") == "$3" ]]
}

# logoffs_at PORT ADDRESS: prints how many the switch has received.
logoffs_at()
{
	grep -c " $1: STA $2 .*received EAPOL-Logoff" "$switch_log"
}

# switch_story SINCE: its messages about the PCs, in seconds from SINCE.
switch_story()
{
	awk -v since="$1" '
		/received EAPOL-|AP-STA-|authorizing port/ {
			time = $1 - since
			sub(/^[0-9.: ]*/, "")
			sub(/ IEEE 802.1X:/, ":")
			printf "%+8.3f  %s\n", time, $0
		}' "$switch_log"
}
