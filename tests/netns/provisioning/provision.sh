#!/bin/bash
# SPDX-License-Identifier: MIT
#
# A phone whose store is empty finds its profile: phonewall-provision, without a
# privilege, asks nginx for it with the phone's certificate, and phonewalld opens
# what it says. Then servers and certificates of others, which change nothing.
#
#     lan                              phone
#     eth0 ------------------------- eth0
#   dnsmasq (DNS, DHCP, TFTP),     phonewalld, phonewall-provision,
#   nginx                          udhcpc
#
# shellcheck disable=SC2016 # $MA is for phonewall-provision

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/provisioning.bash
. "$(dirname "$0")/provisioning.bash"

pki=$work/pki
served=$work/served
provisioned=$work/provisioned	# the program's own directories
directories=(--device "$etc/provision.conf" --agent-directory "$run"
	--state-directory "$provisioned/state" --run-directory "$provisioned/run")
server=provision.example.com
# Of an elliptic curve, which is quick.
new_key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)

make_authority()
{
	openssl req -x509 "${new_key[@]}" -nodes -days 900 \
		-keyout "$pki/$1.key" -out "$pki/$1.pem" -subj "/CN=$1" \
		2>/dev/null
}

# make_certificate NAME AUTHORITY SUBJECT [SAN]
make_certificate()
{
	openssl req "${new_key[@]}" -nodes -keyout "$pki/$1.key" \
		-out "$pki/$1.request" -subj "$3" 2>/dev/null
	openssl x509 -req -in "$pki/$1.request" -out "$pki/$1.pem" -days 800 \
		-CA "$pki/$2.pem" -CAkey "$pki/$2.key" -CAcreateserial \
		${4:+-extfile <(echo "subjectAltName=$4")} 2>/dev/null
}

make_certificates()
{
	mkdir "$pki"
	make_authority authority
	make_authority stranger
	make_certificate server authority "/CN=$server" "DNS:$server"
	make_certificate other authority /CN=other "DNS:other.example.com"
	make_certificate false stranger "/CN=$server" "DNS:$server"
	make_certificate phone authority /OU=CP-8841/ST=020000000001/L=ABC
	make_certificate thief stranger /OU=CP-8841/ST=020000000001/L=ABC
	chown "$provision_user" "$pki"/phone.* "$pki"/thief.*
}

# The servers, on the LAN

# start_dhcp [CODE,TEXT...]: tells these options, and serves files by TFTP.
start_dhcp()
{
	start_dns "--dhcp-range=$phone4,$phone4,120s" --no-ping \
		--leasefile-ro --enable-tftp "--tftp-root=$served" \
		"${@/#/--dhcp-option-force=}"
}

# start_nginx CERTIFICATE: demands a certificate of "authority".
start_nginx()
{
	print_nginx >"$work/nginx.conf" <<-END
		access_log $work/access;
		server {
			listen $lan4:443 ssl;
			ssl_certificate $pki/$1.pem;
			ssl_certificate_key $pki/$1.key;
			ssl_client_certificate $pki/authority.pem;
			ssl_verify_client on;
			root $served;
			location /coded/ {
				add_header Content-Encoding aes128gcm;
			}
		}
	END
	: >"$work/access"
	start nginx in_lan nginx -c "$work/nginx.conf" -e stderr
	wait_for_server lan tcp 443
}

# The phone

# status FILTER: what phonewall-provision tells.
status()
{
	jq -r "$1" "$provisioned/run/status.json"
}

# ended RESULT: the last resync has ended so.
ended()
{
	[[ $(status .result) == "$1" ]]
}

wait_for_end()
{
	wait_for_file "$provisioned/run/status.json" ended "$1"
}

describe_phone()
{
	cat >"$etc/provision.conf" <<-END
		product = CP-8841-3PCC
		series = 8841-3PCC
		serial = ABC
		interface = eth0
		ca_certificate = $pki/authority.pem
		certificate = $pki/${1:-phone}.pem
		key = $pki/${1:-phone}.key
	END
}

# begin PARAMETER...: the phone starts; cfg.xml is all that it knows.
begin()
{
	rm -rf "$run" "$state" "$provisioned"
	mkdir -p "$etc" "$run" "$state" "$provisioned"/{run,state} "$served"
	chown "$provision_user:$provision_user" "$provisioned"/{run,state}
	[[ -e $etc/provision.conf ]] || describe_phone
	write_configuration Resync_Random_Delay=0 Web_Server_Port=8000 \
		"$@" >"$cfg"
	start agent agent
	wait_for test -e "$run/provisioning.json"
	wait_for test -S "$run/store.sock"
	start provision provision "${directories[@]}"
}

