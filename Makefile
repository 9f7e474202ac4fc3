# SPDX-License-Identifier: MIT
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
libdir ?= $(PREFIX)/lib
includedir := $(PREFIX)/include
pkgconfigdir = $(libdir)/pkgconfig
datadir := $(PREFIX)/share/phonewall
docdir := $(PREFIX)/share/doc/phonewall

# Quotes a word for the shell, whatever is in it.
quote = '$(subst ','\'',$(1))'

VERSION := $(shell sed -n 's/.*PHONEWALL_VERSION[[:space:]]*"\(.*\)"/\1/p' \
		kmod/version.h)

# The kernel to build for: the running one or, if its headers are not installed,
# the test machine's.
RUNNING_KVER := $(shell uname -r)
TEST_KVER = $(eval TEST_KVER := $$(shell ARCH=$(ARCH) \
	scripts/test-kernel 2>/dev/null))$(TEST_KVER)
KVER ?= $(if $(wildcard /lib/modules/$(RUNNING_KVER)/build/Makefile),$\
	$(RUNNING_KVER),$(TEST_KVER))
KDIR ?= $(firstword $(wildcard /lib/modules/$(KVER)/build \
	/usr/src/linux-headers-$(KVER)) /lib/modules/$(KVER)/build)

# As many jobs as processors, unless the caller has chosen.
JOBS = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j $(shell nproc))

# For another architecture, as in the kernel's make: ARCH=arm64
# CROSS_COMPILE=aarch64-linux-gnu-, with its headers and libraries in SYSROOT,
# unless the environment tells the compiler and pkg-config where they are. A CC
# or AR of the caller is used as it is.
CROSS_COMPILE ?=
SYSROOT ?=
PKG_CONFIG ?= pkg-config
B := build
ifneq ($(CROSS_COMPILE),)
B := build/$(ARCH)
ifneq ($(findstring .,$(ARCH))$(findstring /,$(ARCH)),)
$(error ARCH is "$(ARCH)": name an architecture, as arm64)
endif
ifeq ($(origin CC),default)
CC := $(CROSS_COMPILE)gcc
endif
ifeq ($(origin AR),default)
AR := $(CROSS_COMPILE)ar
endif
endif
ifneq ($(SYSROOT),)
SYSROOT_FLAGS := $(call quote,--sysroot=$(SYSROOT))
PKG_CONFIG := PKG_CONFIG_SYSROOT_DIR=$(call quote,$(SYSROOT)) \
	PKG_CONFIG_LIBDIR=$(call quote,$(SYSROOT)$\
	/usr/lib/$(patsubst %-,%,$(CROSS_COMPILE))/pkgconfig) $(PKG_CONFIG)
endif

MODULE = $(B)/module/$(KVER)
MODULE_FILES := Kbuild $(wildcard kmod/*.[ch] kmod/*/*.[ch]) \
	include/uapi/linux/phonewall.h
SOURCE_FILES := $(MODULE_FILES) dkms.conf

# Userspace

PACKAGES := libnl-genl-3.0 libmnl json-c expat libevent_core libssl libcrypto \
	ldap lber libcurl libcares zlib duktape libseccomp
