#!/bin/bash
# SPDX-License-Identifier: MIT
#
# phonewall-provision fetches the profile through the HTTP proxy that cfg.xml says:
# Debian's squid, which asks for user and password, in front of nginx; and PAC
# scripts, by WPAD and by PAC_URL, from servers that are good, dead, slow, endless,
# or send a page.
#
#     lan                                  phone
#     eth0 ----------------------------- eth0
#   192.0.2.2   squid, dnsmasq (DNS)     phonewalld, phonewall-provision,
#   192.0.2.12  nginx: the profile       phonewall-pac
#   192.0.2.13  nginx: the PAC script
#
# The firewall's port 8443 tells that the profile came; where from, and with what,
# nginx and squid have in their logs.
#
# shellcheck disable=SC2016 # $MA is for phonewall-provision

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/provisioning.bash
. "$(dirname "$0")/provisioning.bash"
# shellcheck source=tests/netns/harness/tls.bash
. "$(dirname "$0")/tls.bash"

served=$work/served
provisioned=/run/phonewall-provision
server=prov.example.net
origin=192.0.2.12 scripts=192.0.2.13 dead=192.0.2.99
secret=open-sesame	# what $work/basic has the hash of

make_certificates()
{
	tls_host=$server
	make_tls_certificates
	issue other server other
	issue_to proxy server /CN=proxy.example.net
}

# The servers, on the LAN

start_dnsmasq()
{
	start dnsmasq in_lan dnsmasq --keep-in-foreground --user=root \
		--conf-file=/dev/null --no-resolv --no-hosts --log-queries \
		--log-facility=- "--listen-address=$lan4" --bind-interfaces \
		"--host-record=$server,$origin" \
		"--host-record=direct.example.net,$origin" \
		"--host-record=proxy.example.net,$lan4" \
		"--host-record=pac.example.net,$scripts" \
		--local=/example.net/ --local=/example.org/ "$@"
	wait_for_server lan udp 53
}

# Each header of credentials that arrives is in the log.
write_nginx()
{
	print_nginx <<-END
		log_format row '\$server_addr \$remote_addr \$request_uri \$status '
			'\$http_authorization\$http_proxy_authorization';
		access_log $work/requests row;
		server {
			listen $origin:443 ssl;
			ssl_certificate $pki/$1.pem;
			ssl_certificate_key $pki/server.key;
			root $served;
		}
		server {
			listen $origin:80;
			root $served;
		}
		server {
			listen $scripts:80;
			location = /slow.pac { root $served; limit_rate 20; }
			location = /page.pac { return 200 "<html><body>\n"; }
			location / { root $served; }
		}
	END
}

# start_nginx [CERTIFICATE]
start_nginx()
{
	: >"$work/requests"
	write_nginx "${1:-right}" >"$work/nginx.conf"
	start nginx in_lan nginx -e stderr -c "$work/nginx.conf"
	wait_for_server lan tcp 443
}

# rules basic|digest|open
rules()
{
	local helper=/usr/lib/squid

	[[ $1 != basic ]] || helper+=/basic_ncsa_auth
	[[ $1 != digest ]] || helper+=/digest_file_auth
	cat <<-END
		http_port $lan4:3128
		https_port $lan4:3129 tls-cert=$pki/proxy.pem tls-key=$pki/server.key
	END
	if [[ $1 == open ]]; then
		echo "http_access allow all"
		return
	fi
	cat <<-END
		auth_param $1 program $helper $work/$1
		auth_param $1 children 1 startup=1
		auth_param $1 realm squid
		acl known proxy_auth REQUIRED
		http_access allow known
	END
}

# start_proxy basic|digest|open: at port 3128, and in TLS at 3129.
start_proxy()
{
	start_squid < <(rules "$1")
	squid=${started[-1]}
}

# Nobody listens at the first proxy, and the certificate is for no address.
write_scripts()
{
	cat >"$served/good.pac" <<-END
		function FindProxyForURL(url, host) {
			if (host == "direct.example.net")
				return "DIRECT";
			return "PROXY $lan4:1; HTTPS $lan4:3129; " +
				"HTTPS proxy.example.net:3129; DIRECT";
		}
	END
	sed 's/HTTPS proxy.example.net:3129/PROXY proxy.example.net:3128/' \
		"$served/good.pac" >"$served/wpad.dat"
	head -c 100000 /dev/zero | tr '\0' ' ' >"$served/slow.pac"
}

