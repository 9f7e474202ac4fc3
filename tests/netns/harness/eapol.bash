# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# 802.1X with real programs: hostapd as the LAN switch's authenticator, with its
# own EAP server or with FreeRADIUS, and wpa_supplicant on the PCs and on the
# phone. For suites that have lib.bash.
#
#     lan                phone                  pc
#     eth0 ------ lan0 [ br0 ] pc0 ------ eth0
#   hostapd      wpa_supplicant          wpa_supplicant
#
# or, with a hub, pc0 ---- hub ---- eth0 of pc and eth0 of pc2.
#
# shellcheck disable=SC2154 # lib.bash sets the folders

lan_mac=02:00:00:00:02:01
phone_mac=02:00:00:00:02:02
pc_mac=02:00:00:00:02:03
pc2_mac=02:00:00:00:02:04
certificates=$work/certificates
control=$work/control

# The network

# in_batch HOST: runs the commands of ip(8) on standard input by one program.
in_batch()
{
	ip -n "$1" -batch -
}

create_eapol_network()
{
	local host

	for host in lan phone pc pc2 hub; do
		ip netns add "$host"
	done
	ip -n lan link set lo up
	in_batch phone <<-END
		link add br0 type bridge mcast_snooping 0
		link set br0 addrgenmode none up
		link add lan0 address $phone_mac type veth peer name eth0 address $lan_mac netns lan
		link set lan0 addrgenmode none master br0 up
	END
	ip -n lan link set eth0 addrgenmode none up
	connect_pc phone pc0 pc "$pc_mac"
}

# connect_pc HOST PORT PC MAC: a cable from a port in the host's br0 to a PC.
connect_pc()
{
	in_batch "$1" <<-END
		link add $2 type veth peer name eth0 address $4 netns $3
		link set $2 addrgenmode none master br0 up
	END
	ip -n "$3" link set eth0 addrgenmode none up
}

# The PCs are behind a hub, whose cable to the phone is hub0.
insert_hub()
{
	in_batch phone <<-END
		link delete pc0
		link add pc0 type veth peer name hub0 netns hub
		link set pc0 addrgenmode none master br0 up
	END
	in_batch hub <<-END
		link add br0 type bridge mcast_snooping 0 group_fwd_mask 8
		link set br0 addrgenmode none up
		link set hub0 addrgenmode none master br0 up
	END
	connect_pc hub hub1 pc "$pc_mac"
	connect_pc hub hub2 pc2 "$pc2_mac"
}

remove_hub()
{
	in_batch hub <<-END
		link delete hub0
		link delete hub1
		link delete hub2
		link delete br0
	END
	connect_pc phone pc0 pc "$pc_mac"
}

# apply_settings SETTING...: lines of phonewall.conf, with the firewall off. An
# empty file would be refused; one with only a comment gives the defaults.
apply_settings()
{
	printf '%s\n' "# the ports" "$@" >"$work/phonewall.conf"
	write_configuration Firewall=Disabled >"$work/cfg.xml"
	in_phone phonewallctl apply --settings "$work/phonewall.conf" \
		"$work/cfg.xml"
}

withdraw_ports()
{
	apply_settings
}

# configure_ports SETTING...: the ports without a session, and more settings.
configure_ports()
{
	withdraw_ports
	apply_settings "pc_port = pc0" "switch_port = lan0" "$@"
}

# counted COUNTER: prints the module's counter, from the text.
counted()
{
	in_phone phonewallctl dot1x |
		awk -v counter="$1" '$1 == counter { n = $2 } END { print n + 0 }'
}

# session_state MAC: prints the state that the module has of a PC.
session_state()
{
	in_phone phonewallctl dot1x |
		sed -n "s/^  $1  \([^,]*\),.*/\1/p"
}

has_session_state()
{
	[[ $(session_state "$1") == "$2" ]]
}

# Certificates

# make_certificate NAME ARGUMENT...: with an elliptic curve, which is quick.
make_certificate()
{
	local name=$1
	shift

	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-days 2 -subj "/CN=$name" -keyout "$certificates/$name.key" \
		-out "$certificates/$name.pem" "$@" 2>/dev/null
}

# make_signed_certificate NAME USAGE
make_signed_certificate()
{
	make_certificate "$1" -CA "$certificates/ca.pem" \
		-CAkey "$certificates/ca.key" -addext "extendedKeyUsage=$2" \
		-addext basicConstraints=CA:FALSE
}

make_certificates()
{
	mkdir -p "$certificates"
	make_certificate ca
	make_signed_certificate server serverAuth
	make_signed_certificate phone clientAuth
	make_signed_certificate pc clientAuth
}

# The LAN switch

# write_authenticator LINE...: hostapd.conf with these lines added.
write_authenticator()
{
	cat <<-END
		interface=eth0
		driver=wired
		ctrl_interface=$control/hostapd
		logger_stdout=-1
		logger_stdout_level=1
		ieee8021x=1
		eap_reauth_period=0
	END
	printf '%s\n' "$@"
}

write_eap_users()
{
	cat <<-END
		"phone" TLS
		"pc-tls" TLS
		"pc-md5" MD5 "secret"
		"pc" PEAP
		"pc2" PEAP
		"pc" MSCHAPV2 "secret" [2]
		"pc2" MSCHAPV2 "secret" [2]
	END
}

# start_authenticator LINE...: hostapd with these lines in its configuration.
start_authenticator()
{
	rm -rf "$control"
	mkdir -p "$control"
	write_authenticator "$@" >"$work/hostapd.conf"
	start hostapd in_lan hostapd "$work/hostapd.conf"
	wait_for authenticator ping
}

