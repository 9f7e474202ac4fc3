#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The documents' commands of phonewallctl and the like, each in the phone beside an
# agent, phonewall-provision, which finds a profile in the LAN, and phonewall-sip; and
# the start of the agent without systemd. The lists "machine" and "boot" beside this file hold
# them, as tests/documents/commands prints them.

# shellcheck source=tests/netns/harness/lib.bash
. /phonewall/tests/lib.bash
# shellcheck source=tests/netns/harness/provisioning.bash
. /phonewall/tests/provisioning.bash
documents=$(cd "$(dirname "$0")" && pwd)

# As systemd-sysusers makes them.
create_users()
{
	create_provision_user
	echo "phonewall:x:989:989::/:/bin/false" >>/etc/passwd
	echo "phonewall:x:989:" >>/etc/group
	sed -i 's/^phonewall-provision:.*/&phonewall/; s/^_lldpd:.*/&phonewall/' \
		"$work/group"
	cat "$work/group" >/etc/group
}

# The files that the commands name.
create_files()
{
	mkdir -p "$work/files/path/to" /srv
	mount -t tmpfs tmpfs /srv
	mkdir /srv/tftp
	cp /phonewall/examples/cfg.xml "$work/files/cfg.xml"
	cp /phonewall/examples/cfg.xml "$work/files/path/to/cfg.xml"
	cp /phonewall/examples/{silent,disabled}.xml "$work/files"
	cp /phonewall/examples/{silent,disabled}.xml /srv/tftp
	cp /phonewall/examples/silent.xml /etc/phonewall/cfg.xml
	chmod 755 "$work" /etc/phonewall
}

agent_is_ready()
{
	jq -e '.module == "programmed"' /run/phonewall/status.json
}

wait_for_agent()
{
	wait_for agent_is_ready || {
		cat "$work/agent"
		return 1
	}
}

# One for all commands, which ends with the suite.
start_agent()
{
	start agent in_phone phonewalld
	agent=${started[-1]}
	wait_for_agent
}

# The profile is that of the default rule, from the server that DHCP told.
start_provisioning()
{
	local directory

	mkdir "$work/served"
	cp /phonewall/examples/cfg.xml "$work/served/8841-3PCC.xml"
	start_dns --enable-tftp "--tftp-root=$work/served"
	make_lease_directory
	in_phone env interface=eth0 "ip=$phone4" "tftp=$lan4" phonewall-dhcp bound
	cat >/etc/phonewall/provision.conf <<-END
		product = CP-8841-3PCC
		series = 8841-3PCC
		serial = ABC
		interface = eth0
	END
	for directory in /run /var/lib; do
		install -d -o "$provision_user" "$directory/phonewall-provision"
	done
	wait_for test -S /run/phonewall/store.sock
	start provision provision
	wait_for test -S /run/phonewall-provision/control.sock
}

# As root: what it shows is the same.
start_edge()
{
	mkdir -p /run/phonewall-sip
	start edge in_phone phonewall-sip
	wait_for test -e /run/phonewall-sip/status.json
}

# run_as_written COMMAND: as root, so that sudo has nothing to do. A command that
# goes on until it is interrupted has ended well if it has not ended by itself.
run_as_written()
{
	local command="cd '$work/files' && ${1#sudo }"

	if [[ $command == *"phonewallctl monitor"* ]]; then
		start monitor in_phone bash -c "${command/phonewallctl/exec &}"
		sleep 1
		stop_last TERM || expect_equal "status" $? 143
	else
		in_phone bash -c "$command"
	fi
}

# The script ends as the agent: with its user, its capabilities and no others.
test_boot()
{
	local process

	tr '\036' '\n' <<<"$1" >"$work/boot"
	kill "$agent"
	wait_for has_ended "$agent"
	rm -rf /run/phonewall /var/lib/phonewall
	start agent in_phone bash -e "$work/boot"
	wait_for_agent
	process=$(pgrep -x phonewalld)
	expect_equal "its user" "$(stat -c %U "/proc/$process")" phonewall
	expect_equal "its capabilities" \
		"$(sed -n 's/^CapEff:[[:space:]]*//p' "/proc/$process/status")" \
		0000000000003000
}

while IFS=$'\t' read -r where command; do
	test_that "$where: $command" run_as_written "$command"
done <"$documents/machine"
while IFS=$'\t' read -r where command; do
	test_that "$where: the start of the agent" test_boot "$command"
done <"$documents/boot"

create_users
create_files
create_network
start_agent || exit 1
start_provisioning || exit 1
start_edge || exit 1
others=("${started[@]}")
started=()
run_tests
kill "${others[@]}" 2>/dev/null || true