# The phone

status()
{
	jq -r "$1" "$provisioned/status.json"
}

# ended RESULT: as many resyncs as were begun have ended, the last one so.
ended()
{
	(($(grep -c "resync: " "$work/provision") >= resyncs)) &&
		[[ $(status .result) == "$1" ]]
}

# begin PARAMETER...: the phone starts; cfg.xml is all that it knows.
begin()
{
	rm -rf "$run" "$state" "$provisioned" "$work/provisioned"
	mkdir -p "$etc" "$run" "$state" "$provisioned" "$work/provisioned"
	chown "$provision_user:$provision_user" "$provisioned" "$work/provisioned"
	write_configuration Resync_Random_Delay=0 Web_Server_Port=8000 \
		"Profile_Rule=https://$server/cfg.xml" "$@" >"$cfg"
	start agent agent
	wait_for test -S "$run/store.sock"
	resyncs=1
	start provision provision --device "$etc/provision.conf" \
		--agent-directory "$run" --run-directory "$provisioned" \
		--state-directory "$work/provisioned"
}

# set_pac_url URL: as a user does, until phonewall-provision is told.
set_pac_url()
{
	in_phone phonewallctl set --run-directory "$run" "PAC_URL=$1"
	wait_for grep -F "$1" "$run/proxy.json"
}

manual()
{
	begin Proxy_Mode=Manual Proxy_Host=proxy.example.net Proxy_Port=3128 \
		Proxy_Server_Requires_Authentication=Yes Proxy_Username=phone \
		"Proxy_Password=$secret" "$@"
}

# again: another resync.
again()
{
	resyncs=$((resyncs + 1))
	kill -HUP "${started[-1]}"
}