# serve PARAMETER...: what the server has for this phone.
serve()
{
	local address

	address=$(ip -n phone -j link show eth0 | jq -r ".[0].address")
	mkdir -p "$served"
	write_configuration "$@" >"$served/${address//:/}.xml"
}

# lose_lease: the phone has no address, and nothing of DHCP.
lose_lease()
{
	rm -rf "$leases"
	make_lease_directory
	ip -n phone address del "$phone4/24" dev eth0 2>/dev/null || true
}

# The script of udhcpc: the address, and then what examples/dhcp says.
write_udhcpc_script()
{
	cat >"$work/default.script" <<-'END'
		#!/bin/sh
		[ -z "$ip" ] || ip address replace "$ip/$mask" dev "$interface"
	END
	sed "s|/etc/udhcpc/default.script|$work/default.script|" \
		"$folder/../examples/dhcp/udhcpc.script" \
		>"$work/udhcpc.script"
	chmod +x "$work"/*.script
}

udhcpc()
{
	in_phone busybox udhcpc -i eth0 -f -t 20 -T 1 -O 66 -O 150 -O 160 \
		-s "$work/udhcpc.script"
}

# serve_series PARAMETER...: what the default rule asks for.
serve_series()
{
	mkdir -p "$served"
	write_configuration "$@" >"$served/8841-3PCC.xml"
}

rule="Profile_Rule=https://$server/"'$MA.xml'

expect_port()
{
	expect_open tcp "8000 8443" "$1"
}

# Tests

test_first_profile()
{
	serve Web_Server_Port=8443
	start_dns
	start_nginx server
	begin "$rule"
	wait_for_end success
	expect_equal reason "$(status .reason)" null
	expect_port 8443
	grep 'GET /.*\.xml HTTP/1.1" 200' "$work/access"
	expect_equal "kept" "$(ls "$provisioned/state")" succeeded
}

test_command()
{
	serve Web_Server_Port=8443
	start_dns
	start_nginx server
	begin "$rule"
	wait_for_end success
	expect_port 8443
	serve Web_Server_Port=8000
	kill -HUP "${started[-1]}"
	wait_for expect_port 8000
}

# control COMMAND ARGUMENT...: as root.
control()
{
	in_phone phonewallctl "$@" --run-directory "$provisioned/run"
}

# as_group GROUP COMMAND...: as somebody whose first group that is.
as_group()
{
	in_phone setpriv --reuid 65534 --regid "$1" --clear-groups \
		--inh-caps=-all phonewallctl "${@:2}" \
		--run-directory "$provisioned/run"
}

is_busy()
{
	[[ $(control provision --json | jq .busy) == "$1" ]]
}

test_phonewallctl()
{
	serve Web_Server_Port=8443
	start_dns
	start_nginx server
	begin "$rule"
	wait_for_end success
	control provision >"$work/out"
	grep -E "next resync +.*, by period" "$work/out"
	grep -E "server +$server:443" "$work/out"
	serve Web_Server_Port=8000
	expect_equal result "$(control resync)" success
	expect_port 8000
	serve Web_Server_Port=8443
	expect_equal "of the group" "$(as_group 992 resync)" success
	expect_port 8443
	expect_failure control resync "https://$server/none.xml" --json \
		>"$work/out"
	expect_equal "no file" "$(jq -r .result "$work/out")" "not found"
	expect_failure control resync https://other.example.net/x \
		2>"$work/out"
	grep -F "https://other.example.net:443/x" "$work/out"
	expect_failure control resync gopher://x 2>"$work/out"
	grep -F "URL" "$work/out"
}

# A fault in the file about the phone is not blamed on phonewalld.
test_fault_of_device()
{
	serve Web_Server_Port=8443
	start_dns
	start_nginx server
	describe_phone
	echo "colour = blue" >>"$etc/provision.conf"
	begin "$rule"
	wait_for test -S "$provisioned/run/control.sock"
	expect_failure control resync 2>"$work/out"
	grep "the file about this phone has a fault" "$work/out"
	grep "provision.conf:8: colour" "$work/provision"
	expect_failure grep waiting "$work/provision"
	describe_phone
	wait_for_end success
	expect_port 8443
}

test_other_users()
{
	serve Web_Server_Port=8443
	start_dns
	start_nginx server
	begin "$rule"
	wait_for_end success
	: >"$work/access"
	expect_failure as_group 65534 resync 2>"$work/out"
	grep "run this as root" "$work/out"
	chmod 666 "$provisioned/run/control.sock"
	expect_failure as_group 65534 resync 2>"$work/out"
	grep "run this as root" "$work/out"
	expect_equal requests "$(cat "$work/access")" ""
	control resync
	expect_equal requests "$(wc -l <"$work/access")" 1
}

test_busy()
{
	serve Web_Server_Port=8443
	start_dns
	start_nginx server
	begin "$rule" Web_Server_Port=8000
	wait_for_end success
	: >"$work/access"
	mkfifo "$provisioned/run/busy"
	expect_failure control resync 2>"$work/out"
	grep "a line is in use" "$work/out"
	wait_for is_busy true
	expect_failure control resync 2>"$work/out"
	grep "a resync waits" "$work/out"
	expect_equal requests "$(cat "$work/access")" ""
	rm "$provisioned/run/busy"
	wait_for grep -q GET "$work/access"
	is_busy false
}

# expect_nothing MESSAGE: the resync fails so, and the ports are as before.
expect_nothing()
{
	wait_for_end failure
	status .reason | grep -F -- "$1"
	expect_port 8000
}

test_other_server()
{
	serve Web_Server_Port=8443
	start_dns
	start_nginx "$1"
	begin "$rule"
	expect_nothing "$server"
	expect_equal "requests" "$(cat "$work/access")" ""
}

test_thief()
{
	serve Web_Server_Port=8443
	start_dns
	start_nginx server
	mkdir -p "$etc"
	describe_phone thief
	begin "$rule"
	wait_for_end failure
	expect_port 8000
	rm "$etc/provision.conf"
}

test_domains()
{
	serve Web_Server_Port=8443
	start_dns
	start_nginx server
	begin "$rule" "Restricted_Access_Domains=$1"
	expect_nothing "not in Restricted_Access_Domains"
	expect_equal "requests" "$(cat "$work/access")" ""
}

test_allowed_domain()
{
	serve Web_Server_Port=8443
	start_dns
	start_nginx server
	begin "$rule" Restricted_Access_Domains=example.com
	wait_for_end success
	expect_port 8443
}

test_bad_profile()
{
	serve Web_Server_Port=no
	start_dns
	start_nginx server
	begin "$rule"
	expect_nothing Web_Server_Port
}

test_not_found()
{
	start_dns
	start_nginx server
	begin "Profile_Rule=https://$server/nothing.xml"
	wait_for_end "not found"
	expect_port 8000
}

test_secrets()
{
	serve Web_Server_Port=8443
	start_dns
	start_nginx server
	begin "Profile_Rule=[--key \$SA] https://$server/"'$MA.xml' \
		GPP_SA=open-sesame
	expect_nothing encrypted
	expect_failure grep -r open-sesame "$provisioned" "$work/provision" \
		"$work/agent"
	expect_equal "readers" "$(stat -c %A:%g "$run/provisioning.json")" \
		"-rw-r-----:$provision_group"
}

# resynced RESULT COUNT: so many have ended, the last one so.
resynced()
{
	(($(grep -c "resync: " "$work/provision") == $2)) && ended "$1"
}

again()
{
	kill -HUP "${started[-1]}"
	wait_for resynced success "$1"
}

# The server says so itself, unless the store is another one.
test_known_profile()
{
	serve Web_Server_Port=8443
	start_dns
	start_nginx server
	begin "$rule"
	wait_for resynced success 1
	again 2
	expect_port 8443
	in_phone phonewallctl set --run-directory "$run" Web_Server_Port=8000
	expect_port 8000
	again 3
	expect_port 8443
	again 4
	expect_equal statuses "$(sed 's/.*" \([0-9]*\) .*/\1/' "$work/access" |
		tr '\n' ' ')" "200 304 200 304 "
}

