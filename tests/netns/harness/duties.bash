# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# All that phonewalld does for a phone, each duty checked by its effect, for
# suites about its privileges. They start the agent in their own ways, by
# start_agent, as the user phonewall.
#
# shellcheck disable=SC2154 # lib.bash and phone_ports.bash set the folders

# shellcheck source=tests/netns/harness/phone_ports.bash
. "$folder/phone_ports.bash"
# shellcheck source=tests/netns/harness/discovery.bash
. "$folder/discovery.bash"
# shellcheck source=tests/netns/harness/authenticator.bash
. "$folder/authenticator.bash"

capabilities=0000000000003000	# CAP_NET_ADMIN and CAP_NET_RAW

# The first process of the agent with a name: itself, or a child.
process_named()
{
	local agent

	agent=$(pgrep -x phonewalld)
	if [[ $1 == phonewalld ]]; then
		echo "$agent"
	else
		pgrep -x -P "$agent" "$1"
	fi
}

# field PROCESS NAME: prints the field of /proc/PROCESS/status in one line.
field()
{
	sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status" | xargs
}

# expect_least NAME: the process has the capabilities it needs, and no others.
expect_least()
{
	local process user kind

	wait_for process_named "$1"
	process=$(process_named "$1")
	user=$(id -u phonewall)
	expect_equal "$1's user" "$(field "$process" Uid)" \
		"$user $user $user $user"
	for kind in Inh Prm Eff Bnd Amb; do
		expect_equal "$1's capabilities, $kind" \
			"$(field "$process" "Cap$kind")" "$capabilities"
	done
	expect_equal "$1's no_new_privs" "$(field "$process" NoNewPrivs)" 1
}

# expect_tcp OUTCOME PORTS: of TCP 12000 and 12001, from the LAN.
expect_tcp()
{
	expect_probe "$phone4" "$1" "$2" tcp 12000-12001
}

module_says()
{
	in_phone phonewallctl status --json | jq -e "$1"
}

answers_broadcast_echo()
{
	[[ $(in_phone sysctl -n net.ipv6.icmp.echo_ignore_multicast) == "$1" ]]
}

duty_firewall()
{
	begin bridge Firewall=Disabled
	start_agent
	expect_status '.module == "programmed"'
	expect_tcp open 12000-12001
	set_parameters Firewall_Config=TCP:12000
	wait_for module_says '.enabled'
	expect_tcp open 12000
	expect_tcp silent 12001
	wait_for answers_broadcast_echo 1
	set_parameters Broadcast_Echo=Enabled
	wait_for answers_broadcast_echo 0
}

duty_ports()
{
	begin bridge PC_PORT_Enable=No
	in_pc ping -q -c 1 -W 5 "$lan4"
	start_agent
	expect_status '.dot1x.ports == "programmed"'
	expect_failure in_pc ping -q -c 2 -i 0.2 -W 0.4 "$lan4"
	set_parameters PC_PORT_Enable=Yes
	wait_for in_pc ping -q -c 1 -W 1 "$lan4"
}

# The file with the record of its devices shows that it may save files, too.
duty_vlans()
{
	begin bridge Enable_VLAN=Yes VLAN_ID=20 PC_Port_VLAN_ID=30
	start_agent
	expect_vlan VLAN_ID 20 30
	in_phone ip address add 198.51.100.1/24 dev voice0
	in_lan ping -q -c 1 -W 5 198.51.100.1
	wait_for test -s "$state/vlan.json" -a -s "$state/cfg.xml"
	set_parameters Enable_VLAN=No
	expect_status '.vlan.voice == null'
	expect_failure in_phone ip link show dev voice0
}

duty_discovery()
{
	begin bridge
	start_both
	start_agent
	send_cdp lan 180 21
	expect_vlan CDP 21 null
	announce vlan 20
	expect_vlan LLDP-MED 20 null
	expect_least lldpcli
}

# add_credentials: for EAP-TLS; the agent's group can read the key, no one else.
add_credentials()
{
	cp "$pki/authority.pem" "$etc/ca.pem"
	cp "$pki/phone.pem" "$etc/phone.pem"
	cp "$pki/phone.key" "$etc/phone.key"
	chgrp phonewall "$etc/phone.key"
	chmod 640 "$etc/phone.key"
	cat >>"$conf" <<-END
		identity = phone
		ca_certificate = $etc/ca.pem
		custom_certificate = $etc/phone.pem
		custom_key = $etc/phone.key
	END
}

duty_authentication()
{
	begin bridge Enable_802.1X_Authentication=Yes \
		"Certificate_Select=Custom installed"
	add_credentials
	start_switch
	is_not_authorized
	start_agent
	expect_status '.dot1x | .status == "Authenticated" and
		.protocol == "EAP-TLS"'
	wait_for is_authorized
	expect_least wpa_supplicant
}

create_phone()
{
	create_hosts
	ip -n phone link set lan0 address "$phone_mac"
	make_certificates
}
