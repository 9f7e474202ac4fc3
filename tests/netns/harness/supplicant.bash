# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the suites about the phone's own authentication share: phonewalld runs
# wpa_supplicant at the switch port. For suites that have lib.bash and
# authenticator.bash.
#
#     lan           phone
#     eth0 ------ lan0 pc0
#   hostapd      phonewalld
#
# shellcheck disable=SC2034,SC2119,SC2154 # suites use these, lib.bash has others;
# agent needs no option

run=/run/phonewall	# where phonewallctl looks
ca=$etc/ca.pem
certificate=$etc/phone.pem
key=$etc/phone.key
password=$etc/password

# create_ports: the phone at the LAN switch; nobody is at its PC port.
create_ports()
{
	create_host lan
	create_host phone
	ip -n phone link add lan0 type veth peer name eth0 netns lan
	ip -n phone link add pc0 type veth peer name pc
	ip -n phone link set lan0 address "$phone_mac" up
	ip -n phone link set pc0 up
	ip -n phone link set pc up
	ip -n lan link set eth0 up
}

# The agent

# write_settings LINE...: phonewall.conf with the ports and these lines.
write_settings()
{
	printf '%s\n' "pc_port = pc0" "switch_port = lan0" "$@"
}

settings_tls=("identity = phone" "ca_certificate = $ca"
	"custom_certificate = $certificate" "custom_key = $key")
settings_fast=("eap_method = fast" "identity = phone" "ca_certificate = $ca"
	"password_file = $password")

install_certificate()
{
	cp "$pki/$1.key" "$key"
	cp "$pki/$1.pem" "$certificate"
}

# begin SETTING...: starts with a phone that must authenticate itself.
begin()
{
	# A supplicant that ends removes its own files meanwhile.
	wait_for rm -rf "$etc" "$state" "$run"
	mkdir "$etc" "$state"
	cp "$pki/authority.pem" "$ca"
	install_certificate phone
	echo secret >"$password"
	write_settings "$@" >"$conf"
	configure_authentication Yes Custom
}

start_agent()
{
	start agent agent
	agent_process=${started[-1]}
}

configure_authentication()
{
	write_configuration "Enable_802.1X_Authentication=$1" \
		"Certificate_Select=$2 installed" >"$cfg"
}

# says FILTER: whether the jq filter is true of the agent's status of 802.1X.
says()
{
	jq -e ".dot1x | $1" "$run/status.json"
}

# expect FILTER: it is true soon.
expect()
{
	wait_for_file "$run/status.json" says "$1" || {
		cat "$log" "$run/status.json" "$work/hostapd"
		return 1
	}
}

expect_authenticated()
{
	expect '.status == "Authenticated" and .reason == null'
	wait_for is_authorized
}

# expect_failed TEXT: with a reason that contains the text.
expect_failed()
{
	expect ".status == \"Failed\" and (.reason | contains(\"$1\"))"
	is_not_authorized
}

log_says()
{
	grep -F -e "$1" "$log"
}

supplicants()
{
	local process

	for process in $(ip netns pids phone); do
		[[ $(cat "/proc/$process/comm") != wpa_supplicant ]] ||
			echo "$process"
	done
}

runs_one()
{
	[[ $(supplicants | wc -l) == 1 ]]
}

runs_none()
{
	[[ -z $(supplicants) ]]
}

is_gone()
{
	[[ ! -e $1 ]]
}

states()
{
	sed -n 's/.*802.1X authentication: //p' "$log" | xargs
}
