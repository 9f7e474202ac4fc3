# SPDX-License-Identifier: GPL-2.0
#
# phonewall. "make help" lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
sbindir := $(PREFIX)/sbin
mandir := $(PREFIX)/share/man
unitdir := $(PREFIX)/lib/systemd/system
sysusersdir := $(PREFIX)/lib/sysusers.d
tmpfilesdir := $(PREFIX)/lib/tmpfiles.d
completiondir := $(PREFIX)/share/bash-completion/completions

VERSION := $(shell sed -n 's/.*PHONEWALL_VERSION[[:space:]]*"\(.*\)"/\1/p' \
		kmod/version.h)

# The kernel to build for: the running one, or where its headers are not
# installed the test machine's.
RUNNING_KVER := $(shell uname -r)
TEST_KVER = $(eval TEST_KVER := $$(shell ARCH=$(ARCH) \
	scripts/test-kernel))$(TEST_KVER)
KVER ?= $(if $(wildcard /lib/modules/$(RUNNING_KVER)/build/Makefile),$\
	$(RUNNING_KVER),$(TEST_KVER))
KDIR ?= $(firstword $(wildcard /lib/modules/$(KVER)/build \
	/usr/src/linux-headers-$(KVER)) /lib/modules/$(KVER)/build)

# As many jobs as processors where the caller has not chosen.
JOBS = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j $(shell nproc))

# For another architecture, as the kernel's make has it: ARCH=arm64
# CROSS_COMPILE=aarch64-linux-gnu-; with its headers and libraries in SYSROOT,
# unless the environment tells the compiler and pkg-config where they are.
CROSS_COMPILE ?=
SYSROOT ?=
PKG_CONFIG ?= pkg-config
B := build
ifneq ($(CROSS_COMPILE),)
B := build/$(ARCH)
CC := $(CROSS_COMPILE)gcc
AR := $(CROSS_COMPILE)ar
endif
ifneq ($(SYSROOT),)
CC += --sysroot=$(SYSROOT)
PKG_CONFIG := PKG_CONFIG_SYSROOT_DIR=$(SYSROOT) PKG_CONFIG_LIBDIR=$(SYSROOT)$\
	/usr/lib/$(patsubst %-,%,$(CROSS_COMPILE))/pkgconfig $(PKG_CONFIG)
endif

