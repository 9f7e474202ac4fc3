# SPDX-License-Identifier: MIT
#
# What packets cost, compared with other firewalls.

BENCH_SOURCES := $(wildcard bench/programs/*.c)
BENCH_SHARED := bench/programs/host.c bench/programs/stopwatch.c \
	tests/netns/harness/tool.c
BENCH_TOOL_SOURCES := $(wildcard bench/tools/*.c)
BENCH_PLUGINS := $(patsubst bench/plugins/%.c,$(B)/bench/%.so,\
	$(wildcard bench/plugins/*.c))
BENCH_TOOLS := $(patsubst bench/tools/%.c,$(B)/bench/%,$(BENCH_TOOL_SOURCES))

.PHONY: bench bench-quick bench-tls bench-provisioning bench-profile bench-programs

bench bench-quick:
	@scripts/setup bench
	@scripts/bench $(if $(filter bench-quick,$@),--quick $(SUBJECTS))

bench-tls bench-provisioning:
	@scripts/setup bench
	@scripts/$@

bench-profile:
	@scripts/setup bench
	@scripts/profile $(CASES)

bench-programs: $(B)/bench/measure $(BENCH_PLUGINS) $(BENCH_TOOLS) $(B)/bench/empty_hook.ko \
		$(B)/bench/ebpf.o $(B)/tests/netns/tools/probe \
		$(B)/tests/openssl/test_tls_memory

$(B)/object/bench/%.o: INCLUDES += -Ibench/plugins -Itests/netns

$(BENCH_PLUGINS): $(B)/bench/%.so: bench/plugins/%.c \
		$(wildcard bench/plugins/*.h)
	@mkdir -p $(@D)
	$(CC) -std=gnu11 $(CFLAGS) $(WARNINGS) -fPIC -shared -o $@ $<

$(B)/bench/measure: $(call objects,object,$(sort $(BENCH_SOURCES) $(BENCH_SHARED)))
	@mkdir -p $(@D)
	$(LINK) -lm

$(B)/object/bench/tools/%.o: INCLUDES += -Ibench/programs

$(BENCH_TOOLS): $(B)/bench/%: $(B)/object/bench/tools/%.o \
		$(call objects,object,$(BENCH_SHARED)) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $(PKG_LIBS) -lm

$(B)/bench/ebpf.o: bench/peers/ebpf.c
	@mkdir -p $(@D)
	clang -target bpf -O2 -g -Wall -Wextra \
		-I/usr/include/$(shell uname -m)-linux-gnu -c -o $@ $<

$(B)/bench/empty_hook.ko: $(wildcard bench/empty_hook/*)
	@scripts/link-tree $(@:.ko=) $^
	+$(KBUILD) M=$(call module_path,$(@:.ko=)/bench/empty_hook) modules
	cp $(@:.ko=)/bench/empty_hook/empty_hook.ko $@
