#!/bin/bash
# SPDX-License-Identifier: MIT
#
# What follows a resync: authorities by Custom_CA_Rule, a report by Report_Rule and
# an image by Upgrade_Rule, which the hook of examples/upgrade verifies; and what
# rsyslog is told of it.
#
#     lan                              phone
#     eth0 ------------------------- eth0
#   dnsmasq (DNS), nginx,          phonewalld, phonewall-provision
#   rsyslogd
#
# shellcheck disable=SC2016 # $SA is for phonewall-provision

# shellcheck source=tests/netns/harness/lib.bash
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/netns/harness/provisioning.bash
. "$(dirname "$0")/provisioning.bash"

pki=$work/pki
served=$work/served
received=$work/reports
stack=$work/stack		# of a SIP stack
provisioned=$work/provisioned	# the program's own directories
taken=$provisioned/state/firmware
given=$provisioned/state/upgrade.given
directories=(--device "$etc/provision.conf" --agent-directory "$run"
	--state-directory "$provisioned/state" --run-directory "$provisioned/run")
server=provision.example.com
no_profile="Profile_Rule=(1 eq 2)? http://$server/"

make_authority()
{
	openssl req -x509 -newkey rsa:2048 -nodes -days 900 \
		-keyout "$pki/$1.key" -out "$pki/$1.pem" -subj "/CN=$1" \
		2>/dev/null
}

# make_certificate NAME AUTHORITY: of the server.
make_certificate()
{
	openssl req -newkey rsa:2048 -nodes -keyout "$pki/$1.key" \
		-out "$pki/$1.request" -subj "/CN=$server" 2>/dev/null
	openssl x509 -req -in "$pki/$1.request" -out "$pki/$1.pem" -days 800 \
		-CA "$pki/$2.pem" -CAkey "$pki/$2.key" -CAcreateserial \
		-extfile <(echo "subjectAltName=DNS:$server") 2>/dev/null
}

# sign_image SIGNER: the firmware, as the vendor's image.
sign_image()
{
	openssl cms -sign -binary -nodetach -outform DER \
		-signer "$pki/$1.pem" -inkey "$pki/$1.key" \
		-in "$work/firmware" -out "$served/$1.image"
}

make_files()
{
	local name

	mkdir "$pki" "$served" "$received" /etc/phonewall
	for name in authority custom vendor stranger; do
		make_authority "$name"
	done
	make_certificate server authority
	make_certificate other custom
	cp "$pki/vendor.pem" /etc/phonewall/firmware-ca.pem
	head -c 300000 /dev/urandom >"$work/firmware"
	sign_image vendor
	sign_image stranger
	cp "$pki/custom.pem" "$served/custom.pem"
	cp "$pki/server.pem" "$served/leaf.pem"
	write_configuration Web_Server_Port=8443 >"$served/profile.xml"
}

# Nobody is at the addresses of the other name.
start_names()
{
	start_dns --host-record=dead.example.net,192.0.2.98 \
		--host-record=dead.example.net,192.0.2.99
}

nginx_server()
{
	echo "server { listen $lan4:$1 ssl; root $served;" \
		"location /reports/ { root $work; dav_methods PUT; }" \
		"ssl_certificate $pki/$2.pem; ssl_certificate_key $pki/$2.key; }"
}

# Port 444 has a certificate that only Custom_CA_Rule makes good.
start_nginx()
{
	print_nginx >"$work/nginx.conf" <<-END
		access_log $work/access;
		$(nginx_server 443 server)
		$(nginx_server 444 other)
	END
	: >"$work/access"
	start nginx in_lan nginx -c "$work/nginx.conf" -e stderr
	wait_for_server lan tcp 443
}

start_rsyslog()
{
	cat >"$work/rsyslog.conf" <<-END
		module(load="imudp")
		template(name="all" type="string"
			string="%pri% %hostname% %syslogtag%%msg%\n")
		input(type="imudp" address="$lan4" port="1514")
		action(type="omfile" file="$work/messages" template="all")
	END
	: >"$work/messages"
	start rsyslog in_lan rsyslogd -n -i NONE -f "$work/rsyslog.conf"
	wait_for_server lan udp 1514
}

