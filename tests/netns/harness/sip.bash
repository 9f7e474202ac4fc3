# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the suites about SIP share: Kamailio as the registrar, baresip as the
# phone's stack and as a caller, phonewall-sip as a user of its own, and DNS.
#
# shellcheck disable=SC2034,SC2154 # suites use these, lib.bash and tls.bash have others

sip_user=992
sip_group=993
sip_domain=example.com
sip_address=$lan4	# of the registrar
sip_run=$work/sip-run
at_challenge=		# what Kamailio does before it asks for the password
at_start=		# what it does with each request at first
sip_listen=		# more of its addresses
dns_records=()		# dnsmasq's options for more
edge_host=phone
baresip_lines=()	# more of baresip's configuration

# create_sip_user: gone with this suite's own mounts.
create_sip_user()
{
	local file

	for file in passwd group; do
		cp "/etc/$file" "$work/$file"
		mount --bind "$work/$file" "/etc/$file"
	done
	echo "phonewall-sip:x:$sip_user:$sip_group::/:/bin/false" >>/etc/passwd
	echo "phonewall-sip:x:$sip_group:" >>/etc/group
}

# Names the registrar, and the impostor at the PC.
start_sip_dns()
{
	if [[ ! -e $work/resolv.conf ]]; then
		touch /etc/resolv.conf "$work/resolv.conf"
		mount --bind "$work/resolv.conf" /etc/resolv.conf
	fi
	echo "nameserver $lan4" >"$work/resolv.conf"
	start dns in_lan dnsmasq --keep-in-foreground --user=root \
		--group=root --conf-file=/dev/null --no-resolv --no-hosts \
		--pid-file= --log-facility=- "--listen-address=$lan4" \
		--bind-interfaces "--address=/$sip_domain/$sip_address" \
		"--address=/example.org/$pc4" "${dns_records[@]}"
	wait_for_server lan udp 53
}

# write_kamailio: a registrar that asks alice and bob for the password "secret".
write_kamailio()
{
	local module

	cat <<-END
		debug=0
		log_stderror=yes
		children=1
		tcp_children=1
		enable_tls=yes
		tcp_accept_no_cl=no
		alias="$sip_domain"
		auto_aliases=no
		listen=udp:$lan4:5060
		listen=tcp:$lan4:5060
		listen=tls:$lan4:5061
	END
	echo "mpath=\"$(echo /usr/lib/*/kamailio/modules)/\""
	for module in tls kex corex tm sl rr pv maxfwd usrloc registrar textops \
		textopsx siputils xlog auth; do
		echo "loadmodule \"$module.so\""
	done
	cat <<-END
		modparam("tls", "private_key", "$pki/server.key")
		modparam("tls", "certificate", "$pki/right.pem")
		modparam("tls", "tls_method", "TLSv1.2+")
	END
	cat <<-'END'
		# listen
		request_route {
			# at start
			xlog("L_ERR", "got $rm by $proto from $fU, $(hdrc(Via)) Via\n");
			if (has_totag()) {
				if (loose_route()) {
					t_relay();
				} else if (is_method("ACK")) {
					if (t_check_trans()) t_relay();
				} else {
					sl_send_reply("404", "Not here");
				}
				exit;
			}
			if (is_method("CANCEL")) {
				if (t_check_trans()) t_relay();
				exit;
			}
			if (is_method("ACK")) exit;
			if (is_method("REGISTER")) {
				if (!pv_www_authenticate("$fd", "secret", "0")) {
					# at challenge
					www_challenge("$fd", "1");
					exit;
				}
				xlog("L_ERR", "registered $fU at $ct by $proto\n");
				xlog("L_ERR", "verify $hdr(Security-Verify) and $(hdr(Security-Verify)[1]), client $hdr(Security-Client), require $hdr(Require)\n");
				save("location");
				exit;
			}
			record_route();
			if (is_method("INVITE"))
				xlog("L_ERR", "verify of $fU $hdr(Security-Verify), offer $rb\n");
			# RFC 3329 section 2.3.1
			remove_hf("Security-Verify");
			remove_hf("Require");
			remove_hf("Proxy-Require");
			if (is_method("INVITE") && $fU == "alice") {
				if (!pv_proxy_authenticate("$fd", "secret", "0")) {
					proxy_challenge("$fd", "1");
					exit;
				}
				consume_credentials();
			}
			if (!lookup("location")) {
				sl_send_reply("404", "Not found");
				exit;
			}
			t_relay();
		}
	END
}