# start_switch LINE...: a switch with an EAP server of its own.
start_switch()
{
	write_eap_users >"$work/eap-users"
	start_authenticator eap_server=1 "eap_user_file=$work/eap-users" \
		"ca_cert=$certificates/ca.pem" \
		"server_cert=$certificates/server.pem" \
		"private_key=$certificates/server.key" "$@"
}

# start_switch_with_radius: a switch that asks an access control server.
start_switch_with_radius()
{
	start_access_control_server
	start_authenticator own_ip_addr=127.0.0.1 auth_server_addr=127.0.0.1 \
		auth_server_shared_secret=shared
}

authenticator()
{
	hostapd_cli -p "$control/hostapd" -i eth0 "$@"
}

is_authorized()
{
	[[ $(authenticator sta "$1") == *"[AUTHORIZED]"* ]]
}

# A station unknown to hostapd is unauthorized too.
is_unauthorized()
{
	local told

	told=$(authenticator sta "$1") && [[ $told != *"[AUTHORIZED]"* ]]
}

# is_forgotten MAC: for 5 s hostapd remembers a station that left, and ignores
# it.
is_forgotten()
{
	[[ $(authenticator sta "$1") == *FAIL* ]]
}

# logoffs MAC: prints how many EAPOL-Logoffs hostapd has received of a station.
logoffs()
{
	grep -c "STA $1 IEEE 802.1X: received EAPOL-Logoff" "$work/hostapd" ||
		true
}

# FreeRADIUS

write_access_control_server()
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
			files {
				usersfile = $work/radius/users
			}
			mschap {
			}
			eap {
				default_eap_type = tls
				tls-config common {
					ca_file = $certificates/ca.pem
					certificate_file = $certificates/server.pem
					private_key_file = $certificates/server.key
					tls_min_version = "1.2"
					tls_max_version = "1.2"
				}
				tls {
					tls = common
				}
				peap {
					tls = common
					default_eap_type = mschapv2
					virtual_server = inner
				}
				mschapv2 {
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
				files
				eap
			}
			authenticate {
				eap
			}
		}
		server inner {
			authorize {
				files
				eap
			}
			authenticate {
				Auth-Type MS-CHAP {
					mschap
				}
				eap
			}
		}
	END
}

start_access_control_server()
{
	mkdir -p "$work/radius"
	write_access_control_server >"$work/radius/radiusd.conf"
	printf '%s Cleartext-Password := "secret"\n' pc pc2 \
		>"$work/radius/users"
	start freeradius in_lan freeradius -f -X -d "$work/radius"
	wait_for grep -q "Ready to process requests" "$work/freeradius"
}

# Supplicants

# credentials tls NAME IDENTITY | peap IDENTITY | md5 IDENTITY: lines of
# wpa_supplicant.conf.
credentials()
{
	echo "ca_cert=\"$certificates/ca.pem\""
	case $1 in
	tls)
		echo "eap=TLS"
		echo "identity=\"$3\""
		echo "client_cert=\"$certificates/$2.pem\""
		echo "private_key=\"$certificates/$2.key\"" ;;
	peap)
		echo "eap=PEAP"
		echo "identity=\"$2\""
		echo "password=\"secret\""
		echo "phase2=\"auth=MSCHAPV2\"" ;;
	md5)
		echo "eap=MD5"
		echo "identity=\"$2\""
		echo "password=\"secret\"" ;;
	esac
}

# start_supplicant HOST DEVICE CREDENTIALS...: it waits 2 s for the switch to
# start, so a test should start all of its supplicants together; not behind a
# hub, where a supplicant that receives another's Start sends none.
start_supplicant()
{
	local host=$1 device=$2
	shift 2

	{
		echo "ctrl_interface=$control/$host"
		echo "ap_scan=0"
		echo "network={"
		echo "key_mgmt=IEEE8021X"
		echo "eapol_flags=0"
		credentials "$@"
		echo "}"
	} >"$work/$host.conf"
	start "supplicant-$host" in_host "$host" wpa_supplicant -D wired \
		-i "$device" -c "$work/$host.conf"
}

supplicant()
{
	local host=$1
	shift

	wpa_cli -p "$control/$host" "$@"
}

wait_for_phone()
{
	wait_for is_authorized "$phone_mac"
	wait_for is_in phone
}

wait_for_pc()
{
	wait_for is_authorized "$pc_mac"
	wait_for is_in pc
}

# start_pc CREDENTIALS...: starts a PC that authenticates itself.
start_pc()
{
	start_supplicant pc eth0 "$@"
	wait_for_pc
}

# start_phone_and_pc CREDENTIALS...: the PC's; the phone has its certificate.
start_phone_and_pc()
{
	start_supplicant phone lan0 tls phone phone
	start_supplicant pc eth0 "$@"
	wait_for_phone
	wait_for_pc
}

# is_in HOST: whether its supplicant is authenticated.
is_in()
{
	[[ $(supplicant "$1" status) == *"Supplicant PAE state=AUTHENTICATED"* ]]
}

# believes_in_link HOST: whether its supplicant has noticed no loss.
believes_in_link()
{
	[[ $(supplicant "$1" status) == *"wpa_state=COMPLETED"* ]] &&
		! grep -q CTRL-EVENT-DISCONNECTED "$work/supplicant-$1"
}

# successes HOST: prints how many EAP-Success its supplicant received.
successes()
{
	grep -c CTRL-EVENT-EAP-SUCCESS "$work/supplicant-$1" || true
}

has_successes()
{
	(($(successes "$1") >= $2))
}