# begin PARAMETER...: the phone starts; what it fetches is what the test says.
begin()
{
	rm -rf "$run" "$state" "$provisioned"
	mkdir -p "$etc" "$run" "$state" "$provisioned"/{run,state}
	chown "$provision_user:$provision_user" "$provisioned"/{run,state}
	printf '%s\n' product=CP-8841-3PCC interface=eth0 \
		"ca_certificate = $pki/authority.pem" \
		"upgrade_hook = $folder/../examples/upgrade/hook" \
		"busy_file = $stack/busy" \
		>"$etc/provision.conf"
	write_configuration Resync_Random_Delay=0 "$@" >"$cfg"
	start agent agent
	wait_for test -e "$run/provisioning.json"
	wait_for test -S "$run/store.sock"
	start provision provision "${directories[@]}"
}

logged()
{
	grep -F -- "$1" "$work/provision"
}

# requests FILE: how often it was asked for.
requests()
{
	grep -c "GET /$1 " "$work/access" || true
}

ended()
{
	[[ $(jq -r .result "$provisioned/run/status.json") == "$1" ]]
}

is_gone()
{
	! test -e "$1"
}

# Tests

test_upgrade()
{
	start_names
	start_nginx
	begin "$no_profile" "Upgrade_Rule=https://$server/vendor.image"
	wait_for logged "the hook has taken the image"
	cmp "$taken" "$work/firmware"
	wait_for is_gone "$provisioned/state/upgrade.image"
	# A resync does not have it given again; another URL does.
	kill -HUP "${started[-1]}"
	sleep 1
	expect_equal requests "$(requests vendor.image)" 1
	write_configuration "$no_profile" \
		"Upgrade_Rule=https://$server/vendor.image?2" >"$cfg"
	wait_for grep 'GET /vendor.image?2 ' "$work/access"
}

test_wrong_signature()
{
	start_names
	start_nginx
	begin "$no_profile" "Upgrade_Rule=https://$server/stranger.image"
	wait_for logged "the hook refuses the image"
	expect_failure test -e "$taken"
	expect_failure test -e "$taken.new"
	expect_equal requests "$(requests stranger.image)" 1
	test -s "$given"
}

# as_user NUMBER COMMAND...: without a right of root.
as_user()
{
	setpriv --reuid "$1" --regid "$1" --clear-groups --inh-caps=-all "${@:2}"
}

# The user of a SIP stack may tell, who has no right to anything else; others not.
test_busy()
{
	start_names
	start_nginx
	mkdir -p "$stack"
	chown 4001:4001 "$stack"
	expect_failure as_user 4002 touch "$stack/busy"
	as_user 4001 touch "$stack/busy"
	begin "$no_profile" Forced_Resync_Delay=0 \
		"Upgrade_Rule=https://$server/vendor.image"
	wait_for logged "waits until no line is busy"
	expect_equal requests "$(requests vendor.image)" 0
	expect_failure as_user 4002 rm -f "$stack/busy"
	expect_failure as_user 4001 touch "$provisioned/run/busy"
	as_user 4001 rm "$stack/busy"
	wait_for logged "the hook has taken the image"
}

# refuse MESSAGE PARAMETER...: nothing is asked for, although the resync succeeds.
test_refused()
{
	start_names
	start_nginx
	begin "$no_profile" "Upgrade_Rule=https://$server/vendor.image" "${@:2}"
	wait_for ended success
	[[ -z $1 ]] || wait_for logged "$1"
	sleep 1
	expect_equal requests "$(cat "$work/access")" ""
	expect_failure test -e "$given"
}

test_not_found()
{
	start_names
	start_nginx
	begin "$no_profile" "Upgrade_Rule=https://$server/none.image" \
		Upgrade_Error_Retry_Delay=1 Resync_After_Upgrade_Attempt=No
	wait_for logged "Upgrade_Rule: "
	cp "$served/vendor.image" "$served/none.image"
	wait_for logged "the hook has taken the image"
	rm "$served/none.image"
}

# The image is of a server that only the custom authority has signed.
test_custom_ca()
{
	start_names
	start_nginx
	begin "$no_profile" "Custom_CA_Rule=https://$server/custom.pem" \
		"Upgrade_Rule=https://$server:444/vendor.image" \
		Upgrade_Error_Retry_Delay=1
	wait_for logged "has new authorities"
	cmp "$provisioned/state/custom-ca.pem" "$pki/custom.pem"
	wait_for logged "the hook has taken the image"
	# A certificate of no authority, and no certificate, change nothing.
	write_configuration "$no_profile" \
		"Custom_CA_Rule=https://$server/leaf.pem" >"$cfg"
	wait_for logged "the file's authorities cannot be used"
	write_configuration "$no_profile" \
		"Custom_CA_Rule=https://$server/profile.xml" >"$cfg"
	wait_for grep 'GET /profile.xml ' "$work/access"
	sleep 0.5
	cmp "$provisioned/state/custom-ca.pem" "$pki/custom.pem"
}

