#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Provisioning's client of TFTP through the firewall: from the ports that the
# firewall has for it, and with NO_CISCO_TFTP from any other; the servers are
# atftpd and dnsmasq. Others on the LAN do not get a file of theirs in.

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"

served=$work/served
other_port=6969
hostile_port=6970

create_files()
{
	mkdir "$served"
	head -c 50000 /dev/urandom >"$served/cfg.xml"
	head -c 1024 /dev/urandom >"$served/even.xml"
	: >"$served/empty.xml"
	head -c 1048577 /dev/zero >"$served/large.xml"
	chmod -R a+rX "$work"
}

# The servers: atftpd for IPv4; dnsmasq for both families at port 69, to which
# packets by IPv6 to the other port are redirected.

start_atftpd()
{
	start "atftpd-$1" in_lan atftpd --daemon --no-fork --port "$1" \
		--user root.root --logfile - --bind-address "$lan4" "$served"
	wait_for_server lan udp "$1"
}

start_dnsmasq()
{
	start dnsmasq in_lan dnsmasq --keep-in-foreground --user=root \
		--group=root --conf-file=/dev/null --no-resolv --no-hosts \
		--port=0 --pid-file= --log-facility=- \
		--enable-tftp --tftp-root="$served"
	wait_for_server lan udp 69
}

redirect_other_port()
{
	in_lan nft -f - <<-END
		table ip6 other
		delete table ip6 other
		table ip6 other {
			chain prerouting {
				type filter hook prerouting priority raw;
				udp dport $other_port udp dport set 69
			}
		}
	END
}

start_servers()
{
	start_dnsmasq
	start_atftpd "$other_port"
	redirect_other_port
}

# The client

# get [--any-port] PORT NAME ADDRESS...: fetches a file on the phone.
get()
{
	in_phone "$tools/tftp_get" "$@" >"$work/fetched"
}

# expect_file [--any-port] PORT NAME ADDRESS...: it comes whole.
expect_file()
{
	local option=

	[[ $1 != --* ]] || { option=$1; shift; }
	# shellcheck disable=SC2086 # no word if it is empty
	get $option "$@"
	cmp "$served/$2" "$work/fetched"
}

# expect_status STATUS TEXT [--any-port] PORT NAME ADDRESS...
expect_status()
{
	local expected=$1 text=$2 status=0
	shift 2

	get "$@" 2>"$work/reason" || status=$?
	expect_equal "status of $*" "$status" "$expected"
	grep -F "$text" "$work/reason"
	[[ ! -s $work/fetched ]]
}

# Counts what leaves the phone for TFTP, by the port that it leaves from.
count_requests()
{
	in_phone nft -f - <<-END
		table inet requests
		delete table inet requests
		table inet requests {
			chain output {
				type filter hook output priority 100;
				udp dport { 69, $other_port } jump ports
			}
			chain ports {
				udp sport 53240-53245 counter accept comment "client"
				counter comment "other"
			}
		}
	END
}

# requests_from client|other
requests_from()
{
	in_phone nft list chain inet requests ports |
		sed -n "s/.*packets \([0-9]*\).*\"$1\".*/\1/p"
}

# The tests

test_files()
{
	local name

	configure
	start_servers
	for name in cfg.xml even.xml empty.xml; do
		expect_file 69 "$name" "$lan4"
		expect_file "$other_port" "$name" "$lan4"
	done
	expect_status 3 "(error 1)" 69 none.xml "$lan4"
	expect_status 3 "(error 1)" "$other_port" none.xml "$lan4"
	expect_status 1 "larger than 1048576 bytes" 69 large.xml "$lan4"
	expect_status 1 "larger than 1048576 bytes" "$other_port" large.xml \
		"$lan4"
}

test_default()
{
	local address

	configure
	start_servers
	count_requests
	for address in "$lan4" "$lan6"; do
		expect_file 69 cfg.xml "$address"
		expect_file "$other_port" cfg.xml "$address"
	done
	expect_equal "requests from the client's ports" \
		"$(requests_from client)" 4
	expect_equal "requests from other ports" \
		"$(requests_from other)" 0
}

# expect_blocked [--any-port] ADDRESS: the server answers, and the firewall blocks
# that.
expect_blocked()
{
	local address=${!#} before

	before=$(count udp-rejected)
	expect_failure timeout 2 nsenter --net=/run/netns/phone -- \
		"$tools/tftp_get" "${@:1:$# - 1}" "$other_port" cfg.xml \
		"$address" >"$work/fetched"
	(($(count udp-rejected) > before))
}

test_no_cisco_tftp()
{
	local address

	configure Firewall_Config=NO_CISCO_TFTP
	start_servers
	count_requests
	for address in "$lan4" "$lan6"; do
		expect_file --any-port 69 cfg.xml "$address"
	done
	expect_equal "requests from the client's ports" \
		"$(requests_from client)" 0
	expect_file 69 cfg.xml "$lan4"
	for address in "$lan4" "$lan6"; do
		expect_blocked --any-port "$address"
		expect_blocked "$address"
	done
	configure
	expect_file "$other_port" cfg.xml "$lan4"
}

# Nobody listens at the first address, and it does not even exist.
test_next_address()
{
	configure
	start_servers
	in_phone ip route add unreachable 198.51.100.1
	expect_file 69 cfg.xml 198.51.100.1 "$lan4"
	expect_status 1 "198.51.100.1: No route to host" 69 cfg.xml 198.51.100.1
}

# The stranger's packets come in, since the ports are open: it gets error 5. The
# server begins only then.
expect_stranger_refused()
{
	local address=$1 server=$2 client

	start stranger in_pc "$folder/hostile_tftp.py" stranger \
		"$address"
	get "$other_port" cfg.xml "$server" &
	client=$!
	wait_for grep refused "$work/stranger"
	start_servers
	wait "$client"
	cmp "$served/cfg.xml" "$work/fetched"
}

test_other_address()
{
	configure
	expect_stranger_refused "$phone4" "$lan4"
}

test_other_address_ipv6()
{
	configure
	expect_stranger_refused "$phone6" "$lan6"
}

test_other_port()
{
	local address

	configure
	for address in "$lan4" "$lan6"; do
		start server in_lan "$folder/hostile_tftp.py" \
			two-ports "$address" "$hostile_port"
		wait_for grep ready "$work/server"
		get "$hostile_port" cfg.xml "$address"
		expect_equal "end of the file" "$(tail -c 8 "$work/fetched")" \
			aaaagood
		expect_equal "its size" "$(wc -c <"$work/fetched")" 516
		wait_for grep "done" "$work/server"
	done
}

create_network
create_files
test_that "files come by TFTP, are not there, or are too large" test_files
test_that "by default the client has ports of its own, for servers at any port" \
	test_default
test_that "under NO_CISCO_TFTP a server at port 69 works, from any port, and no other" \
	test_no_cisco_tftp
test_that "the next address is asked if one cannot be reached" \
	test_next_address
test_that "a file from another address of the LAN does not get in" \
	test_other_address
test_that "nor does it by IPv6" test_other_address_ipv6
test_that "nor does a block from another port of the server" test_other_port
run_tests
