#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The attacks of docs/provisioning-attacks.md, one test each, on a phone whose
# flash is empty. What the spec leaves open must succeed here, and so must
# everything without its attack: both show that the attack was possible.
#
#     lan                                         phone
#     eth0 ------------------------------------ eth0
#     .2  the server: dnsmasq, nginx              phonewalld, phonewall-provision
#     .66 to .69  the attacker: dnsmasq (DNS, DHCP, TFTP), nginx
#
# Every program is started once. cfg.xml opens TCP port 8000, the server's profile
# 8443 and the attacker's 8080.
#
# shellcheck disable=SC2016 # $MA is for phonewall-provision

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/tls.bash
. "$(dirname "$0")/tls.bash"
# shellcheck source=tests/netns/harness/provisioning.bash
. "$(dirname "$0")/provisioning.bash"

server=provision.example.com
evil=192.0.2.66
mac=020000000001 other_mac=020000000002
served=$work/served
taken=$work/taken	# what the attacker serves
provisioned=$work/provisioned	# the program's own directories
rule="Profile_Rule=https://$server/"'$MA.xml'

# Certificates

# issue_for_name NAME HOST
issue_for_name()
{
	openssl req -x509 -config "$pki_configuration" -days 900 \
		-key "$pki/server.key" -subj "/CN=$1" -out "$pki/$1.pem" \
		-addext "subjectAltName=DNS:$2" -CA "$pki/authority.pem" \
		-CAkey "$pki/authority.key"
}

# issue_for_phone NAME MAC SERIAL: of the server's key, which saves another.
issue_for_phone()
{
	openssl req -x509 -config "$pki_configuration" -days 900 \
		-key "$pki/server.key" -subj "/OU=CP-8841/ST=$2/L=$3" \
		-out "$pki/$1.pem" -CA "$pki/authority.pem" \
		-CAkey "$pki/authority.key"
}

