# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# shellcheck disable=SC2034 # whoever sources this uses them
#
# The test machine's architecture, from ARCH in the environment, which is named
# as the kernel's make has it: what Debian calls it and its folder of libraries,
# the dynamic loader, and a word for paths in the cache, none for x86-64.

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