# Two profiles, of which the second overrides the first: if one is new, both count.
test_two_profiles()
{
	serve Web_Server_Port=8443
	write_configuration Web_Server_Port=8000 >"$served/second.xml"
	start_dns
	start_nginx server
	begin "$rule" "Profile_Rule_B=https://$server/second.xml"
	wait_for resynced success 1
	expect_port 8000
	write_configuration >"$served/second.xml"
	again 2
	expect_port 8443
	expect_equal statuses "$(sed 's/.*" \([0-9]*\) .*/\1/' "$work/access" |
		tr '\n' ' ')" "200 200 304 200 200 200 "
}

# test_tftp_port client|other [PARAMETER]: which port TFTP is asked from.
test_tftp_port()
{
	serve Web_Server_Port=8443
	start tftp in_lan dnsmasq --keep-in-foreground --user=root \
		--group=root --conf-file=/dev/null --port=0 --pid-file= \
		--log-facility=- --enable-tftp "--tftp-root=$served"
	wait_for_server lan udp 69
	in_phone nft -f - <<-END
		table inet requests
		delete table inet requests
		table inet requests {
			chain output {
				type filter hook output priority 100;
				udp dport 69 udp sport 53240-53245 counter accept comment "client"
				udp dport 69 counter comment "other"
			}
		}
	END
	begin "Profile_Rule=tftp://$lan4/"'$MA.xml' "${@:2}"
	wait_for_end success
	expect_port 8443
	expect_equal "ports" \
		"$(in_phone nft list table inet requests |
			grep "packets [1-9]" | sed 's/.*comment "//; s/"//')" "$1"
}

