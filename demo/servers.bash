# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The servers that a phone uses: web pages, names, DHCP, TFTP on port 69 and on
# another, and one that echoes.
#
# shellcheck disable=SC2154 # other files set the addresses

served=/run/demo/served
served_file=phone.loads
served_name=pbx.example.com
tftp_port=6969
echo_port=7000

start_servers()
{
	local dhcp

	mapfile -t dhcp < <(dhcp_options)
	mkdir -p "$served"
	echo "what the phone came for" >"$served/$served_file"
	start web in_lan busybox httpd -f -p "[::]:80" -h "$served"
	start names in_lan dnsmasq --keep-in-foreground --conf-file=/dev/null \
		--no-resolv --no-hosts --address="/$served_name/$lan4" \
		--bind-interfaces --listen-address="$lan4,$lan6" \
		--user=root --enable-tftp --tftp-root="$served" "${dhcp[@]}"
	start_other_tftp || return
	start echo in_lan "$tools/stream" serve udp "$echo_port"
	await_servers
}

# For IPv4 atftpd. It does not serve IPv6; there dnsmasq answers, for which both
# ports are the same.
start_other_tftp()
{
	start tftp in_lan atftpd --daemon --no-fork --user root --group root \
		--port "$tftp_port" "$served"
	in_lan nft -f - <<-END
		table ip6 other {
			chain prerouting {
				type filter hook prerouting priority raw
				udp dport $tftp_port udp dport set 69
			}
		}
	END
}

await_servers()
{
	wait_for_server lan tcp 80 &&
		wait_for_server lan udp 53 &&
		wait_for_server lan udp 69 &&
		wait_for_server lan udp "$tftp_port" &&
		wait_for_server lan udp "$echo_port"
}