PKG_CFLAGS = $(eval PKG_CFLAGS := \
	$$(shell $$(PKG_CONFIG) --cflags $(PACKAGES)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := \
	$$(shell $$(PKG_CONFIG) --libs $(PACKAGES)) -lwpa_client)$(PKG_LIBS)

# CFLAGS, CPPFLAGS and LDFLAGS belong to the caller, and replace ours if they
# are on the command line: what the build needs has names of its own.
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wmissing-prototypes -Wshadow
INCLUDES := -D_GNU_SOURCE -Iinclude/uapi -Iuserspace/lib -iquotekmod
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all

# Sanitizers make code so long that the compiler takes twice the time. This saves
# a third of that, and reports have their lines.
QUICKLY_COMPILED := -O1 -g1

# What the compiler defines with the caller's flags. Stronger hardening of the
# caller stays, and without optimization FORTIFY would only warn.
PREDEFINED = $(eval PREDEFINED := $$(shell $$(CC) $$(CPPFLAGS) $$(CFLAGS) \
	-dM -E -x c /dev/null | grep -owE \
	'__OPTIMIZE__|__SSP_ALL__|_FORTIFY_SOURCE [1-9]|__clang__'))$(PREDEFINED)
FORTIFY = $(if $(filter __OPTIMIZE__,$(PREDEFINED)),$\
	$(if $(filter _FORTIFY_SOURCE,$(PREDEFINED)),,$\
	-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2))
STACK_PROTECTOR = $(if $(filter __SSP_ALL__,$(PREDEFINED)),,$\
	-fstack-protector-strong)
HARDENING = $(STACK_PROTECTOR) $(FORTIFY)
LINK_HARDENING := -pie -Wl,-z,relro,-z,now -Wl,--as-needed

# WERROR=1, which the checks set, makes warnings errors. What was compiled
# without it is then compiled again, since its warnings are not known.
ifneq ($(filter check% lint,$(MAKECMDGOALS)),)
WERROR ?= 1
export WERROR
endif
ifeq ($(WERROR),1)
WARNINGS += -Werror
MODULE_WARNINGS = KCFLAGS=$(call quote,$(KCFLAGS) -Werror)
STRICT := $(B)/strict
endif

COMPILE = $(CC) $(SYSROOT_FLAGS) -std=gnu11 $(WARNINGS) $(INCLUDES) \
	$(PKG_CFLAGS) $(CPPFLAGS) $(CFLAGS) $(MODE) -MMD -MP -c -o $@ $<
LINK = $(CC) $(SYSROOT_FLAGS) $(CFLAGS) $(MODE) $(LDFLAGS) \
	$(LINK_HARDENING) -o $@ $^

define compile
@mkdir -p $(@D)
$(if $(STRICT),,@rm -f $(B)/strict)
$(COMPILE)
endef

# What the kernel and userspace share is built into both.
COMMON_SOURCES := $(wildcard kmod/core/*.c)
LIB_SOURCES := $(wildcard userspace/lib/*/*.c) $(COMMON_SOURCES)
DAEMON_SOURCES := $(wildcard userspace/daemon/*.c userspace/daemon/*/*.c)
CTL_SOURCES := $(wildcard userspace/ctl/*.c userspace/ctl/*/*.c)
OUTPUT_SOURCES := $(wildcard userspace/ctl/output/*.c)
DIRECTORY_SOURCES := $(wildcard userspace/directory/*.c)
PROVISION_SOURCES := $(wildcard userspace/provision/*.c)
# What it has in common with phonewalld.
PROVISION_SHARED := $(foreach file,agent_tls child clock clock_watch json log \
	mount_watch notification path_walk process \
	request_socket settling watch,$\
	userspace/daemon/base/$(file).c)
SIP_PROGRAM_SOURCES := $(wildcard userspace/sip/*.c)
SIP_PROGRAM_SHARED := $(foreach file,agent_tls clock json log mount_watch \
	notification path_walk process settling watch,userspace/daemon/base/$(file).c)
WEB_SOURCES := $(wildcard userspace/web/*.c)
# What it has in common with phonewalld, and with phonewallctl, whose words it shows.
WEB_SHARED := $(foreach file,agent_tls clock json log mount_watch notification \
	path_walk process settling watch,userspace/daemon/base/$(file).c) \
	$(foreach file,agent_status json_member module_status \
	port_list tls_status,userspace/ctl/$(file).c) \
	$(OUTPUT_SOURCES)
PAC_SOURCES := $(wildcard userspace/pac/*.c)
DHCP_SOURCES := $(wildcard userspace/dhcp/*.c)
UNIT_SOURCES := $(wildcard tests/unit/test_*.c)
UNIT_SHARED := $(filter-out $(UNIT_SOURCES),$(wildcard tests/unit/*.c))
NETNS_SOURCES := $(wildcard tests/netns/*/test_*.c)
NETNS_TOOL_SOURCES := $(wildcard tests/netns/tools/*.c)
TOOL_SHARED := tests/netns/harness/discovery_frame.c tests/netns/harness/tool.c
NETNS_SHARED := $(filter-out $(NETNS_SOURCES) $(NETNS_TOOL_SOURCES),$\
	$(wildcard tests/netns/*/*.c))
