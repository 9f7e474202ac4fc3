#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The packages as a user has them: installed, upgraded, removed, installed again
# and purged, under systemd. The phone is the machine itself. The machine has no
# headers of its kernel, so DKMS does not build the module, which must hinder
# nothing; the one that DKMS built of the same package is in its place.

# shellcheck source=tests/netns/harness/lib.bash
. /phonewall/tests/lib.bash

packages=/phonewall/packages
cfg=/etc/phonewall/cfg.xml
state=/var/lib/phonewall
status=/run/phonewall/status.json
export DEBIAN_FRONTEND=noninteractive

# The harness's "phone" is where systemd is.
name_own_network()
{
	mkdir -p /run/netns
	touch /run/netns/phone
	mount --bind /proc/1/ns/net /run/netns/phone
}

create_host()
{
	[[ $1 == phone ]] || ip netns add "$1"
	in_host "$1" sysctl -qw net.ipv6.conf.default.accept_dad=0
	in_host "$1" ip link set lo up
}

run_apt()
{
	apt-get -q -y -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 "$@"
}

version_of()
{
	# shellcheck disable=SC2016 # dpkg-query expands it
	dpkg-query -W -f '${db:Status-Abbrev} ${Version}' "$1"
}

property()
{
	systemctl show --value --property "$1" phonewalld.service
}

is_accepted()
{
	jq -e '.state == "accepted" and .module == "programmed"' "$status"
}

generation()
{
	phonewallctl status --json | jq .generation
}

# expect_tcp OUTCOME PORTS: of TCP 12000 and 12001, from the LAN.
expect_tcp()
{
	expect_probe "$phone4" "$1" "$2" tcp 12000-12001
}

# All files but what belongs to the system: its users, its logs and what apt, dpkg,
# DKMS and systemd keep.
files()
{
	find / -xdev \( -path /phonewall -o -path /proc -o -path /sys -o \
		-path /dev -o -path /run -o -path /tmp -o -path /var/log -o \
		-path /var/cache -o -path /var/lib/apt -o -path /var/lib/dkms \
		-o -path /var/lib/dpkg -o -path /var/lib/systemd -o \
		-path '/etc/*-' -o -path '/etc/*shadow' -o \
		-path /etc/.pwd.lock \) -prune -o ! -type d -print | sort
}

# Tests, in this order

test_install()
{
	files >/tmp/before
	(cd $packages && run_apt install ./phonewall*.deb) >/tmp/install || {
		cat /tmp/install
		return 1
	}
	expect_equal "phonewall" "$(version_of phonewall)" "ii  $version"
	expect_equal "phonewall-dkms" "$(version_of phonewall-dkms)" \
		"ii  $version"
	grep "kernel headers for this kernel do not seem to be installed" \
		/tmp/install
	dkms status | grep "phonewall/$version: added"
}

test_running()
{
	expect_equal "its state" "$(property ActiveState)" active
	expect_equal "at boot" "$(property UnitFileState)" enabled
	[[ -d /sys/module/phonewall ]]
	wait_for is_accepted
	expect_equal "cfg.xml's rights" "$(stat -c '%U %G %a' $cfg)" \
		"root phonewall 640"
	cmp /usr/share/phonewall/cfg.xml $cfg
	phonewallctl ports | grep 5060
	cat "$status"
}

test_packets()
{
	expect_tcp silent 12000-12001
	write_configuration Firewall_Config=TCP:12000 >$cfg
	wait_for expect_tcp open 12000
	expect_tcp silent 12001
}

test_libraries()
{
	(cd $packages && run_apt install ./libphonewall*.deb)
	install -m 755 /phonewall/policy /phonewall/tls_client /tmp
	/tmp/policy <$cfg >/tmp/answer
	grep '^TCP 12000-12000' /tmp/answer
	grep '^in force$' /tmp/answer
	expect_failure /tmp/tls_client 127.0.0.1:1 AES:NOSUCH 2>/tmp/answer
	grep '^column 5: neither a cipher string' /tmp/answer
	grep -i 'connection refused' /tmp/answer
}

