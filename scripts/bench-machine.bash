# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What scripts/bench, scripts/bench-tls and scripts/profile share: they build the
# programs that measure, and run them in the test machine. To be sourced in the top
# directory.

built=build/bench
mkdir -p "$built"

fail()
{
	echo "${0##*/}: $*" >&2
	exit 1
}

build()
{
	env -u MAKEFLAGS make --no-print-directory -j "$(nproc)" \
		KVER="$(scripts/test-kernel)" module userspace bench-programs \
		>"$built/build.log" 2>&1 && return
	cat "$built/build.log" >&2
	fail "the build failed; what it said is above"
}

# in_machine OPTION... -- COMMAND...: in the test machine, with these programs.
in_machine()
{
	local file files=()

	for file in bench/run bench/*.bash bench/peers \
			"$built"/{measure,flows,flood,pairs,open_ports} \
			"$built"/{command_cost,logoff,handshake,process_cost,empty_hook.ko,ebpf.o} \
			build/tests/netns/tools/probe; do
		files+=(--add "$file:/phonewall/bench/${file##*/}")
	done
	scripts/vm --timeout 3000 "${files[@]}" "$@"
}

# Pads the cells of tab-separated lines to columns.
align()
{
	awk -F '\t' '
		{ for (i = 1; i <= NF; i++) {
			cell[NR, i] = $i
			if (length($i) > width[i]) width[i] = length($i)
		  }
		  fields = NF }
		END { for (line = 1; line <= NR; line++) {
			printf "%-*s", width[1], cell[line, 1]
			for (i = 2; i < fields; i++)
				printf "  %*s", width[i], cell[line, i]
			print "  " cell[line, fields]
		} }'
}