DEBUG_SOURCES := $(wildcard tests/debug/test_*.c)
DEBUG_SHARED := $(filter-out $(DEBUG_SOURCES),$(wildcard tests/debug/*.c))
FUZZ_SOURCES := $(wildcard tests/fuzz/fuzz_*.c)
FUZZ_SHARED := $(filter-out $(FUZZ_SOURCES),$(wildcard tests/fuzz/*.c))

objects = $(patsubst %.c,$(B)/$(1)/%.o,$(2))

LIB := $(B)/libphonewall.a

# The libraries for other programs: the source that each is made of, the headers
# that are installed, and the version of its interface. Which functions it exports
# is listed in its .map. Once it was released, raise the version if a structure of
# these headers changes its size (userspace/lib/structures), or a function its
# parameters.
ABI := 1
SHARED_ROOMS := base config dot1x firewall module systems
SHARED_HEADERS := base/address.h base/fault.h base/host_name.h \
	config/parameter.h \
	config/profile.h config/settings.h config/system.h \
	directory/columns.h directory/parameters.h directory/server.h \
	directory/settings.h \
	dot1x/network_access.h dot1x/parameters.h firewall/explain.h \
	firewall/packet_spec.h firewall/parameters.h firewall/translation.h \
	module/client.h module/dot1x.h module/event.h module/flow.h \
	module/names.h module/policy.h module/status.h proxy/parameters.h \
	provisioning/values.h proxy/proxy.h proxy/settings.h \
	sip/parameters.h sip/settings.h systems/systems.h \
	tls/settings.h vlan/parameters.h vlan/settings.h \
	web/parameters.h web/settings.h
SHARED_SOURCES := $(wildcard $(SHARED_ROOMS:%=userspace/lib/%/*.c)) \
	$(foreach file,columns filter parameters server settings \
	settings_reader,$\
	userspace/lib/directory/$(file).c) \
	$(foreach file,advice condition delays dhcp_order domains macro \
	parameters rule rule_reader server_url settings template trigger \
	values version,userspace/lib/provisioning/$(file).c) \
	$(foreach file,parameters proxy settings target,$\
	userspace/lib/proxy/$(file).c) \
	userspace/lib/sip/parameters.c userspace/lib/sip/settings.c \
	userspace/lib/vlan/parameters.c userspace/lib/vlan/settings.c \
	userspace/lib/web/parameters.c userspace/lib/web/settings.c \
	userspace/lib/tls/cipher_list.c userspace/lib/tls/configuration.c \
	userspace/lib/tls/parameters.c \
	$(COMMON_SOURCES)
SHARED_LIB := $(B)/libphonewall.so.$(ABI)

# libphonewall-tls needs OpenSSL alone.
TLS_ABI := 1
TLS_HEADERS := tls/application.h tls/cipher_list.h tls/context.h \
	tls/name_check.h tls/openssl_conf.h tls/policy.h tls/policy_file.h \
	tls/settings.h
TLS_SOURCES := $(wildcard $(TLS_HEADERS:%.h=userspace/lib/%.c)) \
	userspace/lib/tls/strength.c
TLS_LIB := $(B)/libphonewall-tls.so.$(TLS_ABI)

# libphonewall-directory has libphonewall-tls make its TLS.
DIRECTORY_ABI := 1
DIRECTORY_HEADERS := directory/columns.h directory/search.h
DIRECTORY_LIB_SOURCES := $(foreach file,base/file base/host_name \
	base/json_text base/memory base/text $(addprefix directory/,columns \
	configuration connection filter look_up request search server settings \
	stream) tls/remedy,userspace/lib/$(file).c)
DIRECTORY_LIB := $(B)/libphonewall-directory.so.$(DIRECTORY_ABI)

# libphonewall-sip needs OpenSSL's libcrypto alone.
SIP_ABI := 1
SIP_HEADERS := $(foreach file,challenge digest edit framing mediasec message \
	multipart response sdp text value,sip/$(file).h)
SIP_SOURCES := $(SIP_HEADERS:%.h=userspace/lib/%.c)
SIP_LIB := $(B)/libphonewall-sip.so.$(SIP_ABI)

SHARED_LIBS := $(SHARED_LIB) $(TLS_LIB) $(DIRECTORY_LIB) $(SIP_LIB)
PC_FILES := phonewall.pc phonewall-directory.pc phonewall-sip.pc phonewall-tls.pc
INSTALLED_HEADERS := $(sort $(SHARED_HEADERS) $(TLS_HEADERS) \
	$(DIRECTORY_HEADERS) $(SIP_HEADERS))
PROGRAMS := $(if $(DAEMON_SOURCES),$(B)/phonewalld) \
	$(if $(CTL_SOURCES),$(B)/phonewallctl) $(B)/phonewall-directory \
	$(B)/phonewall-dhcp $(B)/phonewall-pac $(B)/phonewall-provision \
	$(B)/phonewall-sip $(B)/phonewall-web
UNIT_TESTS := $(UNIT_SOURCES:%.c=$(B)/%)
OPENSSL_TESTS := $(addprefix $(B)/tests/openssl/,test_cipher_list \
	test_name_check test_tls_context test_tls_memory)
NETNS_TESTS := $(patsubst %.c,$(B)/tests/netns/%,$(notdir $(NETNS_SOURCES)))
NETNS_TOOLS := $(NETNS_TOOL_SOURCES:%.c=$(B)/%)
DEBUG_TESTS := $(DEBUG_SOURCES:%.c=$(B)/%)
SANITIZED_PROGRAMS := $(B)/sanitized/phonewalld $(B)/sanitized/phonewall-sip
FUZZ_TARGETS := $(FUZZ_SOURCES:%.c=$(B)/%)

# Targets

.PHONY: all module test-module userspace library tests setup demo screenshots check \
	check-lint check-unit check-fuzz fuzz check-builds check-machine \
	check-documents check-install check-systemd check-packages check-netns \
	check-no-ipv6 \
	check-debug check-hostility check-judge check-switch check-mutants \
	check-compilers check-arm64 arm64-tests check-kernels lint deb \
	install install-userspace install-library install-source \
	install-dkms install-module uninstall clean help FORCE
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules

all: module userspace library

help:
	@echo "make [all]       build the module, the programs and the library"
	@echo "make module      build phonewall.ko (KVER=version, KDIR=headers)"
	@echo "make userspace   build phonewalld, phonewallctl, phonewall-directory,"
	@echo "                 phonewall-dhcp, phonewall-pac, phonewall-provision,"
	@echo "                 phonewall-sip and phonewall-web"
	@echo "make library     build libphonewall.so, libphonewall-tls.so,"
	@echo "                 libphonewall-directory.so and libphonewall-sip.so for"
	@echo "                 other programs"
	@echo "make setup       install what building and testing need (root)"
	@echo "make demo        show phonewall at work (CFG=path/to/cfg.xml)"
	@echo "make screenshots show the web page to Chromium for the README"
	@echo "make check       run the tests, but for the longer ones below"
	@echo "make check-lint  run one part of them: check-unit, check-fuzz,"
	@echo "                 check-builds, check-machine, check-documents,"
	@echo "                 check-install, check-systemd, check-packages and"
	@echo "                 check-netns are the others"
	@echo "                 (TESTS='name...' for unit and netns)"
	@echo "make check-compilers"
	@echo "                 build with gcc 12 to 14, clang 14 to 19 and for"
	@echo "                 32-bit Arm (COMPILERS='gcc-13', or some)"
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
	@echo "make check-debug the tests in a kernel that it builds first, with KASAN,"
	@echo "                 lockdep and allocations that fail (an hour)"
	@echo "make check-hostility"
	@echo "                 phonewalld among enemies for an hour"
	@echo "                 (HOSTILITY_SECONDS=, HOSTILITY_SEED= for others)"
	@echo "make check-mutants"
	@echo "                 change the module in 150 small ways, each of"
	@echo "                 which a suite must notice (MUTANTS=, SEED=,"
	@echo "                 FILES='kmod/firewall/flow*.c' for others)"
	@echo "make bench       measure what packets cost, beside the peers"
	@echo "make bench-quick the same in less than three minutes"
	@echo "                 (SUBJECTS='phonewall ebpf' for these only)"
	@echo "make bench-tls   measure what TLS costs by libphonewall-tls"
	@echo "make bench-provisioning   measure what a profile costs, beside curl"
	@echo "make bench-profile  show in which functions packets cost how much"
	@echo "                 (CASES='rtp-in ...' of bench/targets.jq)"
	@echo "make install     install all (DESTDIR=, PREFIX=$(PREFIX)); the"
	@echo "                 module through DKMS if it is installed"
	@echo "make deb         build Debian packages in build/deb"
	@echo "make uninstall   remove it, and nothing else"
	@echo "make clean       remove $(B)/"

module: $(MODULE)/phonewall.ko
	@echo "built $< for kernel $(KVER)"

userspace: $(PROGRAMS)

library: $(SHARED_LIBS)

tests: $(UNIT_TESTS) $(OPENSSL_TESTS) $(NETNS_TESTS) $(NETNS_TOOLS) \
	$(DEBUG_TESTS) $(SANITIZED_PROGRAMS)

# The kernel's make fails on a path with a space or a colon, without saying so.
module_path = $(if $(word 2,$(subst :, : ,$(CURDIR)/)),$(error The kernel's make $\
	cannot build a module in a path with a space or a colon, as $\
	"$(CURDIR)" has: move the source, or build the programs alone by $\
	`make userspace`))$(abspath $(1))
KBUILD = $(MAKE) --no-print-directory -C $(call quote,$(KDIR)) \
	$(MODULE_WARNINGS)

# Builds for several kernels lie side by side, each in a copy of the source made
# of symbolic links, because kbuild puts its objects beside the source.
$(MODULE)/phonewall.ko: FORCE
	@: $(call module_path)
	@test -e $(call quote,$(KDIR)/Makefile) || { \
		echo "No headers of kernel $(or $(KVER),(none is known)):" \
		"install linux-headers-$(or $(KVER),VERSION), or run" \
		"\`sudo make setup\` for the test machine's." >&2; exit 1; }
	@scripts/link-tree $(@D) $(MODULE_FILES)
	+$(KBUILD) M=$(call module_path,$(@D)) modules

# A switch chip for tests, built beside the module.
test-module: $(MODULE)/switch_chip.ko

SWITCH_CHIP := tests/netns/dot1x/switch_chip

$(MODULE)/switch_chip.ko: FORCE
	@: $(call module_path)
	@scripts/link-tree $(@:.ko=) $(wildcard $(SWITCH_CHIP)/*)
	+@$(KBUILD) -s M=$(call module_path,$(@:.ko=)/$(SWITCH_CHIP)) modules
	@cp $(@:.ko=)/$(SWITCH_CHIP)/switch_chip.ko $@

$(B)/strict: FORCE
	@mkdir -p $(@D)
	@test -e $@ || touch $@

$(LIB): $(call objects,object,$(LIB_SOURCES))
	@rm -f $@
	$(AR) rcs $@ $^

$(SHARED_LIB): $(call objects,object,$(SHARED_SOURCES)) \
		userspace/lib/libphonewall.map
$(TLS_LIB): $(call objects,object,$(TLS_SOURCES)) \
		userspace/lib/libphonewall-tls.map
$(TLS_LIB): PKG_LIBS = $(shell $(PKG_CONFIG) --libs libssl libcrypto)
$(DIRECTORY_LIB): $(call objects,object,$(DIRECTORY_LIB_SOURCES)) $(TLS_LIB) \
		userspace/lib/libphonewall-directory.map
$(DIRECTORY_LIB): PKG_LIBS = $(shell $(PKG_CONFIG) --libs ldap lber json-c \
	libssl libcrypto)
$(SIP_LIB): $(call objects,object,$(SIP_SOURCES)) \
		userspace/lib/libphonewall-sip.map
$(SIP_LIB): PKG_LIBS = $(shell $(PKG_CONFIG) --libs libcrypto)
# OpenSSL calls what was registered with it for as long as the process lives, and
# a look-up of a name that is given up goes on for a while.
$(TLS_LIB) $(DIRECTORY_LIB): LIBRARY_FLAGS := -Wl,-z,nodelete

$(SHARED_LIBS):
	$(CC) $(SYSROOT_FLAGS) $(CFLAGS) $(MODE) $(LDFLAGS) -shared \
		-Wl,-soname,$(@F) -Wl,--version-script=$(filter %.map,$^) \
		-Wl,-z,defs,-z,relro,-z,now -Wl,--as-needed $(LIBRARY_FLAGS) \
		-o $@ $(filter %.o %.so.$(TLS_ABI),$^) $(PKG_LIBS)

# The programs hold what they use of the library, so that a phone takes one file
# for each, and an interface that changes cannot part them.
$(B)/phonewalld: $(call objects,object,$(DAEMON_SOURCES)) $(LIB)
	$(LINK) $(PKG_LIBS)

$(B)/phonewallctl: $(call objects,object,$(CTL_SOURCES)) $(LIB)
	$(LINK) $(PKG_LIBS)

# It prints as phonewallctl does.
$(B)/phonewall-directory: $(call objects,object,$(DIRECTORY_SOURCES) \
		$(OUTPUT_SOURCES)) $(LIB)
	$(LINK) $(PKG_LIBS)

$(B)/phonewall-sip: $(call objects,object,$(SIP_PROGRAM_SOURCES) \
		$(SIP_PROGRAM_SHARED)) $(LIB)
	$(LINK) $(PKG_LIBS)

$(B)/phonewall-web: $(call objects,object,$(WEB_SOURCES) $(WEB_SHARED)) $(LIB)
	$(LINK) $(PKG_LIBS)

$(B)/phonewall-provision: $(call objects,object,$(PROVISION_SOURCES) \
		$(PROVISION_SHARED)) $(LIB)
	$(LINK) $(PKG_LIBS)

$(B)/phonewall-dhcp: $(call objects,object,$(DHCP_SOURCES)) $(LIB)
	$(LINK) $(PKG_LIBS)

# Tests start it too, but not with their own flags.
$(B)/phonewall-pac: MODE :=
$(B)/phonewall-pac: $(call objects,object,$(PAC_SOURCES)) $(LIB)
	$(LINK) $(PKG_LIBS)

# The library's objects go into programs and into the shared library.
$(B)/object/%.o: MODE = $(HARDENING) -fPIE
$(B)/object/userspace/lib/%.o $(B)/object/kmod/%.o: MODE = $(HARDENING) -fPIC
$(B)/object/%.o: %.c $(STRICT)
	$(compile)

# Unit tests run the source of the library, the daemon and the tool, built with
# sanitizers; the main.c of the two programs is left out.
SANITIZED := $(foreach part,web sip provision daemon ctl lib,$(B)/sanitized/$(part).a)

$(B)/sanitized/lib.a: $(call objects,sanitized,$(LIB_SOURCES))
$(B)/sanitized/daemon.a: $(call objects,sanitized,$(filter-out \
	%/main.c,$(DAEMON_SOURCES)))
$(B)/sanitized/web.a: $(call objects,sanitized,$(filter-out \
	%/main.c,$(WEB_SOURCES)))
$(B)/sanitized/sip.a: $(call objects,sanitized,$(filter-out \
	%/main.c,$(SIP_PROGRAM_SOURCES)))
$(B)/sanitized/provision.a: $(call objects,sanitized,$(filter-out \
	%/main.c,$(PROVISION_SOURCES)))
$(B)/sanitized/ctl.a: $(call objects,sanitized,$(filter-out \
	%/main.c,$(CTL_SOURCES)))
$(SANITIZED):
	@mkdir -p $(@D)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/sanitized/%.o: MODE = $(SANITIZERS) $(QUICKLY_COMPILED) -fPIE
$(B)/sanitized/%.o: INCLUDES += -Iuserspace/daemon -Iuserspace/ctl \
	-Iuserspace/provision -Iuserspace/sip -Iuserspace/web
$(B)/sanitized/%.o: %.c $(STRICT)
	$(compile)

# The programs of the shell suites, with the sanitizers linked statically, because
# the test machine has none. clang does that by default.
$(SANITIZED_PROGRAMS): MODE = $(SANITIZERS) $(if $(filter \
	__clang__,$(PREDEFINED)),,-static-libasan -static-libubsan)
$(SANITIZED_PROGRAMS):
	$(LINK) $(PKG_LIBS)
$(B)/sanitized/phonewalld: $(call objects,sanitized,userspace/daemon/main.c) \
		$(B)/sanitized/daemon.a $(B)/sanitized/lib.a
$(B)/sanitized/phonewall-sip: $(call objects,sanitized,userspace/sip/main.c) \
		$(B)/sanitized/sip.a $(B)/sanitized/daemon.a $(B)/sanitized/lib.a

$(B)/tests/unit/test_pac $(B)/tests/unit/test_fetch: | $(B)/phonewall-pac

$(UNIT_TESTS): MODE = $(SANITIZERS)
$(UNIT_TESTS): $(B)/%: $(B)/sanitized/%.o \
		$(call objects,sanitized,$(UNIT_SHARED)) $(SANITIZED)
	@mkdir -p $(@D)
	$(LINK) $(PKG_LIBS) $(OTHER_LIBS) -lcmocka

# Those of TLS also run with the OpenSSL of another release, whose C library does
# not go with this one's sanitizers.
$(OPENSSL_TESTS): $(B)/tests/openssl/%: $(B)/object/tests/unit/%.o $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(PKG_LIBS) $(OTHER_LIBS) -lcmocka
%/test_name_check %/test_directory_stream: OTHER_LIBS = -lgnutls
%/test_fetch: OTHER_LIBS = -Wl,--wrap=phonewall_pac_program \
	-Wl,--wrap=phonewall_lookup_begin
%/test_transfer: OTHER_LIBS = -Wl,--wrap=curl_easy_setopt
%/test_tls_memory: OTHER_LIBS = $(foreach name,malloc calloc realloc strdup \
	free,-Wl,--wrap=$(name))

$(B)/object/userspace/daemon/%.o: INCLUDES += -Iuserspace/daemon
$(B)/object/userspace/ctl/%.o: INCLUDES += -Iuserspace/ctl
$(B)/object/userspace/directory/%.o: INCLUDES += -Iuserspace/ctl
$(B)/object/userspace/provision/%.o: INCLUDES += -Iuserspace/daemon
$(B)/object/userspace/sip/%.o: INCLUDES += -Iuserspace/daemon
$(B)/object/userspace/web/%.o: INCLUDES += -Iuserspace/daemon -Iuserspace/ctl
$(B)/object/tests/netns/%.o $(B)/object/tests/debug/%.o: \
	INCLUDES += -Itests/netns
$(DEBUG_TESTS): $(call objects,object,$(DEBUG_SHARED))

$(NETNS_TESTS) $(DEBUG_TESTS): $(call objects,object,$(NETNS_SHARED))
	@mkdir -p $(@D)
	$(LINK) $(PKG_LIBS) -lcmocka

# By their plain names, which are unique, in one directory, as in the machine.
$(foreach source,$(NETNS_SOURCES),$(eval $(B)/tests/netns/$(basename $(notdir $(source))): $(call objects,object,$(source))))
$(DEBUG_TESTS): $(B)/%: $(B)/object/%.o
$(NETNS_TESTS) $(DEBUG_TESTS): $(LIB)

$(NETNS_TOOLS): $(B)/%: $(B)/object/%.o \
		$(call objects,object,$(TOOL_SHARED)) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(PKG_LIBS)

# Fuzz targets run the library's source, built by clang for libFuzzer.
CLANG ?= clang
FUZZER := $(SANITIZERS) -fsanitize=fuzzer-no-link

$(B)/fuzzed/%.o: CC = $(CLANG)
$(B)/fuzzed/%.o: MODE = $(FUZZER) -g1 -fPIE
$(B)/fuzzed/%.o: %.c $(STRICT)
	$(compile)

$(B)/fuzzed/lib.a: $(call objects,fuzzed,$(LIB_SOURCES))
	@rm -f $@
	$(AR) rcs $@ $^

$(FUZZ_TARGETS): private CC = $(CLANG)
$(FUZZ_TARGETS): private MODE = $(SANITIZERS) -fsanitize=fuzzer
$(FUZZ_TARGETS): $(B)/%: $(B)/fuzzed/%.o \
		$(call objects,fuzzed,$(FUZZ_SHARED)) $(B)/fuzzed/lib.a
	@mkdir -p $(@D)
	$(LINK) $(PKG_LIBS)

# The first inputs of a target are the certificates of a unit test.
$(B)/tests/fuzz/fuzz_name_check: | $(B)/certificates
$(B)/certificates: $(B)/tests/openssl/test_name_check
	@rm -rf $@
	@mkdir -p $@
	@$< --write $@

include bench/bench.mk

-include $(shell find $(B)/object $(B)/sanitized $(B)/fuzzed -name '*.d' 2>/dev/null)

# Set-up, demonstration, tests. Set-up may install what make looks for, so a
# second make does the rest.

setup:
	@scripts/setup

demo: setup
	@scripts/demo "$(CFG)"

# Those of the README, of what the browser's tests show.
screenshots: $(PROGRAMS)
	@tests/browser/web_page
	@cp $(foreach name,status-light system-dark fault,$(B)/browser/$(name).png) \
		docs/screenshots

check: setup
	@$(MAKE) --no-print-directory $(JOBS) tests userspace library \
		$(FUZZ_TARGETS)
	@$(MAKE) --no-print-directory $(JOBS) module test-module \
		KVER=$(TEST_KVER)
	@scripts/check lint builds unit fuzz machine install packages \
		documents systemd netns

check-unit: $(UNIT_TESTS)
	@TESTS="$(TESTS)" scripts/check unit

check-fuzz: $(FUZZ_TARGETS)
	@TESTS="$(TESTS)" scripts/check fuzz

fuzz: $(FUZZ_TARGETS)
	@TESTS="$(TESTS)" scripts/fuzz

check-compilers:
	@COMPILERS=$(call quote,$(COMPILERS)) scripts/check compilers

check-packages: $(NETNS_TOOLS)
	@scripts/check packages

check-machine: $(OPENSSL_TESTS) $(B)/tests/netns/tools/tls_peer $(PROGRAMS)
check-lint check-machine check-install:
	@scripts/check $(@:check-%=%)

check-builds:
	@$(MAKE) --no-print-directory $(JOBS) module KVER=$(TEST_KVER)
	@scripts/check builds

check-documents: userspace
	@$(MAKE) --no-print-directory module KVER=$(TEST_KVER)
	@scripts/check documents

check-systemd: userspace $(NETNS_TOOLS)
	@$(MAKE) --no-print-directory module KVER=$(TEST_KVER)
	@scripts/check systemd

check-netns: userspace $(NETNS_TESTS) $(NETNS_TOOLS) $(SANITIZED_PROGRAMS)
	@$(MAKE) --no-print-directory module test-module KVER=$(TEST_KVER)
	@TESTS="$(TESTS)" NETNS_JOBS="$(NETNS_JOBS)" scripts/check netns

check-hostility: userspace $(NETNS_TOOLS) $(SANITIZED_PROGRAMS)
	@$(MAKE) --no-print-directory module KVER=$(TEST_KVER)
	@HOSTILITY_SECONDS="$(HOSTILITY_SECONDS)" \
		HOSTILITY_SEED="$(HOSTILITY_SEED)" scripts/check hostility

check-judge: $(B)/tests/netns/test_judge
	@$(MAKE) --no-print-directory module KVER=$(TEST_KVER)
	@JUDGE_PACKETS="$(JUDGE_PACKETS)" JUDGE_SEED="$(JUDGE_SEED)" \
		scripts/check judge

check-switch: $(B)/tests/netns/test_switch_agrees
	@$(MAKE) --no-print-directory module KVER=$(TEST_KVER)
	@SWITCH_AGREES_CONVERSATIONS="$(SWITCH_AGREES_CONVERSATIONS)" \
		SWITCH_AGREES_SEED="$(SWITCH_AGREES_SEED)" scripts/check switch

check-mutants: userspace $(UNIT_TESTS) $(NETNS_TESTS) $(NETNS_TOOLS) \
		$(SANITIZED_PROGRAMS)
	@$(MAKE) --no-print-directory test-module KVER=$(TEST_KVER)
	@MUTANTS="$(MUTANTS)" SEED="$(SEED)" FILES="$(FILES)" \
		scripts/check mutants

check-debug: userspace $(NETNS_TESTS) $(NETNS_TOOLS) $(SANITIZED_PROGRAMS) \
		$(DEBUG_TESTS)
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

check-kernels: userspace $(NETNS_TESTS) $(NETNS_TOOLS) $(SANITIZED_PROGRAMS)
	@TESTS="$(TESTS)" KERNELS="$(KERNELS)" scripts/check kernels

check-arm64:
	@scripts/setup arm64
	@export ARCH=arm64; \
		kernel=$$(scripts/test-kernel) && sysroot=$$(scripts/sysroot) && \
		$(MAKE) --no-print-directory $(JOBS) arm64-tests ARCH=arm64 \
		CROSS_COMPILE=aarch64-linux-gnu- SYSROOT=$$sysroot \
		KVER=$$kernel KDIR=$$sysroot/usr/src/linux-headers-$$kernel
	@TESTS="$(TESTS)" scripts/check arm64

arm64-tests: module test-module userspace library $(NETNS_TESTS) \
	$(NETNS_TOOLS) $(SANITIZED_PROGRAMS)

lint: check-lint

# Installation

install: install-userspace install-library $(if $(shell command -v dkms),install-dkms,$\
	install-module)

# The value of DESTDIR is quoted, except for what make itself would expand. The
# directories below it are written into the unit, which does not allow every
# character.
define newline


endef
ROOT = $(if $(findstring $$,$(value DESTDIR))$(findstring \
	$(newline),$(DESTDIR)),$(error DESTDIR has a $$ or a line break in it: $\
	name a folder without))$(if $(DESTDIR),$(if $(findstring \
	$(newline)/,$(newline)$(DESTDIR)),,$(CURDIR)/))$(DESTDIR)
installed = $(call quote,$(ROOT)$(1))
FOLDERS := sbindir mandir unitdir sysusersdir tmpfilesdir completiondir libdir \
	includedir pkgconfigdir datadir docdir

# The configuration that the agent starts with. The phone's own, which replaces
# it, may contain passwords.
CONFIGURATION_FOLDER = $(call installed,/etc/phonewall)
CONFIGURATION = $(CONFIGURATION_FOLDER)/cfg.xml
for_the_agent = { ! getent group phonewall >/dev/null || { \
	chgrp phonewall $(CONFIGURATION) && chmod 640 $(CONFIGURATION); }; }

# What connects phonewall-dhcp with a DHCP client.
HOOKS := examples/dhcp

define check_folders
@export LC_ALL=C; for folder in $(foreach name,$(FOLDERS),$\
		$(call quote,$(name)=$($(name)))); do \
	case $$folder in \
	*=[!/]* | *= | *[!A-Za-z0-9=/._+@,-]* | */../* | */..) \
		echo "$$folder is no folder to install in: give a PREFIX that" \
			"begins with / and has only letters, digits and" \
			"._+@,- in it, and no \"..\"" >&2; \
		exit 1 ;; \
	esac; \
done
endef

install-userspace: userspace
	$(check_folders)
	install -D -t $(call installed,$(sbindir)) $(PROGRAMS)
	install -D -m 644 -t $(call installed,$(mandir)/man8) man/*.8
	install -D -m 644 -t $(call installed,$(mandir)/man5) man/*.5
	install -D -m 644 -t $(call installed,$(completiondir)) \
		completion/phonewallctl completion/phonewall-directory
	install -D -m 644 -t $(call installed,$(datadir)) \
		docs/phonewallctl.schema.json docs/phonewall-directory.schema.json
	install -D -m 644 -t $(call installed,$(docdir)/$(HOOKS)) \
		$(HOOKS)/*.conf $(HOOKS)/*.hook
	install -m 755 -t $(call installed,$(docdir)/$(HOOKS)) $(HOOKS)/*.script
	install -d $(call installed,$(unitdir))
	sed 's|/usr/sbin/phonewalld|$(sbindir)/phonewalld|' \
		dist/phonewalld.service \
		>$(call installed,$(unitdir)/phonewalld.service)
	sed 's|/usr/sbin/phonewall-provision|$(sbindir)/phonewall-provision|' \
		dist/phonewall-provision.service \
		>$(call installed,$(unitdir)/phonewall-provision.service)
	sed 's|/usr/sbin/phonewall-sip|$(sbindir)/phonewall-sip|' \
		dist/phonewall-sip.service \
		>$(call installed,$(unitdir)/phonewall-sip.service)
	sed 's|/usr/sbin/phonewall-web|$(sbindir)/phonewall-web|' \
		dist/phonewall-web.service \
		>$(call installed,$(unitdir)/phonewall-web.service)
	install -D -m 644 dist/sysusers.conf \
		$(call installed,$(sysusersdir)/phonewall.conf)
	install -D -m 644 dist/tmpfiles.conf \
		$(call installed,$(tmpfilesdir)/phonewall.conf)
ifeq ($(DESTDIR),)
	! command -v systemd-sysusers >/dev/null || \
		systemd-sysusers $(sysusersdir)/phonewall.conf
	! command -v systemd-tmpfiles >/dev/null || \
		systemd-tmpfiles --create $(tmpfilesdir)/phonewall.conf
endif
	test -e $(CONFIGURATION) || test -L $(CONFIGURATION) || { \
		install -D -m 644 dist/cfg.xml $(CONFIGURATION) && \
		$(if $(DESTDIR),:,$(for_the_agent)); \
	}

# Installed headers name each other by their installed paths.
as_installed := sed -e 's|^\#include "\([^"]*\)"|\#include <phonewall/\1>|' \
	-e 's|^\#include <linux/phonewall.h>|\#include <phonewall/linux/phonewall.h>|'

install_header = mkdir -p $(call installed,$(includedir)/phonewall/$(dir $(2))) \
	&& $(as_installed) $(1) >$(call installed,$(includedir)/phonewall/$(2))

# The name that programs are linked with: libphonewall.so for libphonewall.so.1.
link_name = $(call installed,$(libdir)/$(basename $(notdir $(1))))

install_package = sed -e 's|@libdir@|$(libdir)|; s|@includedir@|$(includedir)|' \
	-e 's|@version@|$(VERSION)|' dist/$(1).in \
	>$(call installed,$(pkgconfigdir)/$(1))

install-library: library
	$(check_folders)
	install -D -m 644 -t $(call installed,$(libdir)) $(SHARED_LIBS)
	$(foreach library,$(SHARED_LIBS),ln -sfn $(notdir $(library)) \
		$(call link_name,$(library)) &&) :
	$(call install_header,include/uapi/linux/phonewall.h,linux/phonewall.h)
	$(foreach header,$(INSTALLED_HEADERS),$(call install_header,$\
		userspace/lib/$(header),$(header)) &&) :
	install -d $(call installed,$(pkgconfigdir))
	$(foreach package,$(PC_FILES),$(call install_package,$(package)) &&) :
	install -D -m 644 -t $(call installed,$(mandir)/man3) man/*.3
ifeq ($(DESTDIR),)
	! command -v ldconfig >/dev/null || ldconfig
endif

MODULE_SOURCE = /usr/src/phonewall-$(or $(VERSION),$(error kmod/version.h $\
	names no version))

install-source:
	scripts/module-source install $(call installed,$(MODULE_SOURCE)) \
		$(SOURCE_FILES)

install-dkms: install-source
ifeq ($(DESTDIR),)
	test -z "$$(dkms status phonewall/$(VERSION))" || \
		dkms remove phonewall/$(VERSION) --all
	dkms add phonewall/$(VERSION)
	dkms install phonewall/$(VERSION) -k $(call quote,$(KVER))
endif

install-module: module
	install -D -m 644 -t $(call installed,/lib/modules/$(KVER)/updates) \
		$(MODULE)/phonewall.ko
ifeq ($(DESTDIR),)
	depmod $(call quote,$(KVER))
endif

uninstall:
	$(check_folders)
ifeq ($(DESTDIR),)
	test ! -e $(MODULE_SOURCE)/.installed || \
		! command -v dkms >/dev/null || \
		test -z "$$(dkms status phonewall/$(VERSION))" || \
		dkms remove phonewall/$(VERSION) --all
endif
	scripts/module-source remove $(call installed,$(MODULE_SOURCE))
	rm -f $(foreach program,phonewalld phonewallctl phonewall-directory $\
		phonewall-dhcp phonewall-pac phonewall-provision phonewall-sip $\
		phonewall-web,$\
		$(call installed,$(sbindir)/$(program)))
	rm -f $(foreach section,3 5 8,$(foreach page,$(wildcard \
		man/*.$(section)),$(call installed,$\
		$(mandir)/man$(section)/$(notdir $(page)))))
	rm -f $(call installed,$(completiondir)/phonewallctl) \
		$(call installed,$(completiondir)/phonewall-directory)
	rm -f $(call installed,$(datadir)/phonewallctl.schema.json) \
		$(call installed,$(datadir)/phonewall-directory.schema.json)
	test ! -d $(call installed,$(datadir)) || \
		rmdir --ignore-fail-on-non-empty $(call installed,$(datadir))
	rm -f $(foreach file,$(notdir $(wildcard $(HOOKS)/*)),$\
		$(call installed,$(docdir)/$(HOOKS)/$(file)))
	$(foreach folder,$(docdir)/$(HOOKS) $(docdir)/$(dir $(HOOKS)) $(docdir),$\
		test ! -d $(call installed,$(folder)) || rmdir \
		--ignore-fail-on-non-empty $(call installed,$(folder)) &&) :
	rm -f $(call installed,$(unitdir)/phonewalld.service) \
		$(call installed,$(unitdir)/phonewall-provision.service) \
		$(call installed,$(unitdir)/phonewall-sip.service) \
		$(call installed,$(unitdir)/phonewall-web.service)
	rm -f $(call installed,$(sysusersdir)/phonewall.conf)
	rm -f $(call installed,$(tmpfilesdir)/phonewall.conf)
	rm -f $(foreach package,$(PC_FILES),$\
		$(call installed,$(pkgconfigdir)/$(package)))
	rm -f $(foreach library,$(SHARED_LIBS),$(call link_name,$(library)) $\
		$(call installed,$(libdir)/$(notdir $(library))))
	rm -f $(foreach header,linux/phonewall.h $(INSTALLED_HEADERS),$\
		$(call installed,$(includedir)/phonewall/$(header)))
	test ! -d $(call installed,$(includedir)/phonewall) || \
		find $(call installed,$(includedir)/phonewall) -depth -type d \
			-empty -delete
	test -L $(CONFIGURATION) || ! cmp -s dist/cfg.xml $(CONFIGURATION) || \
		rm -f $(CONFIGURATION)
	test -L $(CONFIGURATION_FOLDER) || test ! -d $(CONFIGURATION_FOLDER) || \
		rmdir --ignore-fail-on-non-empty $(CONFIGURATION_FOLDER)
	for module in $(call installed,/lib/modules)/*/updates/phonewall.ko; do \
		test -e "$$module" || continue; \
		rm -f "$$module"; \
		folder=$${module%/updates/*}; \
		test -n $(call quote,$(DESTDIR)) || depmod "$${folder##*/}"; \
	done

# Debian's packages

deb:
	@scripts/setup deb
	@scripts/deb build/deb

clean:
	rm -rf $(call quote,$(B))
