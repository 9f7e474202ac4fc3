# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What it takes to fetch a profile of 1 MiB by HTTPS, with a client certificate:
# phonewall-provision, which reads it and hands it to phonewalld too, and curl.
#
# shellcheck disable=SC2154 # bench/run sets the folder

# shellcheck source=tests/netns/harness/provisioning.bash
. "$folder/../tests/provisioning.bash"

profile_size=$((1024 * 1024))
profile_host=provision.example.com
profile_server=192.0.2.2
work=/tmp/provisioning	# as tests/netns/harness names it

# certify NAME COMMON_NAME [OPTION]...
certify()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-subj "/CN=$2" -keyout "$work/$1.key" -out "$work/$1.pem" \
		"${@:3}" 2>/dev/null
}

# print_profile: as many elements as a phone has, and white space.
print_profile()
{
	awk -v size="$profile_size" '
		BEGIN {
			value = sprintf("%120s", "")
			gsub(/ /, "v", value)
			text = "<flat-profile>\n"
			for (i = 0; i < 3800; i++)
				text = text sprintf("<P_%d_>%s</P_%d_>\n", i,
						    value, i)
			end = "</flat-profile>"
			printf "%s%" size - length(text end) "s%s", text, "", end
		}'
}

prepare_profile()
{
	mkdir -p "$work"/{served,run,state,agent,agent-state}
	chmod 755 "$work"
	certify authority authority
	for name in server phone; do
		certify "$name" "$profile_host" -CA "$work/authority.pem" \
			-CAkey "$work/authority.key"
	done
	print_profile >"$work/served/profile.xml"
	chown "$provision_user:$provision_group" "$work"/{run,state,phone.key}
	cat >"$work/provision.conf" <<-END
		interface = eth0
		ca_certificate = $work/authority.pem
		certificate = $work/phone.pem
		key = $work/phone.key
	END
	cat >"$work/cfg.xml" <<-END
		<flat-profile><Resync_Random_Delay>0</Resync_Random_Delay>
		<Profile_Rule>https://$profile_host/profile.xml</Profile_Rule>
		</flat-profile>
	END
}

start_profile_servers()
{
	print_nginx >"$work/nginx.conf" <<-END
		access_log off;
		server {
			listen $profile_server:443 ssl;
			ssl_certificate $work/server.pem;
			ssl_certificate_key $work/server.key;
			ssl_client_certificate $work/authority.pem;
			ssl_verify_client on;
			root $work/served;
		}
	END
	in_host lan nginx -e stderr -c "$work/nginx.conf" 2>/dev/null &
	in_host lan dnsmasq --keep-in-foreground --user=root --group=root \
		--conf-file=/dev/null --no-resolv --no-hosts --pid-file= \
		"--address=/$profile_host/$profile_server" 2>/dev/null &
	in_phone phonewalld --config "$work/cfg.xml" \
		--state-directory "$work/agent-state" \
		--run-directory "$work/agent" 2>/dev/null &
	until [[ -S $work/agent/store.sock &&
		 -e $work/agent/provisioning.json &&
		 -n $(in_host lan ss -Hln "sport = :443") ]]; do
		sleep 0.1
	done
}

# has_resynced TIMES: phonewall-provision; with success, or the run ends.
has_resynced()
{
	if grep ' resync: [nf]' -A 2 "$work/log" >&2; then
		exit 1
	fi
	(($(grep -c ' resync: success' "$work/log") >= $1)) &&
		grep -q '"state":"waiting"' "$work/run/status.json"
}

# spent PROCESS: nanoseconds.
spent()
{
	awk '{ print $1 }' "/proc/$1/schedstat"
}

# start_profile_client: until it has the profile; its process is $client.
start_profile_client()
{
	rm -f "$work"/run/* "$work"/state/*
	: >"$work/log"
	(
		in_phone() { exec nsenter --net=/run/netns/phone -- "$@"; }
		provision --device "$work/provision.conf" \
			--agent-directory "$work/agent" \
			--state-directory "$work/state" \
			--run-directory "$work/run"
	) 2>>"$work/log" &
	client=$!
	until has_resynced 1; do sleep 0.1; done
}

# resync_again: what a second resync takes, with the same profile.
resync_again()
{
	local before

	before=$(spent "$client")
	kill -HUP "$client"
	until has_resynced 2; do sleep 0.1; done
	echo $(($(spent "$client") - before))
}

fetch_by_curl()
{
	in_phone "$folder/process_cost" curl --silent --fail \
		--cacert "$work/authority.pem" --cert "$work/phone.pem" \
		--key "$work/phone.key" --output "$work/fetched" \
		"https://$profile_host/profile.xml"
}

# measure_profile: each once before it is measured, so that its files are read.
measure_profile()
{
	local curl

	print_version "$(uname -srv)"
	print_version "$(curl --version | sed -n 1p)"
	modprobe phonewall
	mkdir -p "$work"
	create_provision_user
	prepare_profile
	use_resolver "$profile_server"
	start_profile_servers
	start_profile_client
	kill "$client"
	wait "$client"
	start_profile_client
	quantity phonewall-provision "instructions" "$(spent "$client")"
	quantity phonewall-provision "instructions if it is the one in force" \
		"$(resync_again)"
	quantity phonewall-provision "kilobytes of memory" \
		"$(awk '/^VmHWM/ { print $2 }' "/proc/$client/status")"
	quantity phonewall-provision "the same without libcurl's libraries" \
		"$(peak_of "$client")"
	fetch_by_curl >/dev/null
	cmp "$work/served/profile.xml" "$work/fetched"
	read -ra curl < <(fetch_by_curl)
	quantity curl "instructions" "${curl[0]}"
	quantity curl "kilobytes of memory" "${curl[1]}"
}