make_certificates()
{
	tls_host=$server
	make_tls_certificates
	make_key stranger "${tls_curve[@]}"
	make_authority stranger
	issue false server server -CA "$pki/stranger.pem" \
		-CAkey "$pki/stranger.key"
	issue_for_name evil evil.example.org
	issue_for_name files files.example.com
	issue_for_phone phone "$mac" ABC
	issue_for_phone stolen "$other_mac" DEF
	chmod 644 "$pki"/*
}

# Files

# encrypt KEY: as the vendor's phones take it.
encrypt()
{
	openssl enc -aes-256-cbc -md sha256 -k "$1" 2>/dev/null
}

make_files()
{
	local path="$served/$mac"

	mkdir -p "$served" "$taken"
	ln -s profile.xml "$taken/8841-3PCC.xml"
	echo 'function FindProxyForURL(u, h) { return "PROXY 192.0.2.66:3128"; }' \
		>"$taken/proxy.pac"
	write_configuration Firewall_Config=TCP:8443 >"$path.xml"
	write_configuration Firewall_Config=TCP:8080 >"$taken/profile.xml"
	ln "$path.xml" "$served/8841-3PCC.xml"
	encrypt secret <"$path.xml" >"$path.enc"
	gzip -c "$path.xml" >"$path.gz"
	head -c -9 "$path.gz" >"$served/cut.gz"
	truncate -s 4G "$served/huge.xml"
	ln "$served/huge.xml" "$served/endless.xml"
	head -c 100000 /dev/zero | tr '\0' ' ' >"$served/slow.xml"
}

# nginx

# tls ADDRESS CERTIFICATE LINE...
tls()
{
	cat <<-END
		server {
			listen $1:443 ssl;
			ssl_certificate $pki/$2.pem;
			ssl_certificate_key $pki/server.key;
	END
	printf '%s\n' "${@:3}" "}"
}

write_servers()
{
	local attack="root $taken; location / { try_files /profile.xml =404; }"

	cat <<-'END'
		log_format row '$server_addr:$server_port $request_uri $status '
			'$ssl_client_s_dn';
		map $ssl_client_s_dn $phone { "~ST=(?<st>[0-9a-f]{12})" $st; }
	END
	echo "access_log $work/access row;"
	tls "$lan4" right "ssl_client_certificate $pki/authority.pem;" \
		"ssl_verify_client on;" "root $served;" \
		'location ~ ^/own/(?<asked>[0-9a-f]+)\.xml$ {' \
		'	if ($asked != $phone) { return 403; }' \
		'	try_files /$asked.xml =404; }' \
		"location = /down { return 302 http://$server/profile.xml; }" \
		"location = /moved { return 302 /$mac.xml; }" \
		'location = /away { return 302 https://evil.example.org/; }' \
		'location = /inside { return 302 https://files.example.com/; }' \
		'location = /slow.xml { limit_rate 20; }' \
		'location = /endless.xml { sub_filter x y; sub_filter_types *; }'
	echo "server { listen $lan4:80; root $served; }"
	tls "$evil" false "server_name $server;" "$attack"
	tls "$evil" evil "server_name evil.example.org;" "$attack"
	tls "$evil" files "server_name files.example.com;" "$attack"
	tls 192.0.2.67 evil "$attack"
	tls 192.0.2.68 stolen "$attack"
	printf '%s\n' "server {" "listen $evil:80;" "listen 192.0.2.69:80;" \
		"listen 192.0.2.69:443;" "$attack }"
}

# dnsmasq

# names ADDRESS [OPTION]...
names()
{
	in_lan dnsmasq --keep-in-foreground --user=root --group=root \
		--conf-file=/dev/null --no-resolv --no-hosts --pid-file= \
		--log-facility=- --log-queries --no-round-robin \
		--bind-interfaces "--listen-address=$1" "${@:2}"
}

start_names()
{
	local host attacks=()

	start honest names "$lan4" "--address=/$server/$lan4" \
		"--address=/evil.example.org/$evil" \
		"--address=/files.example.com/$evil" --local=/#/
	for host in "$evil" 192.0.2.{67,68,69}; do
		attacks+=("--host-record=$server,$host")
	done
	start rogue names "$evil" "${attacks[@]}" "--address=/#/$evil" \
		--enable-tftp --tftp-root="$taken" \
		--no-ping --leasefile-ro --log-dhcp \
		--dhcp-range=192.0.2.100,192.0.2.110,120s \
		"--dhcp-option-force=66,$evil" "--dhcp-option=6,$evil" \
		--dhcp-option-force=15,example.com \
		"--dhcp-option-force=252,http://$evil/proxy.pac"
}

# The phone

describe_phone()
{
	cat <<-END
		product = CP-8841-3PCC
		series = 8841-3PCC
		interface = eth0
		ca_certificate = $pki/authority.pem
		certificate = $pki/phone.pem
		key = $pki/server.key
	END
}

# factory PARAMETER...: cfg.xml, with a mark by which it is known.
factory()
{
	write_configuration Firewall_Config=TCP:8000 Resync_On_Reset=No \
		Resync_Periodic=0 Resync_Error_Retry_Delay=0 "GPP_P=$mark" \
		"$@" >"$cfg.new"
	mv "$cfg.new" "$cfg"
}

start_phone()
{
	mkdir -p "$etc" "$run" "$state" "$provisioned"/{run,state}
	chown "$provision_user:$provision_group" "$provisioned"/{run,state}
	make_lease_directory
	describe_phone >"$etc/provision.conf"
	mark=start
	factory
	start agent agent
	wait_for test -S "$run/store.sock"
	start provision provision --device "$etc/provision.conf" \
		--agent-directory "$run" \
		--state-directory "$provisioned/state" \
		--run-directory "$provisioned/run"
	provision=${started[-1]}
	wait_for is_configured
}

# lease [NAME=VALUE]...: the phone's lease, as udhcpc tells phonewall-dhcp.
lease()
{
	env interface=eth0 "ip=$phone4" "$@" phonewall-dhcp bound
}

hexadecimal()
{
	printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
}

# lease_160 TEXT [TEXT]: with option 160, and 159.
lease_160()
{
	lease "opt160=$(hexadecimal "$1")" ${2+"opt159=$(hexadecimal "$2")"}
}

# get_lease: from the attacker's DHCP server, which is the only one.
get_lease()
{
	rm -f "$leases"/*
	printf '#!/bin/sh\nexec phonewall-dhcp "$1"\n' >"$work/udhcpc.script"
	chmod +x "$work/udhcpc.script"
	in_phone busybox udhcpc -i eth0 -n -q -t 20 -T 1 -O 66 -O 252 -O domain \
		-O dns -s "$work/udhcpc.script"
}

# read_file FILE: into $text, without a process.
read_file()
{
	IFS= read -r -d '' text <"$1" || true
}

# generation_in FILE
generation_in()
{
	read_file "$1"
	[[ $text =~ \"generation\":\ *([0-9]+) ]]
}

# is_configured: phonewall-provision has this cfg.xml.
is_configured()
{
	local text generation

	generation_in "$run/provisioning.json" || return
	generation=${BASH_REMATCH[1]}
	[[ $text == *"\"$mark\""* ]] &&
		generation_in "$provisioned/run/status.json" &&
		[[ ${BASH_REMATCH[1]} == "$generation" ]]
}

# count_resyncs: into $resyncs.
count_resyncs()
{
	local text word=" resync: " rest

	read_file "$work/provision"
	rest=${text//"$word"/}
	resyncs=$(((${#text} - ${#rest}) / ${#word}))
}

has_resynced()
{
	local text

	count_resyncs
	read_file "$provisioned/run/status.json"
	((resyncs > before)) && [[ $text == *'"waiting"'* ]]
}

# resync PARAMETER...: empties the flash, has a cfg.xml of these, and asks for the
# profile once.
resync()
{
	mark=$EPOCHREALTIME
	in_phone phonewallctl reset --run-directory "$run"
	factory "$@"
	wait_for is_configured
	: >"$work/access"
	count_resyncs
	before=$resyncs
	kill -HUP "$provision"
	wait_for has_resynced
}

# What came of it

expect_port()
{
	expect_probe "$phone4" open "$1" tcp 8000 8080 8443
}

# expect_profile: the phone has the server's.
expect_profile()
{
	expect_port 8443
}

# expect_attack: the phone has the attacker's.
expect_attack()
{
	expect_port 8080
}

# expect_refusal TEXT: the phone has neither, and says why.
expect_refusal()
{
	[[ $(<"$provisioned/run/status.json") == *'"reason":"'*"$1"* ]] || {
		cat "$provisioned/run/status.json"
		return 1
	}
	expect_port 8000
}

# What is no HTTP, such as a ClientHello to a plain server, has no path.
expect_unasked()
{
	expect_failure grep -E '^192\.0\.2\.6[6-9]:[0-9]+ /' "$work/access"
}

# Tests

# refusals LINE: since that line of the log, of the attacker's servers.
refusals()
{
	tail -n "+$1" "$work/provision" | tr -s '\n ' ' ' |
		grep -oE 'at 192\.0\.2\.6[0-9]: [^:;]+' | head -n 4
}

test_rogue_dns()
{
	local lines

	use_resolver "$evil"
	lines=$(wc -l <"$work/provision")
	resync "$rule"
	expect_refusal "no TLS connection"
	expect_unasked
	diff - <(refusals "$((lines + 1))") <<-END
		at $evil: its certificate is not trusted
		at 192.0.2.67: its certificate is not for $server
		at 192.0.2.68: its certificate is not for $server
		at 192.0.2.69: no TLS connection
	END
	resync "Profile_Rule=http://$server/\$MA.xml"
	expect_attack
	use_resolver "$lan4"
	resync "$rule"
	expect_profile
}

# Whose lease it is: a phone without a rule of its own asks the server that DHCP
# names, and takes what that has. Any one of three parameters keeps it from that.
test_rogue_dhcp()
{
	get_lease
	use_resolver "$(sed -n 's/^dns //p' "$leases/eth0-v4.lease")"
	resync "$rule"
	expect_refusal "no TLS connection"
	expect_unasked
	resync
	expect_attack
	grep "sent .*/8841-3PCC.xml to $phone4" "$work/rogue"
	resync Restricted_Access_Domains=example.com
	expect_refusal "not in Restricted_Access_Domains"
	resync 'Profile_Rule=[--key secret] /$PSN.xml'
	expect_refusal "not encrypted"
	resync 'Profile_Rule=https:///$PSN.xml'
	expect_refusal "its certificate is not"
	use_resolver "$lan4"
	lease_160 "https://$server"
	resync
	expect_profile
}