# expect_profile: it has come. expect_none MESSAGE: it has not.
expect_profile()
{
	wait_for ended success || {
		cat "$work/provision" "$work/basic" "$work"/squid.files/*
		return 1
	}
}

expect_none()
{
	wait_for ended failure || { cat "$work/provision"; return 1; }
	status .reason | grep -F -- "$1" || { status .reason; return 1; }
}

# expect_requests LINE...: what nginx was asked, with no credentials.
expect_requests()
{
	expect_equal requests "$(sed 's/ --$//' "$work/requests")" \
		"$(IFS=$'\n'; echo "$*")"
}

# expect_choice URL TEXT: phonewallctl tells the same.
expect_choice()
{
	in_phone phonewallctl proxy --state-directory "$state" "$1" >"$work/choice"
	grep -F "$2" "$work/choice" || { cat "$work/choice"; return 1; }
}

through="$origin $lan4 /cfg.xml 200"
direct="$origin $phone4 /cfg.xml 200"

# Tests

test_manual()
{
	start_dnsmasq
	start_nginx
	start_proxy "$1"
	manual
	expect_profile
	expect_requests "$through"
	wait_for grep -F " $server:443 phone " "$work/squid.files/access"
	expect_equal readers "$(stat -c %A:%g "$run/proxy.json")" \
		"-rw-r-----:$provision_group"
	expect_failure grep -r "$secret" "$provisioned" "$work/provisioned" \
		"$work/provision" "$work/agent"
	expect_failure grep -F "query[A] $server from $phone4" "$work/dnsmasq"
	expect_choice "https://$server/cfg.xml" http://proxy.example.net:3128
}

# Squid's answer to the last one is 407; then it is gone.
test_refusal()
{
	start_dnsmasq
	start_nginx
	start_proxy basic
	manual Proxy_Password=wrong
	expect_none "the proxy refuses user and password (407)"
	wait_for grep -F TCP_DENIED/407 "$work/squid.files/access"
	kill -KILL "$squid"
	wait_for has_ended "$squid"
	again
	expect_none "cannot connect"
	expect_requests
}

test_other_certificate()
{
	start_dnsmasq
	start_nginx other
	start_proxy open
	manual
	expect_none "its certificate is not for $server"
	wait_for grep -F " $server:443 " "$work/squid.files/access"
	expect_requests
}

test_script()
{
	start_dnsmasq
	start_nginx
	start_proxy open
	begin Proxy_Mode=Auto Use_Auto_Discovery__WPAD_=No \
		PAC_URL=http://pac.example.net/good.pac \
		Profile_Rule_B=http://direct.example.net/cfg.xml
	expect_profile
	expect_requests "$scripts $phone4 /good.pac 200" "$through" "$direct"
	grep -F "the proxy's certificate is not for $lan4; " "$work/provision"
	expect_choice "https://$server/cfg.xml" \
		"then https://proxy.example.net:3129"
	expect_choice http://direct.example.net/ directly
	# The server of the script must be allowed, too.
	in_phone phonewallctl set --run-directory "$run" \
		"Restricted_Access_Domains=$server,direct.example.net"
	wait_for grep -F Restricted_Access "$run/provisioning.json"
	set_pac_url http://pac.example.net/other.pac
	again
	expect_none "Restricted_Access_Domains does not allow"
}

set_lease()
{
	printf '%s\n' "phonewall-lease 1" "family ipv4" "interface eth0" "$@" \
		>"$leases/eth0-v4.lease"
}

test_discovery()
{
	start_dnsmasq "--host-record=wpad.example.net,$scripts"
	start_nginx
	start_proxy open
	set_lease "domain example.net" "option 252 $(printf \
		http://pac.example.net/good.pac | od -An -v -tx1 | tr -d ' \n')"
	begin Proxy_Mode=Auto
	expect_profile
	set_lease "domain example.net"
	again
	expect_profile
	set_lease "domain example.org"
	again
	expect_profile
	expect_requests "$scripts $phone4 /good.pac 200" "$through" \
		"$scripts $phone4 /wpad.dat 200" "${through/200/304}" \
		"${direct/200/304}"
	expect_choice "https://$server/" "WPAD has found no script"
	rm "$leases/eth0-v4.lease"
}

# Neither does anything go without a proxy.
test_bad_scripts()
{
	start_dnsmasq
	start_nginx
	begin Proxy_Mode=Auto Use_Auto_Discovery__WPAD_=No \
		PAC_URL=http://pac.example.net/page.pac
	expect_none "line 1: SyntaxError"
	set_pac_url http://pac.example.net/slow.pac
	again
	expect_none "too slow"
	set_pac_url "http://$dead/a.pac"
	again
	expect_none "cannot connect"
	expect_failure grep -F " /cfg.xml " "$work/requests"
}

prepare()
{
	create_pair
	for address in "$origin" "$scripts"; do
		ip -n lan address add "$address/24" dev eth0
	done
	chmod 755 "$work"
	mkdir -p "$served" "$leases"
	write_configuration Web_Server_Port=8443 >"$served/cfg.xml"
	create_provision_user
	prepare_squid
	use_resolver "$lan4"
	echo 'phone:$1$phone$OSChTa/MlyvWyzKjitqGC/' >"$work/basic"
	echo "phone:$secret" >"$work/digest"
	make_certificates
	write_scripts
	mkdir -p "$etc"
	cat >"$etc/provision.conf" <<-END
		interface = eth0
		ca_certificate = $pki/authority.pem
	END
	chmod a+rx "$pki"
	chmod a+r "$pki"/authority.pem
}

prepare >"$work/prepared" 2>&1 || {
	cat "$work/prepared" >&2
	exit 1
}

test_that "a profile comes through squid by Basic, to which alone the password goes" \
	test_manual basic
test_that "the same by Digest" test_manual digest
test_that "a wrong password, and a proxy that is gone, let nothing through" \
	test_refusal
test_that "the server's name is verified through the proxy" \
	test_other_certificate
test_that "a PAC script chooses for each host, and the next proxy follows one that is \
dead or has another's certificate" test_script
test_that "WPAD asks DHCP, then DNS, and there may be no script" test_discovery
test_that "a PAC script that is a page, slow or not there stops all" \
	test_bad_scripts
run_tests
