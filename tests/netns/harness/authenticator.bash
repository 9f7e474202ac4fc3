# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the suites about the phone's own 802.1X share: certificates, and hostapd
# with its own EAP server as the LAN switch, at eth0 of "lan". Whether the phone
# is authorized is asked of hostapd.
#
# shellcheck disable=SC2034,SC2119,SC2120,SC2154 # suites use these, lib.bash has
# others; start_switch needs no argument

phone_mac=02:00:00:00:03:02
pki=$work/pki
curve=$pki/curve
users=$work/eap-users

# Certificates

make_authority()
{
	openssl req -x509 -newkey "ec:$curve" -nodes \
		-keyout "$pki/$1.key" -out "$pki/$1.pem" -subj "/CN=$1" \
		-days 900 2>/dev/null
}

# make_certificate NAME DAYS [KEY [DIGEST]]: issued by the CA, for so many days.
make_certificate()
{
	openssl req -newkey "${3:-ec:$curve}" -nodes -keyout "$pki/$1.key" \
		-out "$pki/$1.request" -subj "/CN=$1" 2>/dev/null
	openssl x509 -req -in "$pki/$1.request" -out "$pki/$1.pem" -days "$2" \
		-CA "$pki/authority.pem" -CAkey "$pki/authority.key" \
		-CAcreateserial "-${4:-sha256}" 2>/dev/null
}

# make_certificates [KEY]: the server's is of an elliptic curve, which is quick, if
# it has no other.
make_certificates()
{
	mkdir "$pki"
	openssl genpkey -genparam -algorithm EC \
		-pkeyopt ec_paramgen_curve:P-256 -out "$curve" 2>/dev/null
	make_authority authority
	make_authority stranger
	make_certificate server 800 "${1:-}"
	make_certificate phone 800
	make_certificate ending 10
	make_certificate expired -1
	make_certificate expired-server -1
}

# The LAN switch

write_users()
{
	cat <<-END
		"phone" TLS,FAST
		"phone" MSCHAPV2,GTC "secret" [2]
	END
}

write_port()
{
	cat <<-END
		interface=eth0
		driver=wired
		ctrl_interface=$work/hostapd-control
		ieee8021x=1
	END
}

write_switch()
{
	write_port
	cat <<-END
		eap_server=1
		eap_user_file=$users
		ca_cert=$1
		server_cert=$pki/server.pem
		private_key=$pki/server.key
		eap_fast_a_id=000102030405060708090a0b0c0d0e0f
		eap_fast_a_id_info=switch
		eap_fast_prov=2
		pac_opaque_encr_key=000102030405060708090a0b0c0d0e0f
	END
}

switch()
{
	in_lan hostapd_cli -p "$work/hostapd-control" -i eth0 "$@"
}

openssl_ca()
{
	openssl ca -config "$pki/ca.conf" -keyfile "$pki/authority.key" \
		-cert "$pki/authority.pem" "$@" 2>/dev/null
}

# revoke NAME: appends the CA's revocation list to its certificate.
revoke()
{
	cat >"$pki/ca.conf" <<-END
		[ca]
		default_ca = authority
		[authority]
		database = $pki/index
		default_md = sha256
		default_crl_days = 30
	END
	: >"$pki/index"
	openssl_ca -revoke "$pki/$1.pem"
	openssl_ca -gencrl -out "$pki/list.pem"
	cat "$pki/authority.pem" "$pki/list.pem" >"$pki/revoked.pem"
}

# start_switch [CA [LINE...]]: the CAs that it trusts, and more settings.
start_switch()
{
	local line

	write_users >"$users"
	write_switch "${1:-$pki/authority.pem}" >"$work/hostapd.conf"
	for line in "${@:2}"; do
		echo "$line" >>"$work/hostapd.conf"
	done
	run_switch
}

run_switch()
{
	rm -rf "$work/hostapd-control"
	start hostapd in_lan hostapd "$work/hostapd.conf"
	switch_process=${started[-1]}
	wait_for switch ping
}

# start_relay: a switch that asks an authentication server, which may not be
# there.
start_relay()
{
	write_port >"$work/hostapd.conf"
	cat >>"$work/hostapd.conf" <<-END
		own_ip_addr=127.0.0.1
		auth_server_addr=127.0.0.1
		auth_server_shared_secret=shared
	END
	run_switch
}

# After a failure the switch would ignore the phone for 60 s.
stop_switch()
{
	kill "$switch_process"
	wait "$switch_process" || true
}

# restart_weak_switch NAME: with a certificate that OpenSSL loads at level 0 only.
restart_weak_switch()
{
	cat >"$work/level0.cnf" <<-END
		openssl_conf = init
		[init]
		ssl_conf = ssl
		[ssl]
		system_default = level0
		[level0]
		CipherString = DEFAULT:@SECLEVEL=0
	END
	stop_switch
	OPENSSL_CONF=$work/level0.cnf start_switch "$pki/authority.pem" \
		"server_cert=$pki/$1.pem" "private_key=$pki/$1.key"
}

restart_switch()
{
	stop_switch
	start_switch "$@"
}

# FreeRADIUS

write_server()
{
	cat <<-END
		prefix = /usr
		libdir = /usr/lib/freeradius
		logdir = $work/radius
		run_dir = $work/radius
		confdir = $work/radius
		pidfile = $work/radius/pid
		security {
			allow_vulnerable_openssl = yes
		}
		client switch {
			ipaddr = 127.0.0.1
			secret = shared
		}
		modules {
			eap {
				default_eap_type = tls
				tls-config common {
					ca_file = $pki/authority.pem
					certificate_file = $pki/server.pem
					private_key_file = $pki/server.key
					tls_min_version = "1.2"
					tls_max_version = "1.2"
				}
				tls {
					tls = common
					virtual_server = policy
				}
			}
		}
		server outer {
			listen {
				type = auth
				ipaddr = 127.0.0.1
				port = 1812
			}
			authorize {
				eap
			}
			authenticate {
				eap
			}
		}
		server policy {
			authorize {
				update control {
					Auth-Type := $1
				}
			}
		}
	END
}

# start_server Accept|Reject: the decision of its policy after a good handshake.
start_server()
{
	mkdir -p "$work/radius"
	write_server "$1" >"$work/radius/radiusd.conf"
	start freeradius in_lan freeradius -f -X -d "$work/radius"
	server_process=${started[-1]}
	wait_for grep "Ready to process requests" "$work/freeradius"
}

is_authorized()
{
	[[ $(switch sta "$phone_mac") == *"[AUTHORIZED]"* ]]
}

is_not_authorized()
{
	expect_failure is_authorized
}
