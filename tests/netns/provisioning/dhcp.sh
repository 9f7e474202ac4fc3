#!/bin/bash
# SPDX-License-Identifier: MIT
#
# phonewall-dhcp, as the hook of udhcpc, dhcpcd and dhclient with the files of
# examples/dhcp, keeps what dnsmasq has sent, byte for byte, and which server is
# then used.
#
#     lan                        phone
#     bridge --------------- udhcpc
#      |  |----------------- dhcpcd      each device for the client of its name
#      |-------------------- dhclient
#   dnsmasq
#
# shellcheck disable=SC2016 # what a hostile server sends is no shell's

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

examples=$folder/../examples/dhcp
leases=/run/phonewall-dhcp/leases
clients=(udhcpc dhcpcd dhclient)
codes=(43 60 66 125 150 159 160 252)

hexadecimal()
{
	printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}

# What is sent: the form of dnsmasq, and the bytes in hexadecimal.
url=http://prov.example.com/\$MA.xml
url_bytes=$(hexadecimal "$url")
acs_bytes=$(hexadecimal http://acs.example.com/)
vendor_43=0117$acs_bytes
vendor_125=00000de9190b17$acs_bytes
vendor_17=00000de900010017$acs_bytes

# colons HEXADECIMAL: as dnsmasq takes it.
colons()
{
	sed 's/../&:/g; s/:$//' <<<"$1"
}

connect_client()
{
	ip -n phone link add "$1" type veth peer name "$1" netns lan
	ip -n lan link set "$1" master bridge up
	ip -n phone link set "$1" up
}

create_clients()
{
	local client

	create_host lan
	create_host phone
	ip -n lan link add bridge type bridge mcast_snooping 0
	ip -n lan link set bridge up
	for client in "${clients[@]}"; do
		connect_client "$client"
	done
	ip -n lan address add "$lan4/24" dev bridge
	ip -n lan address add "$lan6/64" dev bridge
}

# The clients with the files of examples/dhcp, without a system's own scripts.
prepare_clients()
{
	mkdir -p /var/lib/dhcp /var/lib/dhcpcd /run/dhcpcd
	sed 's|^/etc/udhcpc/default.script.*|:|' "$examples/udhcpc.script" \
		>"$work/udhcpc.script"
	printf '#!/bin/sh\n. %s\n' "$examples/dhclient.hook" \
		>"$work/dhclient.script"
	chmod +x "$work"/*.script
	mount -t tmpfs tmpfs /usr/lib/dhcpcd/dhcpcd-hooks
	cp "$examples/dhcpcd.hook" /usr/lib/dhcpcd/dhcpcd-hooks/60-phonewall
	{
		cat "$examples/dhcpcd.conf"
		printf '%s\n' "allowinterfaces dhcpcd" "duid ll" noarp nodelay
	} >"$work/dhcpcd.conf"
}

run_dnsmasq()
{
	in_lan dnsmasq --keep-in-foreground --user=root --group=root \
		--conf-file="$work/dnsmasq.conf" --port=0 --pid-file= \
		--log-facility=- --log-dhcp --no-ping --leasefile-ro \
		--interface=bridge --enable-ra \
		--dhcp-range=192.0.2.100,192.0.2.110,120s \
		--dhcp-range=2001:db8::100,2001:db8::110,64,120s
}

# serve OPTION...: dnsmasq sends these, as "66,68:74".
serve()
{
	printf 'dhcp-option-force=%s\n' "$@" >"$work/dnsmasq.conf"
	start dnsmasq run_dnsmasq
	wait_for grep -q 'started' "$work/dnsmasq"
}

run_udhcpc()
{
	local code requested=()

	for code in "${codes[@]}"; do
		requested+=(-O "$code")
	done
	in_phone busybox udhcpc -i udhcpc -f -t 20 -T 1 "${requested[@]}" \
		-O domain -O dns -s "$work/udhcpc.script"
}

run_dhcpcd()
{
	in_phone dhcpcd -B -f "$work/dhcpcd.conf" dhcpcd
}

# run_dhclient 4|6
run_dhclient()
{
	in_phone dhclient "-$1" -d -cf "$examples/dhclient.conf" \
		-sf "$work/dhclient.script" -lf "$work/dhclient$1.leases" \
		-pf "$work/dhclient$1.pid" dhclient
}

# lease [4|46]: starts all clients, until each has its leases.
lease()
{
	local record

	rm -rf "$leases" /var/lib/dhcpcd/* /run/dhcpcd/* "$work"/dhclient*.leases
	mkdir -p "$leases"
	start udhcpc run_udhcpc
	start dhcpcd run_dhcpcd
	start dhclient4 run_dhclient 4
	[[ ${1:-4} != 46 ]] || start dhclient6 run_dhclient 6
	for record in udhcpc-v4 dhcpcd-v4 dhclient-v4; do
		wait_for test -e "$leases/$record.lease"
	done
	[[ ${1:-4} == 46 ]] || return 0
	for record in dhcpcd-v6 dhclient-v6; do
		wait_for test -e "$leases/$record.lease"
	done
}

# record_has NAME LINE...: the options of a record are these.
record_has()
{
	local name=$1
	shift

	expect_equal "options of $name" \
		"$(grep '^option ' "$leases/$name.lease")" \
		"$(printf 'option %s\n' "$@")"
}

# expect_options LINE...: the same for the IPv4 record of each client.
expect_options()
{
	local client

	for client in "${clients[@]}"; do
		record_has "$client-v4" "$@"
	done
}

# expect_choice LINES [ORDER]: what is used of each client's IPv4 lease.
expect_choice()
{
	local client

	for client in "${clients[@]}"; do
		expect_equal "choice of $client" "$("$tools/lease_choice" \
			"$leases/$client-v4.lease" ${2:+"$2"})" "$1"
	done
}

expect_choice_ipv6()
{
	local client

	for client in dhcpcd dhclient; do
		expect_equal "choice of $client for IPv6" \
			"$("$tools/lease_choice" "$leases/$client-v6.lease" \
				${2:+"$2"})" "$1"
	done
}

expect_options_ipv6()
{
	record_has dhcpcd-v6 "$@"
	record_has dhclient-v6 "$@"
}

# Tests

chosen="HTTP prov.example.com /000e08012345.xml"

test_66()
{
	serve 66,tftp.example.com "option6:17,$(colons "$vendor_17")"
	lease 46
	for client in dhcpcd dhclient; do
		record_has "$client-v4" \
			"66 746674702e6578616d706c652e636f6d00"
	done
	# udhcpc ends a text at its NUL.
	record_has udhcpc-v4 "66 746674702e6578616d706c652e636f6d"
	expect_choice "server 66 TFTP tftp.example.com -"
	expect_options_ipv6 "17 $vendor_17"
	expect_choice_ipv6 "acs 17 http://acs.example.com/"
}

test_160()
{
	serve "160,$url" "option6:160,$url"
	lease 46
	expect_options "160 $url_bytes"
	expect_choice "server 160 $chosen"
	expect_options_ipv6 "160 $url_bytes"
	expect_choice_ipv6 "server 160 $chosen"
}

test_159()
{
	serve "159,$url" "option6:159,$url"
	lease 46
	expect_options "159 $url_bytes"
	expect_choice "server 159 $chosen"
	expect_options_ipv6 "159 $url_bytes"
	expect_choice_ipv6 "server 159 $chosen"
}

test_150()
{
	serve 150,192.0.2.5,192.0.2.6
	lease
	expect_options "150 c0000205c0000206"
	expect_choice "server 150 192.0.2.5 192.0.2.6"
}

# Option 60 alone tells nothing, and 43 only with it.
test_60()
{
	serve 60,dslforum.org
	lease
	expect_options "60 64736c666f72756d2e6f7267"
	expect_choice ""
}

test_43()
{
	serve "43,$(colons "$vendor_43")"
	lease
	expect_options "43 $vendor_43"
	expect_choice "skip 43"
}

test_125()
{
	serve "125,$(colons "$vendor_125")"
	lease
	expect_options "125 $vendor_125"
	expect_choice "acs 125 http://acs.example.com/"
}

# expect_expiry: each record ends with its lease, of 120 s.
expect_expiry()
{
	local uptime file end

	read -r uptime _ </proc/uptime
	uptime=${uptime%.*}
	for file in "$leases"/*.lease; do
		end=$(sed -n 's/^expires //p' "$file")
		echo "$file: $end, it is $uptime"
		((end > uptime && end <= uptime + 120))
	done
}

test_all()
{
	serve "43,$(colons "$vendor_43")" 60,dslforum.org 66,tftp.example.com \
		"125,$(colons "$vendor_125")" 150,192.0.2.5 \
		"159,$(colons "$(hexadecimal 192.0.2.6)")" \
		"160,$url" 252,http://wpad/x 15,phone.example.com \
		6,192.0.2.7,192.0.2.8 "option6:17,$(colons "$vendor_17")" \
		option6:159,prov6.example.com "option6:160,$url" \
		"option6:dns-server,[2001:db8::7]" \
		option6:domain-search,phone.example.com
	lease 46
	expect_expiry
	for client in "${clients[@]}"; do
		expect_equal "$client" "$(grep -vE '^(option|address|expires) ' \
			"$leases/$client-v4.lease" | paste -sd,)" \
			"phonewall-lease 1,family ipv4,interface $client,domain phone.example.com,dns 192.0.2.7,dns 192.0.2.8"
		expect_equal "options of $client" "$(sed -n \
			's/^option \([0-9]*\) .*/\1/p' \
			"$leases/$client-v4.lease" | paste -sd' ')" \
			"${codes[*]}"
		grep -E '^address 192\.0\.2\.1(0[0-9]|10)$' \
			"$leases/$client-v4.lease"
	done
	expect_choice $'server 66 TFTP tftp.example.com -\nacs 43 http://acs.example.com/'
	expect_choice "server 160 $chosen" 160,66
	expect_choice $'server 159 TFTP 192.0.2.6 -\nacs 43 http://acs.example.com/' \
		43,159,160
	expect_choice "server 150 192.0.2.5" 150,66
	for client in dhcpcd dhclient; do
		grep -E '^address 2001:db8::1(0[0-9a-f]|10)$' \
			"$leases/$client-v6.lease"
		grep -x 'dns 2001:db8::7' "$leases/$client-v6.lease"
		grep -x 'domain phone.example.com' "$leases/$client-v6.lease"
	done
	expect_choice_ipv6 "server 160 $chosen"$'\nacs 17 http://acs.example.com/'
	expect_choice_ipv6 "server 159 TFTP prov6.example.com -" 159,160
}

# The next of the order is used.
test_malformed()
{
	serve 159,61:20:62 "160,$url" 125,00:00:0d:e9:ff:01 \
		option6:17,00:00:0d:e9:00:01:ff:ff option6:159,61:20:62 \
		"option6:160,$url"
	lease 46
	expect_options "125 00000de9ff01" "159 612062" "160 $url_bytes"
	expect_choice "server 160 $chosen"$'\nskip 159\nskip 125' 159,125,160
	expect_options_ipv6 "17 00000de90001ffff" "159 612062" \
		"160 $url_bytes"
	expect_choice_ipv6 "server 160 $chosen"$'\nskip 17\nskip 159'
}

test_every_byte()
{
	local bytes

	bytes=$(for ((i = 1; i < 256; i++)); do printf '%02x' "$i"; done)
	serve "160,$(colons "$bytes")"
	lease
	expect_options "160 $bytes"
	expect_choice "skip 160"
}

# Text that a shell would run, and bytes that are no text.
test_hostile()
{
	local text="x'\";\`touch $work/owned\`" command="\$(touch $work/owned)"

	serve "60,$(colons "$(hexadecimal "$command")")" "15,a;$command" \
		"252,$(colons "$(hexadecimal "$text")")" 159,00:0a:00:0d:24
	lease
	expect_options "60 $(hexadecimal "$command")" "159 000a000d24" \
		"252 $(hexadecimal "$text")"
	[[ ! -e $work/owned ]]
	expect_failure grep '^domain' "$leases"/*
}

# udhcpc hands on "bad" in place of a URL, which is no server's name.
test_udhcpc_bad()
{
	serve "66,$url"
	lease
	expect_failure grep '^option' "$leases/udhcpc-v4.lease"
	grep 'DHCP option 66 is not passed on by udhcpc' "$work/udhcpc"
	for client in dhcpcd dhclient; do
		record_has "$client-v4" "66 ${url_bytes}00"
	done
}

has_no_record()
{
	! compgen -G "$leases/$1*" >/dev/null
}

# The records go with the leases, each client's own alone.
test_end()
{
	serve "160,$url" "option6:160,$url"
	lease 46
	kill -USR2 "${started[1]}"	# udhcpc: release
	wait_for has_no_record udhcpc
	test -e "$leases/dhcpcd-v4.lease"
	in_phone dhcpcd -k -f "$work/dhcpcd.conf" dhcpcd || true
	wait_for has_no_record dhcpcd
	for family in 4 6; do
		test -e "$leases/dhclient-v$family.lease"
		in_phone dhclient "-$family" -r -cf "$examples/dhclient.conf" \
			-sf "$work/dhclient.script" \
			-lf "$work/dhclient$family.leases" \
			-pf "$work/dhclient$family.pid" dhclient
	done
	wait_for has_no_record dhclient
	expect_equal "left behind" "$(ls -A "$leases")" ""
}

# hook ACTION: as udhcpc calls it, with a lease; it must always succeed.
hook()
{
	interface=eth9 ip=192.0.2.9 opt160=6869 phonewall-dhcp "$@" \
		>"$work/out" 2>"$work/err"
}

test_directory()
{
	local record=$leases/eth9-v4.lease parent=${leases%/*}

	rm -rf "$parent"
	hook bound
	grep 'cannot change .*: No such file' "$work/err"
	mkdir -p "$leases"
	chmod 2750 "$leases"
	chgrp 991 "$leases"
	hook bound
	expect_equal "error" "$(cat "$work/err")" ""
	expect_equal "mode" "$(stat -c '%a %u %g' "$record")" "640 0 991"
	hook deconfig
	[[ ! -e $record ]]
	# Somebody else could lead root's writing elsewhere.
	chown 990 "$parent"
	hook bound
	[[ ! -e $record ]]
	grep 'Operation not permitted' "$work/err"
	chown 0 "$parent"
	mv "$leases" "$parent/elsewhere"
	ln -s elsewhere "$leases"
	hook bound
	expect_equal "written" "$(ls -A "$parent/elsewhere")" ""
	rm -rf "$parent"
}

# The old record is there, whole, if there is no room for the new one.
test_full()
{
	local before

	mkdir -p "$leases"
	mount -t tmpfs -o size=8k,mode=755 tmpfs "$leases"
	hook bound
	before=$(cat "$leases/eth9-v4.lease")
	head -c 100000 /dev/zero >"$leases/filler" 2>/dev/null || true
	opt159=6869 hook bound
	grep 'No space left' "$work/err"
	expect_equal "record" "$(cat "$leases/eth9-v4.lease")" "$before"
	umount "$leases"
	rm -rf "${leases%/*}"
}

test_command_line()
{
	phonewall-dhcp --version | grep '^phonewall-dhcp [0-9]'
	phonewall-dhcp --help | grep '^Usage: phonewall-dhcp'
	phonewall-dhcp 2>"$work/err"
	grep 'no DHCP client has called this' "$work/err"
}

create_clients
prepare_clients

test_that "option 66, and 17 of DHCPv6" test_66
test_that "option 160, of DHCPv6 too" test_160
test_that "option 159, of DHCPv6 too" test_159
test_that "option 150" test_150
test_that "option 60" test_60
test_that "option 43" test_43
test_that "option 125" test_125
test_that "all options, domain and name servers, in several orders" test_all
test_that "malformed options" test_malformed
test_that "every byte arrives" test_every_byte
test_that "no shell runs what the server sends" test_hostile
test_that "a URL in option 66 is not passed on by udhcpc" test_udhcpc_bad
test_that "the records end with the leases" test_end
test_that "only root alone may be able to write into the directory" \
	test_directory
test_that "a full disk" test_full
test_that "the command line" test_command_line
run_tests
