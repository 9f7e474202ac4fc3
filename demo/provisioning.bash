# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Provisioning, row by row: a phone whose flash is empty gets a lease, which names
# a server, and asks it with its own certificate for its profile. The name has two
# addresses: at the first one is somebody with a certificate of his own.
#
# shellcheck disable=SC2154 # other files set these

provision_name=provision.example.com
impostor4=192.0.2.9
factory=$work/factory.xml
provisioned=$work/provisioned

# The options of dnsmasq, as another server of the LAN host.
dhcp_options()
{
	printf '%s\n' "--interface=eth0" "--dhcp-range=$phone4,$phone4" \
		"--dhcp-option-force=160,https://$provision_name/\$MA.xml" \
		"--dhcp-leasefile=/dev/null" --no-ping --no-round-robin \
		"--host-record=$provision_name,$impostor4" \
		"--host-record=$provision_name,$lan4"
}

# phone_digits: the phone's MAC address, as $MA.
phone_digits()
{
	address_of phone br0 | tr -d :
}

# phone_subject: of the phone's certificate, as servers expect it.
phone_subject()
{
	echo "/OU=CP-8841-3PCC/ST=$(phone_digits)/L=ABC/CN=$phone_identity"
}

write_tls_servers()
{
	cat <<-END
		log_format row '\$server_addr \$request_uri \$status '
			'\$ssl_client_s_dn';
		access_log $work/requests row;
		ssl_client_certificate $certificates/authority.pem;
		ssl_verify_client on;
		server {
			listen $lan4:443 ssl;
			ssl_certificate $certificates/provision.pem;
			ssl_certificate_key $certificates/provision.key;
			root $work/profiles;
		}
		server {
			listen $impostor4:443 ssl;
			ssl_certificate $certificates/impostor.pem;
			ssl_certificate_key $certificates/impostor.key;
			root $work/profiles;
		}
	END
}

# start_provisioning_server CFG: which the phone shall have.
start_provisioning_server()
{
	mkdir -p "$work/profiles"
	cp "$1" "$work/profiles/$(phone_digits).xml"
	: >"$work/requests"
	in_lan ip address add "$impostor4/24" dev eth0
	write_tls_servers | print_nginx >"$work/nginx.conf"
	start nginx in_lan nginx -e stderr -c "$work/nginx.conf"
	wait_for_server lan tcp 443
}

# What the vendor has put into every phone of this kind, and its own certificate.
prepare_phone()
{
	chmod 755 "$work"
	mkdir -p /var/lib/phonewall
	create_provision_user
	use_resolver "$lan4"
	make_certificates || return
	chown "$provision_user" "$certificates/phone.key"
	write_configuration Resync_Random_Delay=0 >"$factory"
	cat >"$work/provision.conf" <<-END
		product = CP-8841-3PCC
		series = 8841-3PCC
		interface = br0
		ca_certificate = $certificates/authority.pem
		certificate = $certificates/phone.pem
		key = $certificates/phone.key
	END
}

get_lease()
{
	cat >"$work/udhcpc.script" <<-'END'
		#!/bin/sh
		exec phonewall-dhcp "$1"
	END
	chmod +x "$work/udhcpc.script"
	make_lease_directory
	in_phone busybox udhcpc -i br0 -n -q -t 20 -T 1 -O 160 \
		-s "$work/udhcpc.script" >"$work/udhcpc" 2>&1
}

start_provision()
{
	mkdir -p "$provisioned"/{run,state}
	chown -R "$provision_user:$provision_group" "$provisioned"
	start provision provision --device "$work/provision.conf" \
		--state-directory "$provisioned/state" \
		--run-directory "$provisioned/run"
}

provision_status()
{
	jq -r .result "$provisioned/run/status.json"
}

has_been_provisioned()
{
	jq -e .result "$provisioned/run/status.json"
}

# lease_word: what the lease names.
lease_word()
{
	"$tools/lease_choice" "$leases/br0-v4.lease" | awk '{ print $2, $3 }'
}

# requests_at ADDRESS
requests_at()
{
	grep -c "^$1 " "$work/requests"
}

# opened [CFG]: the ports that the module has open, or that the file opens.
opened()
{
	in_phone phonewallctl ports --json "$@" |
		jq -c '.ports | map([.protocol, .first, .last])'
}

# opened_word CFG: whose ports are open.
opened_word()
{
	if [[ $(opened) == "$(opened "$1")" ]]; then
		echo "as the profile"
	else
		echo "not as it says"
	fi
}

# Somebody on the LAN who has no certificate of a phone.
outcome_without_certificate()
{
	in_pc curl -s -o "$work/page" -w '%{http_code}' -m 10 \
		--cacert "$certificates/authority.pem" --connect-to \
		"$provision_name:443:$lan4:443" \
		"https://$provision_name/$(phone_digits).xml"
}

provisioning_section()
{
	section "Provisioning: what a phone with an empty flash gets, and from whom"
	row "the server that DHCP names" lan phone "160 HTTPS" "$(lease_word)"
	row "requests to the first address, an impostor's" phone lan 0 \
		"$(requests_at "$impostor4")"
	row "requests to the second, which has the name" phone lan 1 \
		"$(requests_at "$lan4")"
	row "the phone's certificate, at that server" phone lan \
		"ST=$(phone_digits)" \
		"$(sed -n '/ST=/{s/.*\(ST=[0-9a-f]*\).*/\1/p;q}' \
			"$work/requests")"
	row "the resync, in phonewall-provision's status" lan phone success \
		"$(provision_status)"
	row "the ports that are open then" lan phone "as the profile" \
		"$(opened_word "$1")"
	row "the profile, without a phone's certificate" pc lan 400 \
		"$(outcome_without_certificate)"
}

# show_provisioning: what went on, in the words of those concerned.
show_provisioning()
{
	printf '\nWhat phonewall-provision says, and the provisioning server (nginx):\n\n'
	sed 's/^/  /' "$work/provision" "$work/requests"
}
