# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# An exchange of messages between sipp as the phone's stack and sipp as the server,
# with phonewall-sip between them. It is written down once: each side's scenario is
# made of that, and what one has sent is compared with what the other has got.
#
# shellcheck disable=SC2034,SC2154 # suites use these, the other files have others

declare -A asked_from asked_to asked_method asked_number
sequence=0	# the last number of CSeq
edge_at=127.0.0.1	# where the stack speaks to the edge; sipp takes "[" for more
to_tag=		# of the dialog that requests are in; none if it is empty

begin_exchange()
{
	local side

	sequence=0 to_tag=
	for side in stack server; do
		printf "%s\n" '<?xml version="1.0"?>' \
			'<scenario name="exchange">' >"$work/$side.xml"
	done
}

end_exchange()
{
	local side

	for side in stack server; do
		echo '</scenario>' >>"$work/$side.xml"
	done
}

other_than()
{
	[[ $1 == stack ]] && echo server || echo stack
}

# address_of SIDE TAG: for From and To.
address_of()
{
	local user=bob

	[[ $1 == server ]] || user=alice
	echo "\"The $1\" <sip:$user@$sip_domain>${2:+;tag=$2}"
}

# send_step SIDE LINE...: more headers and the body are in stdin. sipp takes white
# space from the start of a line, so its keyword stands for that.
send_step()
{
	{
		echo '<send><![CDATA['
		printf '%s\n' "${@:2}"
		awk '
			sub(/^ /, "") { $0 = "[fold]" $0 }
			!ended && /^$/ { print "Content-Length: [len]"; ended = 1 }
			{ print }
			END { if (!ended) print "Content-Length: [len]\n" }'
		echo ']]></send>'
	} >>"$work/$1.xml"
}

# request SIDE NAME METHOD URI [OF]: OF is the request that an ACK, a CANCEL or a
# PRACK is for.
request()
{
	local side=$1 name=$2 method=$3 uri=$4 of=${5:-} branch=$2 other route=()

	other=$(other_than "$side")
	[[ -n $of ]] || sequence=$((sequence + 1))
	asked_method[$name]=$method
	asked_number[$name]=$sequence
	asked_from[$name]=$(address_of "$side" "$side")
	asked_to[$name]=$(address_of "$other" "$to_tag")
	[[ $side == server || -z $to_tag ]] ||
		route=("Route: <sip:$edge_at:5161;lr>")
	[[ -z $of ]] || asked_number[$name]=${asked_number[$of]}
	[[ -z $of || -n $to_tag ]] || branch=$of
	send_step "$side" "$method $uri SIP/2.0" \
		"Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK-$branch;rport" \
		"Max-Forwards: 70" "${route[@]}" "From: ${asked_from[$name]}" \
		"To: ${asked_to[$name]}" "Call-ID: [call_id]" \
		"CSeq: ${asked_number[$name]} $method"
	expect_request "$other" "$name" "$method"
}

# expect_request SIDE NAME METHOD: keeps its Via headers, and what is between them.
expect_request()
{
	cat >>"$work/$1.xml" <<-END
		<recv request="$3"><action>
		<ereg regexp="(Via|v):.*Max-Forwards" search_in="msg"
		      check_it="true" assign_to="$2"/>
		</action></recv>
		<Reference variables="$2"/>
	END
}

# respond SIDE NAME STATUS [TAG]: to the request of that name.
respond()
{
	local side=$1 name=$2 status=$3 tag=${4:-}

	send_step "$side" "SIP/2.0 $status" "[\$$name]: 70" \
		"From: ${asked_from[$name]}" \
		"To: ${asked_to[$name]}${tag:+;tag=$tag}" "Call-ID: [call_id]" \
		"CSeq: ${asked_number[$name]} ${asked_method[$name]}"
	echo "<recv response=\"${status%% *}\"/>" \
		>>"$work/$(other_than "$side").xml"
}

# exchange_at SIDE HOST ADDRESS TRANSPORT [REMOTE]: for "start".
exchange_at()
{
	local transport=${4,,}

	in_host "$2" sipp -sf "$work/$1.xml" -m 1 -t "${transport:0:1}1" -i "$3" \
		-p "$([[ $1 == stack ]] && echo 5070 || echo 5060)" -nostdin \
		-key fold " " -trace_msg -message_file "$work/$1.messages" \
		-trace_err -error_file "$work/$1.errors" -recv_timeout 20000 \
		"${@:5}"
}

# end_of_exchange PROCESS: fails if that sipp has got anything else.
end_of_exchange()
{
	local status=0

	wait "$1" || status=$?
	((status == 0)) || cat "$work"/{stack,server}.errors || true
	return "$status"
}

# messages SIDE sent|received [SED]...: without what the edge adds and takes away.
messages()
{
	awk -v which="message $2" '
		/^-----.* [0-9:.]+/ { is_on = 0; next }
		/ message (sent|received) / { is_on = index($0, which); next }
		is_on' "$work/$1.messages" | tr -d '\r' |
		sed -E -e '/^(Via|v): /d' \
		-e '/^(Record-)?Route: <sip:(127\.0\.0\.1|\[::1\]):516/d' "${@:3}"
}

# replace_media FROM TO: at the end of lines; Content-Length follows.
replace_media()
{
	awk -v from="$1" -v to="$2" '
		{ lines[NR] = $0 }
		/^(Content-Length|l): / { place = NR }
		substr($0, length($0) - length(from) + 1) == from {
			lines[NR] = substr($0, 1, length($0) - length(from)) to
			match(lines[place], /[0-9]+$/)
			lines[place] = substr(lines[place], 1, RSTART - 1) \
				substr(lines[place], RSTART) + \
				length(to) - length(from)
		}
		END {
			for (i = 1; i <= NR; i++)
				print lines[i]
		}'
}

# expect_unharmed STACK OUTSIDE [STACK_MEDIA MEDIA]: what one side has sent is what
# the other has got, but for the stack's place and media, which the edge makes the
# ones outside, and the place back.
expect_unharmed()
{
	messages stack sent -e "s/$1/$2/" |
		replace_media "${3:-IP4 127.0.0.1}" "${4:-IP4 $phone4}" \
		>"$work/sent"
	messages server received >"$work/received"
	diff -u "$work/sent" "$work/received"
	messages server sent -e "s/$2/$1/" >"$work/sent"
	messages stack received >"$work/received"
	diff -u "$work/sent" "$work/received"
	grep -q . "$work/sent"
}