# The default rule, "/$PSN.xml": from nobody without a lease, and then from the
# TFTP server of option 66, as soon as the lease is there.
test_option_66()
{
	serve_series Web_Server_Port=8443
	lose_lease
	start_dhcp "66,$server"
	begin
	wait_for_end failure
	status .reason | grep -F "eth0 has no lease"
	start udhcpc udhcpc
	wait_for_end success
	expect_equal reason "$(status .reason)" null
	expect_port 8443
	grep "sent .*/8841-3PCC.xml to $phone4" "$work/dns"
}

test_option_160()
{
	serve_series Web_Server_Port=8443
	lose_lease
	start_dhcp "160,https://$server" 66,nobody.example.net
	start_nginx server
	start udhcpc udhcpc
	wait_for test -e "$leases/eth0-v4.lease"
	begin DHCP_Option_To_Use=160,66 Restricted_Access_Domains=example.com
	wait_for_end success
	expect_port 8443
	grep 'GET /8841-3PCC.xml HTTP/1.1" 200' "$work/access"
}

# Two servers of option 150, of which the first does not answer.
test_option_150()
{
	serve_series Web_Server_Port=8443
	lose_lease
	start_dhcp "150,192.0.2.99,$lan4"
	start udhcpc udhcpc
	wait_for test -e "$leases/eth0-v4.lease"
	begin "Restricted_Access_Domains=$lan4"
	wait_for_end success
	expect_port 8443
}

# tell LINE: the record of a lease, as phonewall-dhcp writes it.
tell()
{
	printf '%s\n' "phonewall-lease 1" "family ipv4" "interface eth0" \
		"address $phone4" "$1" >"$work/record"
	chmod 644 "$work/record"
	mv "$work/record" "$leases/eth0-v4.lease"
}

gives_reason()
{
	status .reason | grep -F -- "$1"
}

option_160()
{
	echo "option 160 $(printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n')"
}

# Whatever a lease tells, a new one is followed without a restart.
test_changed_lease()
{
	serve_series Web_Server_Port=8443
	lose_lease
	ip -n phone address add "$phone4/24" dev eth0
	start_dns
	start_nginx server
	tell "option 6"
	begin Restricted_Access_Domains=example.com
	expect_nothing "has no option that tells one"
	tell "option 160 0a"
	wait_for gives_reason "option 160 is empty"
	tell "option none"
	wait_for gives_reason "is not as phonewall-dhcp writes it"
	tell "$(option_160 https://provision.example.net)"
	wait_for gives_reason "not in Restricted_Access_Domains"
	tell "expires 1"$'\n'"$(option_160 "https://$server/\$PSN.xml")"
	wait_for gives_reason "the lease in $leases/eth0-v4.lease has ended"
	tell "$(option_160 "$(printf 'https://%s/$A.xml' "$server")")"
	wait_for gives_reason "option 160 has a macro"
	rm "$leases/eth0-v4.lease"
	wait_for gives_reason "eth0 has no lease"
	expect_port 8000
	expect_equal "requests" "$(cat "$work/access")" ""
	tell "$(option_160 "https://$server/\$PSN.xml")"
	wait_for_end success
	expect_port 8443
}

# encrypt KEY DIGEST: as the vendor's phones take it.
encrypt()
{
	openssl enc -aes-256-cbc -md "$2" -k "$1" 2>/dev/null
}

# value PARAMETER: what phonewalld has told phonewall-provision.
value()
{
	jq -r ".parameters.$1" "$run/provisioning.json"
}

