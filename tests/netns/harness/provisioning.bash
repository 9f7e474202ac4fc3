# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the suites about provisioning and the demonstration share:
# phonewall-provision as a user of its own, and nginx.
#
# shellcheck disable=SC2154 # suites and lib.bash set these

provision_user=990
provision_group=991

# create_provision_user: gone with this suite's own mounts.
create_provision_user()
{
	local file

	for file in passwd group; do
		cp "/etc/$file" "$work/$file"
		mount --bind "$work/$file" "/etc/$file"
	done
	echo "phonewall-provision:x:$provision_user:$provision_group::/:/bin/false" \
		>>/etc/passwd
	echo "phonewall-provision:x:$provision_group:" >>/etc/group
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
