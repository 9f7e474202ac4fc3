/* SPDX-License-Identifier: MIT */
/*
 * The part of QEMU's plugin interface that is used here ("QEMU TCG Plugins" in
 * its documentation); Debian packages no header of it.
 */
#ifndef BENCH_QEMU_PLUGIN_H
#define BENCH_QEMU_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define QEMU_PLUGIN_API	4

struct qemu_plugin_tb;
struct qemu_plugin_insn;

/* What a plugin defines. */
extern int qemu_plugin_version;
int qemu_plugin_install(uint64_t plugin, const void *info, int count,
			char **arguments);

/* What QEMU defines. Flags are 0 if a callback touches no register. */
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t plugin,
	void (*callback)(uint64_t plugin, struct qemu_plugin_tb *translated));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *translated,
	void (*callback)(unsigned int processor, void *data), int flags,
	void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(
	struct qemu_plugin_insn *instruction,
	void (*callback)(unsigned int processor, void *data), int flags,
	void *data);
void qemu_plugin_register_atexit_cb(uint64_t plugin,
	void (*callback)(uint64_t plugin, void *data), void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *translated);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *translated);
struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *translated, size_t index);
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *instruction,
			     void *bytes, size_t size);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *instruction);

#endif /* BENCH_QEMU_PLUGIN_H */