MODULE = $(B)/module/$(KVER)
MODULE_FILES := Kbuild $(wildcard kmod/*.[ch] kmod/compat/*.[ch]) \
	include/uapi/linux/phonewall.h
SOURCE_FILES := $(MODULE_FILES) dkms.conf

# Userspace

PACKAGES := libnl-genl-3.0 libmnl json-c expat libevent_core libcrypto
PKG_CFLAGS = $(eval PKG_CFLAGS := \
	$$(shell $$(PKG_CONFIG) --cflags $(PACKAGES)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := \
	$$(shell $$(PKG_CONFIG) --libs $(PACKAGES)) -lwpa_client)$(PKG_LIBS)

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror -Wmissing-prototypes -Wshadow
HARDENING := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all
CPPFLAGS += -D_GNU_SOURCE -Iinclude/uapi -Iuserspace/lib -Ikmod
LDFLAGS += -pie -Wl,-z,relro,-z,now -Wl,--as-needed

COMPILE = $(CC) -std=gnu11 $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) $(WARNINGS) \
	-MMD -MP -c -o $@ $<

# What the kernel and userspace have in common is built into both.
COMMON_SOURCES := kmod/packet.c kmod/verdict.c kmod/eapol.c kmod/session.c
LIB_SOURCES := $(wildcard userspace/lib/*.c) $(COMMON_SOURCES)
DAEMON_SOURCES := $(wildcard userspace/daemon/*.c)
CTL_SOURCES := $(wildcard userspace/ctl/*.c)
UNIT_SOURCES := $(wildcard tests/unit/test_*.c)
UNIT_SHARED := $(filter-out $(UNIT_SOURCES),$(wildcard tests/unit/*.c))
NETNS_SOURCES := $(wildcard tests/netns/test_*.c)
NETNS_SHARED := $(filter-out $(NETNS_SOURCES),$(wildcard tests/netns/*.c))
NETNS_TOOL_SOURCES := $(wildcard tests/netns/tools/*.c)
DEBUG_SOURCES := $(wildcard tests/debug/test_*.c)
DEBUG_SHARED := $(filter-out $(DEBUG_SOURCES),$(wildcard tests/debug/*.c))
FUZZ_SOURCES := $(wildcard tests/fuzz/fuzz_*.c)
FUZZ_SHARED := $(filter-out $(FUZZ_SOURCES),$(wildcard tests/fuzz/*.c))

objects = $(patsubst %.c,$(B)/$(1)/%.o,$(2))

LIB := $(B)/libphonewall.a
PROGRAMS := $(if $(DAEMON_SOURCES),$(B)/phonewalld) \
	$(if $(CTL_SOURCES),$(B)/phonewallctl)
UNIT_TESTS := $(UNIT_SOURCES:%.c=$(B)/%)
NETNS_TESTS := $(NETNS_SOURCES:%.c=$(B)/%)
NETNS_TOOLS := $(NETNS_TOOL_SOURCES:%.c=$(B)/%)
DEBUG_TESTS := $(DEBUG_SOURCES:%.c=$(B)/%)
FUZZ_TARGETS := $(FUZZ_SOURCES:%.c=$(B)/%)

# Targets

.PHONY: all module test-module userspace tests setup demo check check-lint \
	check-unit check-fuzz fuzz check-machine check-install check-systemd \
	check-netns check-no-ipv6 check-debug check-judge check-switch \
	check-mutants check-arm64 arm64-tests check-kernels lint \
	install install-userspace install-source \
	install-dkms install-module uninstall clean help FORCE
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules

all: module userspace

help:
	@echo "make [all]       build the module and the programs"
	@echo "make module      build phonewall.ko (KVER=version, KDIR=headers)"
	@echo "make userspace   build phonewalld and phonewallctl"
	@echo "make setup       install what building and testing need (root)"
	@echo "make demo        show phonewall at work (CFG=path/to/cfg.xml)"
	@echo "make check       run every test"
	@echo "make check-lint  run one part of them: check-unit, check-fuzz,"
	@echo "                 check-machine, check-install, check-systemd and"
	@echo "                 check-netns are the others (TESTS='name...' for"
	@echo "                 unit and netns)"
	@echo "make check-arm64"
	@echo "                 the last part on a 64-bit Arm machine"
	@echo "make check-kernels"
	@echo "                 the last part on other kernels of Debian's"
	@echo "                 (KERNELS='5.10 6.1 6.12 7', or some)"
	@echo "make fuzz        run each fuzz target for FUZZ_SECONDS=60"
	@echo "                 (TESTS='fuzz_packet fuzz_url' for these only)"
	@echo "make check-no-ipv6  the module in a kernel without IPv6, which it"
	@echo "                 builds first (some ten minutes)"
	@echo "make check-judge a million packets beside nftables and conntrack"
	@echo "                 (JUDGE_PACKETS=, JUDGE_SEED= for others)"
	@echo "make check-switch"
	@echo "                 2,000 conversations with hostapd as the LAN switch"
	@echo "                 (SWITCH_AGREES_CONVERSATIONS=,"
	@echo "                 SWITCH_AGREES_SEED= for others)"
	@echo "make check-mutants"
	@echo "                 change the module in 150 small ways, each of"
	@echo "                 which a suite must notice (MUTANTS=, SEED=,"
	@echo "                 FILES='kmod/flow*.c' for others)"
	@echo "make bench       measure what packets cost, beside the peers"
	@echo "make bench-quick the same in less than three minutes"
	@echo "                 (SUBJECTS='phonewall ebpf' for these only)"
	@echo "make bench-profile  show in which functions packets cost how much"
	@echo "                 (CASES='rtp-in ...' of bench/targets.jq)"
	@echo "make install     install all (DESTDIR=, PREFIX=$(PREFIX)); the"
	@echo "                 module through DKMS where there is DKMS"
	@echo "make uninstall   remove it"
	@echo "make clean       remove $(B)/"

module: $(MODULE)/phonewall.ko
	@echo "built $< for kernel $(KVER)"

userspace: $(PROGRAMS)

tests: $(UNIT_TESTS) $(NETNS_TESTS) $(NETNS_TOOLS) $(DEBUG_TESTS)

# Builds of several kernels lie side by side, each in a copy of the source made
# of symbolic links, for kbuild puts its objects beside the source.
$(MODULE)/phonewall.ko: FORCE
	@scripts/link-tree $(@D) $(MODULE_FILES)
	@test -e $(KDIR)/Makefile || { echo "No headers of kernel $(KVER):" \
		"install linux-headers-$(KVER), or run \`sudo make setup\`" \
		"for the test machine's." >&2; exit 1; }
	+$(MAKE) --no-print-directory -C $(KDIR) \
		M=$(abspath $(@D)) KCFLAGS=-Werror modules

# A switch chip for tests, built beside the module.
test-module: $(MODULE)/switch_chip.ko

SWITCH_CHIP := tests/netns/switch_chip

$(MODULE)/switch_chip.ko: FORCE
	@scripts/link-tree $(@:.ko=) $(wildcard $(SWITCH_CHIP)/*)
	+@$(MAKE) -s --no-print-directory -C $(KDIR) \
		M=$(abspath $(@:.ko=)/$(SWITCH_CHIP)) KCFLAGS=-Werror modules
	@cp $(@:.ko=)/$(SWITCH_CHIP)/switch_chip.ko $@

$(LIB): $(call objects,object,$(LIB_SOURCES))
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/phonewalld: $(call objects,object,$(DAEMON_SOURCES)) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/phonewallctl: $(call objects,object,$(CTL_SOURCES)) $(LIB)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/object/%.o: CFLAGS += $(HARDENING)
$(B)/object/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE)

# Unit tests run the library's, the daemon's and the tool's own source, built
# with sanitizers; the two programs' main.c stay out.
SANITIZED := $(foreach part,daemon ctl lib,$(B)/sanitized/$(part).a)

$(B)/sanitized/lib.a: $(call objects,sanitized,$(LIB_SOURCES))
$(B)/sanitized/daemon.a: $(call objects,sanitized,$(filter-out \
	%/main.c,$(DAEMON_SOURCES)))
$(B)/sanitized/ctl.a: $(call objects,sanitized,$(filter-out \
	%/main.c,$(CTL_SOURCES)))
$(SANITIZED):
	@mkdir -p $(@D)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/sanitized/%.o: CFLAGS += $(SANITIZERS) -fPIE
$(B)/sanitized/%.o: CPPFLAGS += -Iuserspace/daemon -Iuserspace/ctl
$(B)/sanitized/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE)

$(UNIT_TESTS): $(B)/%: $(B)/sanitized/%.o \
		$(call objects,sanitized,$(UNIT_SHARED)) $(SANITIZED)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANITIZERS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) -lcmocka

$(B)/object/tests/debug/%.o: CPPFLAGS += -Itests/netns
$(DEBUG_TESTS): $(call objects,object,$(DEBUG_SHARED))

$(NETNS_TESTS) $(DEBUG_TESTS): $(B)/%: $(B)/object/%.o \
		$(call objects,object,$(NETNS_SHARED)) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) -lcmocka

$(NETNS_TOOLS): $(B)/%: $(B)/object/%.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

# Fuzz targets run the library's source, built by clang for libFuzzer.
CLANG ?= clang
FUZZER := $(SANITIZERS) -fsanitize=fuzzer-no-link

$(B)/fuzzed/%.o: CC = $(CLANG)
$(B)/fuzzed/%.o: CFLAGS += $(FUZZER) -fPIE
$(B)/fuzzed/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE)

$(B)/fuzzed/lib.a: $(call objects,fuzzed,$(LIB_SOURCES))
	@rm -f $@
	$(AR) rcs $@ $^

$(FUZZ_TARGETS): $(B)/%: $(B)/fuzzed/%.o \
		$(call objects,fuzzed,$(FUZZ_SHARED)) $(B)/fuzzed/lib.a
	@mkdir -p $(@D)
	$(CLANG) $(CFLAGS) $(SANITIZERS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ \
		$(PKG_LIBS)

include bench/bench.mk

-include $(shell find $(B)/object $(B)/sanitized $(B)/fuzzed -name '*.d' 2>/dev/null)

# Set-up, demonstration, tests. Set-up may install what make looks for, so the
# rest is left to a second make.

setup:
	@scripts/setup

demo: setup
	@scripts/demo "$(CFG)"

check: setup
	@$(MAKE) --no-print-directory $(JOBS) tests userspace $(FUZZ_TARGETS)
	@$(MAKE) --no-print-directory test-module KVER=$(TEST_KVER)
	@scripts/check lint unit fuzz machine install systemd netns

check-unit: $(UNIT_TESTS)
	@TESTS="$(TESTS)" scripts/check unit

check-fuzz: $(FUZZ_TARGETS)
	@TESTS="$(TESTS)" scripts/check fuzz

fuzz: $(FUZZ_TARGETS)
	@TESTS="$(TESTS)" scripts/fuzz

check-lint check-machine check-install:
	@scripts/check $(@:check-%=%)

check-systemd: userspace $(NETNS_TOOLS)
	@$(MAKE) --no-print-directory module KVER=$(TEST_KVER)
	@scripts/check systemd

check-netns: userspace $(NETNS_TESTS) $(NETNS_TOOLS)
	@$(MAKE) --no-print-directory module test-module KVER=$(TEST_KVER)
	@TESTS="$(TESTS)" NETNS_JOBS="$(NETNS_JOBS)" scripts/check netns

check-judge: $(B)/tests/netns/test_judge
	@$(MAKE) --no-print-directory module KVER=$(TEST_KVER)
	@JUDGE_PACKETS="$(JUDGE_PACKETS)" JUDGE_SEED="$(JUDGE_SEED)" \
		scripts/check judge

check-switch: $(B)/tests/netns/test_switch_agrees
	@$(MAKE) --no-print-directory module KVER=$(TEST_KVER)
	@SWITCH_AGREES_CONVERSATIONS="$(SWITCH_AGREES_CONVERSATIONS)" \
		SWITCH_AGREES_SEED="$(SWITCH_AGREES_SEED)" scripts/check switch

check-mutants: userspace $(UNIT_TESTS) $(NETNS_TESTS) $(NETNS_TOOLS)
	@$(MAKE) --no-print-directory test-module KVER=$(TEST_KVER)
	@MUTANTS="$(MUTANTS)" SEED="$(SEED)" FILES="$(FILES)" \
		scripts/check mutants

check-debug: userspace $(NETNS_TESTS) $(NETNS_TOOLS) $(DEBUG_TESTS)
	@scripts/setup debug
	@kernel=$$(scripts/debug-kernel) && \
		$(MAKE) --no-print-directory module test-module KDIR=$$kernel \
		UBSAN_SANITIZE=y KCOV_INSTRUMENT=y \
		KVER=$$(cat $$kernel/include/config/kernel.release)
	@TESTS="$(TESTS)" scripts/check debug

check-no-ipv6: userspace $(NETNS_TOOLS)
	@scripts/setup debug
	@kernel=$$(scripts/debug-kernel --without-ipv6) && \
		$(MAKE) --no-print-directory module KDIR=$$kernel \
		KVER=$$(cat $$kernel/include/config/kernel.release)
	@scripts/check no-ipv6

check-kernels: userspace $(NETNS_TESTS) $(NETNS_TOOLS)
	@TESTS="$(TESTS)" KERNELS="$(KERNELS)" scripts/check kernels

check-arm64:
	@scripts/setup arm64
	@export ARCH=arm64; \
		kernel=$$(scripts/test-kernel) && sysroot=$$(scripts/sysroot) && \
		$(MAKE) --no-print-directory $(JOBS) arm64-tests ARCH=arm64 \
		CROSS_COMPILE=aarch64-linux-gnu- SYSROOT=$$sysroot \
		KVER=$$kernel KDIR=$$sysroot/usr/src/linux-headers-$$kernel
	@TESTS="$(TESTS)" scripts/check arm64

arm64-tests: module test-module userspace $(NETNS_TESTS) $(NETNS_TOOLS)

lint: check-lint

# Installation

install: install-userspace $(if $(shell command -v dkms),install-dkms,$\
	install-module)

install-userspace: userspace
	install -D -t $(DESTDIR)$(sbindir) $(PROGRAMS)
	install -D -m 644 -t $(DESTDIR)$(mandir)/man8 man/*.8
	install -D -m 644 -t $(DESTDIR)$(mandir)/man5 man/*.5
	install -D -m 644 -t $(DESTDIR)$(completiondir) completion/phonewallctl
	install -d $(DESTDIR)$(unitdir)
	sed 's|/usr/sbin/phonewalld|$(sbindir)/phonewalld|' \
		dist/phonewalld.service \
		>$(DESTDIR)$(unitdir)/phonewalld.service
	install -D -m 644 dist/sysusers.conf \
		$(DESTDIR)$(sysusersdir)/phonewall.conf
	install -D -m 644 dist/tmpfiles.conf \
		$(DESTDIR)$(tmpfilesdir)/phonewall.conf
ifeq ($(DESTDIR),)
	! command -v systemd-sysusers >/dev/null || \
		systemd-sysusers $(sysusersdir)/phonewall.conf
	! command -v systemd-tmpfiles >/dev/null || \
		systemd-tmpfiles --create $(tmpfilesdir)/phonewall.conf
endif

MODULE_SOURCE := /usr/src/phonewall-$(VERSION)

install-source:
	rm -rf $(DESTDIR)$(MODULE_SOURCE)
	for file in $(SOURCE_FILES); do \
		install -D -m 644 $$file $(DESTDIR)$(MODULE_SOURCE)/$$file || \
			exit 1; \
	done

install-dkms: install-source
ifeq ($(DESTDIR),)
	-dkms remove phonewall/$(VERSION) --all
	dkms add phonewall/$(VERSION)
	dkms install phonewall/$(VERSION) -k $(KVER)
endif

install-module: module
	install -D -m 644 -t $(DESTDIR)/lib/modules/$(KVER)/updates \
		$(MODULE)/phonewall.ko
ifeq ($(DESTDIR),)
	depmod $(KVER)
endif

INSTALLED_MODULES = $(wildcard $(DESTDIR)/lib/modules/*/updates/phonewall.ko)

uninstall:
ifeq ($(DESTDIR),)
	-dkms remove phonewall/$(VERSION) --all
endif
	rm -rf $(DESTDIR)$(MODULE_SOURCE)
	rm -f $(DESTDIR)$(sbindir)/phonewalld $(DESTDIR)$(sbindir)/phonewallctl
	rm -f $(addprefix $(DESTDIR)$(mandir)/,$(foreach section,5 8,$\
		$(patsubst man/%,man$(section)/%,$(wildcard man/*.$(section)))))
	rm -f $(DESTDIR)$(completiondir)/phonewallctl
	rm -f $(DESTDIR)$(unitdir)/phonewalld.service
	rm -f $(DESTDIR)$(sysusersdir)/phonewall.conf
	rm -f $(DESTDIR)$(tmpfilesdir)/phonewall.conf
	for module in $(INSTALLED_MODULES); do \
		rm -f $$module; \
		test -n "$(DESTDIR)" || depmod $$(basename $${module%/updates/*}); \
	done

clean:
	rm -rf $(B)