# The four rules fetch one form each, two of them in a second form inside.
test_forms()
{
	mkdir -p "$served/coded"
	write_configuration GPP_A=gzip | gzip >"$served/a"
	write_configuration GPP_B=aes | gzip | encrypt secret sha256 \
		>"$served/b"
	write_configuration GPP_C=old | encrypt secret md5 >"$served/c"
	write_configuration GPP_D=coded | gzip |
		"$tools/aes128gcm" material >"$served/coded/d"
	start_dns
	start_nginx server
	begin "Profile_Rule=https://$server/a" \
		"Profile_Rule_B=[--key \$SA] https://$server/b" \
		"Profile_Rule_C=[--key \$SA] https://$server/c" \
		"Profile_Rule_D=https://$server/coded/d" GPP_SA=secret \
		IKM_HTTP_Encrypt_Content=material
	wait_for_end success
	expect_equal values \
		"$(value GPP_A) $(value GPP_B) $(value GPP_C) $(value GPP_D)" \
		"gzip aes old coded"
}

# test_wrong_content_key: the answer is refused whole.
test_wrong_content_key()
{
	mkdir -p "$served/coded"
	write_configuration Web_Server_Port=8443 |
		"$tools/aes128gcm" material >"$served/coded/d"
	start_dns
	start_nginx server
	begin "Profile_Rule=https://$server/coded/d" \
		IKM_HTTP_Encrypt_Content=other
	expect_nothing "the key is wrong or the answer is damaged"
}

# A profile of 1 MiB, the largest that is taken; and one byte more.
test_largest_profile()
{
	local file peak left=$((1024 * 1024))

	rm -rf "$served"
	serve Web_Server_Port=8443
	file=$(echo "$served"/*.xml)
	left=$((left - $(stat -c %s "$file")))
	printf '%*s' "$left" "" >>"$file"
	start_dns
	start_nginx server
	begin "$rule"
	wait_for_end success
	expect_port 8443
	expect_equal size "$(stat -c %s "$file")" 1048576
	peak=$(peak_of "${started[-1]}")
	echo "$peak kB"
	((peak <= 12 * 1024))
	echo >>"$file"
	kill -HUP "${started[-1]}"
	wait_for_end failure
	status .reason | grep -F "larger than 1 MiB"
}

prepare()
{
	create_network
	write_udhcpc_script
	chmod 755 "$work"
	create_provision_user
	echo "phonewall:x:992:" >>/etc/group
	use_resolver "$lan4"
	make_certificates
}

prepare >"$work/prepared" 2>&1 || {
	cat "$work/prepared" >&2
	exit 1
}

test_that "a phone gets its first profile, and the firewall opens what it says" \
	test_first_profile
test_that "a command makes it ask again" test_command
test_that "phonewallctl has it ask, also elsewhere, and tells what comes of it" \
	test_phonewallctl
test_that "a fault in the file about the phone is told as that" \
	test_fault_of_device
test_that "nobody but root and the group phonewall commands it" \
	test_other_users
test_that "a command waits while a line is in use" test_busy
test_that "a server with a certificate of another name changes nothing" \
	test_other_server other
test_that "a server with a certificate of nobody changes nothing" \
	test_other_server false
test_that "a phone with a certificate of nobody gets nothing" test_thief
test_that "a server that is not in Restricted_Access_Domains is not asked" \
	test_domains example.net
test_that "Restricted_Access_Domains that are wrong allow no server" \
	test_domains '*'
test_that "a server in Restricted_Access_Domains is asked" test_allowed_domain
test_that "a profile with a fault is refused whole" test_bad_profile
test_that "a profile that is not there is told as such" test_not_found
test_that "a profile that is in force does not come again, until the store changes" \
	test_known_profile
test_that "if one of two profiles is new, both come and count in their order" \
	test_two_profiles
test_that "TFTP is asked from the ports that the firewall has for it" \
	test_tftp_port client
test_that "with NO_CISCO_TFTP it is asked from any other" \
	test_tftp_port other Firewall_Config=NO_CISCO_TFTP
test_that "a profile must be encrypted if its rule has a key, which nobody sees" \
	test_secrets
test_that "an empty phone gets the server of option 66, and fetches by TFTP" \
	test_option_66
test_that "an empty phone gets the server of option 160, and fetches by HTTPS" \
	test_option_160
test_that "of the servers of option 150 the next follows one that is silent" \
	test_option_150
test_that "each lease that tells no server is named, and the next one is used" \
	test_changed_lease
test_that "gzip, AES-256-CBC and RFC 8188 are fetched and unpacked" test_forms
test_that "an answer with another key of RFC 8188 changes nothing" \
	test_wrong_content_key
test_that "the largest profile is taken in 12 MiB of memory" \
	test_largest_profile
run_tests