test_no_custom_ca()
{
	start_names
	start_nginx
	begin "$no_profile" "Upgrade_Rule=https://$server:444/vendor.image"
	wait_for logged "Upgrade_Rule: "
	expect_equal requests "$(cat "$work/access")" ""
	expect_failure test -e "$given"
}

test_report()
{
	start_names
	start_nginx
	begin "$no_profile" GPP_SA=open-sesame \
		"Report_Rule=https://$server/reports/one.xml https://$server/reports/two.xml"
	wait_for test -e "$received/one.xml"
	wait_for test -e "$received/two.xml"
	cmp "$received/one.xml" "$received/two.xml"
	grep -x "<product>CP-8841-3PCC</product>" "$received/one.xml"
	grep -x "<ip>$phone4</ip>" "$received/one.xml"
	# What cannot be encrypted is not sent.
	write_configuration "$no_profile" GPP_SA=open-sesame \
		"Report_Rule=[--key \$SA] https://$server/reports/three.xml" \
		>"$cfg"
	wait_for logged "a report cannot be encrypted"
	expect_failure test -e "$received/three.xml"
	expect_failure grep -r open-sesame "$received" "$work/provision"
}

message()
{
	grep -F -- "$1" "$work/messages"
}

address=02:00:00:00:00:01

test_messages()
{
	ip -n phone link set eth0 address "$address"
	start_names
	start_nginx
	start_rsyslog
	begin "Profile_Rule=https://$server/profile.xml?p=\$A" GPP_A=open-sesame \
		"Upgrade_Rule=https://$server/vendor.image" \
		Syslog_Server=syslog.example.com:1514
	wait_for message "Successful upgrade"
	expect_equal messages "$(cut -d ' ' -f 1-3 "$work/messages" | sort -u)" \
		"133 $phone4 phonewall-provision:"
	message "CP-8841-3PCC $address -- Requesting resync HTTPS://$server:443/profile.xml?***"
	message "$address -- Successful resync HTTPS://$lan4:443/profile.xml?***"
	message "$address -- Requesting upgrade HTTPS://$server:443/vendor.image"
	message "$address -- Successful upgrade HTTPS://$lan4:443/vendor.image -- "
	expect_failure message open-sesame
	grep open-sesame "$work/access"
}

# One error, and no more, if all A records are dead.
test_dead_servers()
{
	start_names
	start_rsyslog
	begin "Profile_Rule=[--key \$SA] http://dead.example.net/profile.xml" \
		GPP_SA=open-sesame "Syslog_Server=$lan4:1514" \
		'Log_Failure_Msg=failed $SA $ERR'
	wait_for message failed
	wait_for ended failure
	expect_equal errors "$(grep -c failed "$work/messages")" 1
	message "131 $phone4 phonewall-provision: failed *** Profile_Rule: http://dead.example.net:80/profile.xml: "
	expect_failure message open-sesame
}

prepare()
{
	create_network
	chmod 755 "$work"
	create_provision_user
	use_resolver "$lan4"
	make_files
}

prepare >"$work/prepared" 2>&1 || {
	cat "$work/prepared" >&2
	exit 1
}

test_that "an image is given to the hook once, which takes a signed one" \
	test_upgrade
test_that "the hook of the examples refuses an image that others have signed" \
	test_wrong_signature
test_that "an upgrade waits until no line is busy" test_busy
test_that "without Upgrade_Enable there is no upgrade" \
	test_refused "" Upgrade_Enable=No
test_that "a server that is not in Restricted_Access_Domains is not asked" \
	test_refused "not in Restricted_Access_Domains" \
	Restricted_Access_Domains=example.net
test_that "a failed upgrade is tried again" test_not_found
test_that "Custom_CA_Rule makes a server trusted, and bad files change nothing" \
	test_custom_ca
test_that "without it that server is not trusted" test_no_custom_ca
test_that "a report is sent to both URLs, and never in plain with --key" \
	test_report
test_that "rsyslog gets the messages, without secrets" test_messages
test_that "it gets one error if all addresses of a server are dead" \
	test_dead_servers
run_tests