# start_kamailio: its processes end with it.
start_kamailio()
{
	write_kamailio | sed -e "s|# at challenge|$at_challenge|" \
		-e "s|# at start|$at_start|" -e "s|# listen|$sip_listen|" \
		>"$work/kamailio.cfg"
	start kamailio in_lan unshare --pid --fork --kill-child kamailio -DD -E \
		-m 32 -M 8 -f "$work/kamailio.cfg" -Y "$work" -w "$work"
	wait_for_server lan tcp 5061
}

# use_edge_of HOST: what start_edge and start_stack start from now on is there.
use_edge_of()
{
	edge_host=$1
	etc=$work/etc-$1 state=$work/state-$1 run=$work/run-$1
	cfg=$etc/cfg.xml conf=$etc/phonewall.conf sip_run=$work/sip-run-$1
}

edge_agent()
{
	in_host "$edge_host" phonewalld --config "$cfg" --settings "$conf" \
		--state-directory "$state" --run-directory "$run"
}

# edge [OPTION]...: phonewall-sip without a privilege, for "start".
edge()
{
	in_host "$edge_host" setpriv --reuid "$sip_user" --regid "$sip_user" \
		--groups "$sip_group" --no-new-privs --bounding-set -all \
		--inh-caps -all phonewall-sip --device "$etc/provision.conf" \
		--agent-directory "$run" --run-directory "$sip_run" "$@"
}

# start_edge PARAMETER...: phonewalld, with a cfg.xml, and phonewall-sip.
start_edge()
{
	rm -rf "$run" "$state" "$sip_run"
	mkdir -p "$etc" "$run" "$state" "$sip_run"
	chmod 755 "$work"
	chown "$sip_user:$sip_user" "$sip_run"
	echo "ca_certificate = $pki/authority.pem" >"$etc/provision.conf"
	write_configuration Line_Enable_1_=Yes "$@" >"$cfg"
	start "agent-$edge_host" edge_agent
	wait_for test -e "$run/sip.json"
	start "edge-$edge_host" edge
	wait_for test -e "$sip_run/status.json"
}

# line FILTER: what phonewall-sip tells of line 1.
line()
{
	jq -r ".lines[0] | $1" "$sip_run/status.json"
}

line_is() { [[ $(line .state) == "$1" ]]; }

# write_baresip FOLDER LISTEN ACCOUNT: the files of an unmodified stack.
write_baresip()
{
	local module

	mkdir -p "$1"
	{
		echo "sip_listen $2"
		echo "module_path /usr/lib/baresip/modules"
		echo "module g711.so"
		for module in account menu ctrl_tcp; do
			echo "module_app $module.so"
		done
		echo "ctrl_tcp_listen 127.0.0.1:4444"
		((!${#baresip_lines[@]})) ||
			printf '%s\n' "${baresip_lines[@]}"
	} >"$1/config"
	echo "$3" >"$1/accounts"
	: >"$1/contacts"
}

# start_stack NAME TRANSPORT [PARAMETER]: the stack of line 1, which only knows the
# edge; it takes calls.
start_stack()
{
	write_baresip "$work/$1.d" 127.0.0.1:5070 "<sip:$1@$sip_domain>;\
auth_user=$1;auth_pass=secret;answermode=auto;regint=60;\
outbound=\"sip:127.0.0.1:5161;transport=$2\"${3:+;$3}"
	start "$1" in_host "$edge_host" baresip -f "$work/$1.d"
}

# start_alice TRANSPORT
start_alice()
{
	start_stack alice "$1"
	alice=${started[-1]}
}

# start_bob: a phone without an edge, at the PC.
start_bob()
{
	write_baresip "$work/bob.d" "$pc4:5070" "<sip:bob@$sip_domain>;\
auth_user=bob;auth_pass=secret;answermode=auto;regint=60;\
outbound=\"sip:$lan4;transport=udp\""
	start bob in_pc baresip -f "$work/bob.d"
}

# tell HOST COMMAND [ARGUMENT]: to a baresip, by its socket (a netstring).
tell()
{
	local text="{\"command\":\"$2\",\"params\":\"${3:-}\"}"

	in_host "$1" socat -t 0.2 - TCP:127.0.0.1:4444 \
		<<<"${#text}:$text," >/dev/null
}

# said_times NAME TEXT COUNT: whether a program has said something so often.
said_times()
{
	(($(grep -c -- "$2" "$work/$1") >= $3))
}