test_dhcp_url()
{
	use_resolver "$lan4"
	lease_160 "http://$evil/profile.xml"
	resync "$rule"
	expect_profile
	expect_unasked
	resync 'Profile_Rule=https:///$MA.xml'
	expect_port 8000
	expect_unasked
	resync
	expect_attack
}

# skipped: options that are no server, as the log has them since $lines.
skipped()
{
	tail -n "+$((lines + 1))" "$work/provision" | tr -s '\n ' ' ' |
		grep -oE 'v4\.lease: option (159|160) ' | sort -u | wc -l
}

# What is no server is named in the log and not used. No shell runs it, and nobody
# hears of it. Two at a time.
test_hostile_lease()
{
	local name lines questions names=(
		"\$(touch $work/owned).example.org"
		"x;touch $work/owned"
		"http://$server@evil.example.org/"
		"https://$server|https://evil.example.org/"
		'http://$SA.example.org/'
		"https://$server%00.evil.example.org/"
		$'https://evil.example.org/\nx'
		"http://$evil\"] [--uid x/"
	)

	use_resolver "$lan4"
	questions=$(wc -l <"$work/honest")
	for ((name = 0; name < ${#names[@]}; name += 2)); do
		lines=$(wc -l <"$work/provision")
		lease_160 "${names[name]}" "${names[name + 1]}"
		resync GPP_SA=secret
		expect_refusal "option 160 "
		expect_unasked
		expect_equal "skipped options" "$(skipped)" 2
	done
	expect_failure test -e "$work/owned"
	tail -n "+$((questions + 1))" "$work/honest" >"$work/asked"
	expect_failure grep -E 'evil|secret' "$work/asked"
	lease_160 "https://evil.example.org"
	resync
	expect_attack
	tail -n "+$((questions + 1))" "$work/honest" | grep 'query.*evil'
}

# The lease names a PAC script, which names the attacker as the proxy.
test_rogue_proxy()
{
	get_lease
	grep "^option 252 $(hexadecimal "http://$evil/proxy.pac")" \
		"$leases/eth0-v4.lease"
	phonewallctl proxy --pac "$taken/proxy.pac" "https://$server/" |
		grep -F 192.0.2.66
	use_resolver "$lan4"
	resync "$rule" Proxy_Mode=Off
	expect_profile
	expect_unasked
	resync "$rule" Proxy_Mode=Auto
	expect_failure expect_attack
	expect_failure grep -F "$mac" <(grep '^192\.0\.2\.6' "$work/access")
}

test_plain_server()
{
	use_resolver "$evil"
	resync "Profile_Rule=https://$server:80/\$MA.xml"
	expect_refusal "no TLS connection"
	resync "Profile_Rule=http://$server:80/\$MA.xml"
	expect_attack
}

test_downgrade()
{
	use_resolver "$lan4"
	resync "Profile_Rule=https://$server/down"
	expect_refusal "redirects from HTTPS to HTTP"
	expect_equal "requests" "$(wc -l <"$work/access")" 1
	resync "Profile_Rule=https://$server/moved"
	expect_profile
}

test_open_redirect()
{
	use_resolver "$lan4"
	resync "Profile_Rule=https://$server/away"
	expect_attack
	resync "Profile_Rule=https://$server/away" \
		Restricted_Access_Domains=example.com
	expect_refusal "Restricted_Access_Domains"
	expect_unasked
	resync "Profile_Rule=https://$server/inside" \
		Restricted_Access_Domains=example.com
	expect_attack
	resync "Profile_Rule=https://$server/inside" \
		"Restricted_Access_Domains=$server"
	expect_refusal "Restricted_Access_Domains"
	expect_unasked
	resync "$rule" "Restricted_Access_Domains=$server"
	expect_profile
}

# steal PATH: the thief of another phone's certificate and key asks.
steal()
{
	in_lan curl -s --resolve "$server:443:$lan4" \
		--cacert "$pki/authority.pem" --cert "$pki/stolen.pem" \
		--key "$pki/server.key" "https://$server/$1" >"$work/stolen"
}

# The server sees whose certificate it is. What it makes of that is its own.
test_stolen_certificate()
{
	use_resolver "$lan4"
	resync "Profile_Rule=https://$server/own/\$MA.xml"
	expect_profile
	grep "^$lan4:443 /own/$mac.xml 200 L=ABC,ST=$mac,OU=CP-8841$" \
		"$work/access"
	steal "own/$mac.xml"
	grep "^$lan4:443 /own/$mac.xml 403 L=DEF,ST=$other_mac,OU=CP-8841$" \
		"$work/access"
	expect_failure grep 8443 "$work/stolen"
	steal "$mac.xml"
	grep 8443 "$work/stolen"
	steal "$mac.enc"
	expect_failure grep 8443 "$work/stolen"
	resync "Profile_Rule=[--key secret] https://$server/\$MA.enc"
	expect_profile
}

# attacker_serves: what is read from the standard input.
attacker_serves()
{
	cat >"$work/file"
	mv "$work/file" "$taken/profile.xml"
}

attacker_serves_own()
{
	write_configuration Firewall_Config=TCP:8080 | attacker_serves
}

# The attacker has recorded it. Its key is right, and nothing tells its age.
test_replay()
{
	use_resolver "$evil"
	write_configuration Firewall_Config=TCP:8080 | encrypt secret |
		attacker_serves
	resync "Profile_Rule=[--key secret] http://$server/\$MA.enc"
	expect_attack
	resync "Profile_Rule=[--key secret] https://$server/\$MA.enc"
	expect_refusal "no TLS connection"
	expect_unasked
	attacker_serves_own
}

# Nothing in a profile tells whose it is, but the key.
test_other_phone()
{
	use_resolver "$evil"
	resync "Profile_Rule=http://$server/\$MA.xml"
	expect_attack
	write_configuration Firewall_Config=TCP:8080 | encrypt other |
		attacker_serves
	resync "Profile_Rule=[--key \$SA] http://$server/\$MA.xml" GPP_SA=secret
	expect_refusal "the key is wrong or the file is damaged"
	attacker_serves_own
	resync "Profile_Rule=[--key \$SA] http://$server/\$MA.xml" GPP_SA=secret
	expect_refusal "not encrypted"
	use_resolver "$lan4"
	resync "Profile_Rule=[--key \$SA] http://$server/\$MA.enc" GPP_SA=secret
	expect_profile
}

test_sizes()
{
	use_resolver "$lan4"
	resync "Profile_Rule=https://$server/huge.xml"
	expect_refusal "the file is longer than"
	resync "Profile_Rule=https://$server/endless.xml"
	expect_refusal "the file is longer than"
	resync "$rule"
	expect_profile
}

test_slow()
{
	local begin=$SECONDS

	use_resolver "$lan4"
	resync "Profile_Rule=https://$server/slow.xml"
	expect_refusal "too slow"
	((SECONDS - begin < 40))
}

test_damage()
{
	use_resolver "$lan4"
	resync "Profile_Rule=https://$server/cut.gz"
	expect_refusal "the gzip file is cut off"
	resync "Profile_Rule=https://$server/$mac.gz"
	expect_profile
	resync "Profile_Rule=[--key wrong] https://$server/\$MA.enc"
	expect_refusal "the key is wrong or the file is damaged"
	resync "Profile_Rule=[--key secret] https://$server/\$MA.enc"
	expect_profile
}

prepare()
{
	create_pair
	ip -n phone link set eth0 address 02:00:00:00:00:01
	for host in 66 67 68 69; do
		ip -n lan address add "192.0.2.$host/24" dev eth0
	done
	chmod 755 "$work"
	create_provision_user
	use_resolver "$lan4"
	make_certificates
	make_files
	: >"$work/access"
	write_servers | print_nginx >"$work/nginx.conf"
	start nginx in_lan nginx -e stderr -c "$work/nginx.conf"
	start_names
	wait_for_server lan tcp 443
	wait_for_server lan udp 53
	start_phone
}

prepare >"$work/prepared" 2>&1 || {
	cat "$work/prepared" >&2
	exit 1
}
started=()	# a test ends what it has started itself

test_that "a rogue DNS server leads to nobody with the server's certificate" \
	test_rogue_dns
test_that "a rogue DHCP server gets no request of a rule that names its server" \
	test_rogue_dhcp
test_that "a URL by DHCP leads no rule from HTTPS to HTTP" test_dhcp_url
test_that "a lease with metacharacters is not used" test_hostile_lease
test_that "a PAC script by DHCP leads to no profile of the attacker's" \
	test_rogue_proxy
test_that "a plain HTTP server is not taken for an HTTPS server" \
	test_plain_server
test_that "a redirect leads no rule from HTTPS to HTTP" test_downgrade
test_that "an open redirect leads as far as Restricted_Access_Domains" \
	test_open_redirect
test_that "a stolen certificate is of the phone that it was stolen from" \
	test_stolen_certificate
test_that "an older profile is taken from whoever may send one" test_replay
test_that "a profile of another phone has another key" test_other_phone
test_that "a huge and an endless profile are refused" test_sizes
test_that "a slow server is left" test_slow
test_that "what is cut off, or has another key, is refused" test_damage
run_tests