# look PORT: whether a connection to the phone comes about, from the LAN.
look()
{
	local replacing=	# it is not to end the loop

	if in_lan socat -u OPEN:/dev/null \
		"TCP:$phone4:$1,connect-timeout=0.2" 2>/dev/null; then
		echo open
	else
		echo closed
	fi
}

look_all_the_time()
{
	while :; do
		look 12001
	done
}

has_looked()
{
	(($(wc -l <"$work/look") > $1))
}

test_upgrade()
{
	local process before looks port

	for port in 12000 12001; do
		start "server$port" in_host phone socat \
			"TCP-LISTEN:$port,fork,reuseaddr" -
		wait_for_server phone tcp "$port"
	done
	expect_equal "an open port" "$(look 12000)" open
	start look look_all_the_time
	wait_for has_looked 3
	process=$(property MainPID)
	before=$(generation)
	(cd $packages/later && run_apt install ./phonewall*.deb \
		./libphonewall*.deb) >/tmp/upgrade || {
		cat /tmp/upgrade
		return 1
	}
	wait_for is_accepted
	looks=$(wc -l <"$work/look")
	wait_for has_looked $((looks + 3))
	expect_equal "phonewall" "$(version_of phonewall)" "ii  $version+1"
	expect_equal "its state" "$(property ActiveState)" active
	expect_failure test "$(property MainPID)" == "$process"
	expect_equal "generation" "$(generation)" "$before"
	grep TCP:12000 $cfg
	expect_equal "looks" "$(sort -u "$work/look")" closed
	echo "# looked $(wc -l <"$work/look") times during the upgrade" >&3
	stop_all
	started=()
	expect_tcp open 12000
}

test_remove()
{
	run_apt remove phonewall phonewall-dkms
	expect_failure systemctl -q is-active phonewalld.service
	[[ ! -e /usr/sbin/phonewalld && ! -e /usr/sbin/phonewallctl ]]
	[[ ! -e /lib/systemd/system/phonewalld.service ]]
	expect_failure compgen -G '/usr/src/phonewall-*'
	# The module has gone, and its policy with it.
	[[ ! -e /sys/module/phonewall ]]
	expect_tcp open 12000-12001
	grep TCP:12000 $cfg
	[[ -e $state/cfg.xml ]]
	getent passwd phonewall
}

test_again()
{
	(cd $packages/later && run_apt install ./phonewall*.deb)
	wait_for is_accepted
	expect_tcp open 12000
	grep TCP:12000 $cfg
	expect_equal "cfg.xml's rights" "$(stat -c '%U %G %a' $cfg)" \
		"root phonewall 640"
}

test_purge()
{
	run_apt purge phonewall phonewall-dkms libphonewall1 libphonewall-tls1 \
		libphonewall-directory1 libphonewall-sip1 libphonewall-dev
	files >/tmp/after
	diff /tmp/before /tmp/after
	[[ ! -e /etc/phonewall && ! -e $state && ! -e /run/phonewall ]]
	[[ ! -e /usr/share/phonewall && ! -e /var/lib/dkms/phonewall ]]
	getent passwd phonewall
	expect_failure grep 'Package: .*phonewall' /var/lib/dpkg/status
}

exec 3>&1	# for what is measured
version=$(dpkg-deb -f $packages/phonewall_*.deb Version)
test_that "apt-get install ./phonewall*.deb installs them" test_install
test_that "the agent runs, with the factory defaults" test_running
test_that "a packet to an open port arrives, another does not" test_packets
test_that "the examples run with the libraries' packages" test_libraries
test_that "an upgrade opens nothing, and the agent is the new one" test_upgrade
test_that "removed, nothing runs and the configuration stays" test_remove
test_that "installed again it has its configuration" test_again
test_that "purged, nothing is left but the user" test_purge

name_own_network
create_network
run_tests
