# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What scripts/bench and scripts/profile share, in the project's folder: they
# build what measures, and run it in the test machine.

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

# in_machine OPTION... -- COMMAND...: in the test machine, with what measures.
in_machine()
{
	local file files=()

	for file in bench/run bench/*.bash bench/peers \
			"$built"/{measure,flows,flood,pairs,open_ports} \
			"$built"/{command_cost,logoff,empty_hook.ko,ebpf.o} \
			build/tests/netns/tools/probe; do
		files+=(--add "$file:/phonewall/bench/${file##*/}")
	done
	scripts/vm --timeout 3000 "${files[@]}" "$@"
}
