# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the suites about provisioning and the demonstration share:
# phonewall-provision as a user of its own, and nginx.
#
# shellcheck disable=SC2034,SC2154 # suites use these, lib.bash has others

provision_user=990
provision_group=991
leases=/run/phonewall-dhcp/leases

# own_users: what is added to them is gone with this suite's own mounts.
own_users()
{
	local file

	[[ ! -e $work/passwd ]] || return 0
	for file in passwd group; do
		cp "/etc/$file" "$work/$file"
		mount --bind "$work/$file" "/etc/$file"
	done
}

create_provision_user()
{
	own_users
	echo "phonewall-provision:x:$provision_user:$provision_group::/:/bin/false" \
		>>/etc/passwd
	echo "phonewall-provision:x:$provision_group:" >>/etc/group
}

# make_lease_directory: where phonewall-dhcp writes and phonewall-provision reads.
make_lease_directory()
{
	mkdir -p "$leases"
	chgrp "$provision_group" "$leases"
	chmod 2750 "$leases"
}

# use_resolver ADDRESS: the name server of every program from now on.
use_resolver()
{
	if [[ ! -e $work/resolv.conf ]]; then
		touch /etc/resolv.conf "$work/resolv.conf"
		mount --bind "$work/resolv.conf" /etc/resolv.conf
	fi
	echo "nameserver $1" >"$work/resolv.conf"
}

# start_dns [OPTION]...: at the LAN host, with more options of dnsmasq.
start_dns()
{
	start dns in_lan dnsmasq --keep-in-foreground --user=root \
		--group=root --conf-file=/dev/null --no-resolv --no-hosts \
		--pid-file= --log-facility=- "--listen-address=$lan4" \
		--bind-interfaces "--address=/example.com/$lan4" "$@"
	wait_for_server lan udp 53
}

# provision [OPTION]...: phonewall-provision without a privilege, for "start".
provision()
{
	in_phone setpriv --reuid "$provision_user" --regid "$provision_user" \
		--groups "$provision_group" --no-new-privs --bounding-set -all \
		--inh-caps -all phonewall-provision "$@"
}

# print_nginx: a configuration whose servers and other directives of "http" are
# read from the standard input.
print_nginx()
{
	local kind

	cat <<-END
		daemon off;
		master_process off;
		user root root;
		pid $work/nginx.pid;
		error_log stderr info;
		events {}
		http {
	END
	for kind in client_body proxy fastcgi uwsgi scgi; do
		echo "${kind}_temp_path $work/nginx-$kind;"
	done
	cat
	echo "}"
}

# prepare_squid: what it needs to start.
prepare_squid()
{
	mkdir -p /dev/shm
	chmod 1777 /dev/shm
	chmod 755 "$work"
	own_users
	echo "nobody:x:65534:65534::/:/bin/false" >>/etc/passwd
	echo "nogroup:x:65534:" >>/etc/group
	: >"$work/hosts"
}

# start_squid: its ports and rules are read from the standard input. It demands that
# programs exist which it does not start.
start_squid()
{
	cat >"$work/squid.conf" <<-END
		pid_filename none
		cache_log $work/squid.files/log
		access_log stdio:$work/squid.files/access
		cache deny all
		memory_cache_shared off
		pinger_enable off
		visible_hostname proxy.example.net
		unlinkd_program $(type -P true)
		logfile_daemon $(type -P true)
		hosts_file $work/hosts
		dns_nameservers $lan4
		error_directory $work/squid.files
		icon_directory $work/squid.files
		cache_effective_user nobody
		shutdown_lifetime 0 seconds
	END
	cat >>"$work/squid.conf"
	rm -rf "$work/squid.files" /dev/shm/squid-*
	mkdir -m 777 "$work/squid.files"
	start squid in_lan squid -N -f "$work/squid.conf"
	wait_for_server lan tcp 3128 || {
		tail -n 20 "$work/squid" "$work/squid.files/log"
		return 1
	}
}

# peak_of PROCESS: the kilobytes of memory that phonewall-provision had at most,
# without the libraries that it does not use itself: Debian's libcurl brings those
# of GnuTLS, LDAP, Kerberos and SSH, a phone's own need not.
peak_of()
{
	awk '
		/^VmHWM:/ { peak = $2 }
		/^[0-9a-f]+-/ {
			is_other = $6 ~ /\.so/ && $6 !~ \
				/\/(ld-linux|lib(c|crypto|ssl|curl|cares|z|json-c|event_core))[-.]/
		}
		is_other && /^Rss:/ { others += $2 }
		END { print peak - others }' "/proc/$1/status" "/proc/$1/smaps"
}
