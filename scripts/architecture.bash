# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034 # whoever sources this uses them
#
# The test machine's architecture, from ARCH in the environment, whose values
# are those of the kernel's make: Debian's names for it and for its directory of
# libraries, the dynamic loader, and a suffix for paths in the cache, empty for
# x86-64.

case ${ARCH:-x86_64} in
x86_64 | x86)
	architecture=amd64
	multiarch=x86_64-linux-gnu
	loader=usr/lib64/ld-linux-x86-64.so.2
	foreign= ;;
arm64)
	architecture=arm64
	multiarch=aarch64-linux-gnu
	loader=usr/lib/ld-linux-aarch64.so.1
	foreign=arm64 ;;
arm)
	architecture=armhf
	multiarch=arm-linux-gnueabihf
	loader=usr/lib/ld-linux-armhf.so.3
	foreign=arm ;;
*)
	echo "${0##*/}: ARCH is \"$ARCH\"; it may be x86_64, arm64 or arm" >&2
	exit 1 ;;
esac
