/* SPDX-License-Identifier: MIT */
#ifndef BENCH_MARK_FINDER_H
#define BENCH_MARK_FINDER_H

#include <string.h>

#include "mark.h"
#include "qemu_plugin.h"

typedef void mark_callback(unsigned int processor, void *data);

static inline void mark_look_at(struct qemu_plugin_insn *instruction,
				mark_callback *on_edge,
				mark_callback *on_section)
{
	uint8_t bytes[MARK_SIZE];

	if (qemu_plugin_insn_size(instruction) != MARK_SIZE ||
	    qemu_plugin_insn_data(instruction, bytes, MARK_SIZE) != MARK_SIZE)
		return;
	if (!memcmp(bytes, MARK_EDGE, MARK_SIZE))
		qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_edge,
						       0, NULL);
	if (!memcmp(bytes, MARK_SECTION, MARK_SIZE))
		qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_section,
						       0, NULL);
}

/**
 * mark_find - be called when a program reaches a mark
 * @translated: a block of code, which QEMU has translated
 * @on_edge: called with the processor whenever it reaches mark_edge() there
 * @on_section: the same for mark_section()
 */
static inline void mark_find(struct qemu_plugin_tb *translated,
			     mark_callback *on_edge, mark_callback *on_section)
{
	size_t i;

	for (i = 0; i < qemu_plugin_tb_n_insns(translated); i++)
		mark_look_at(qemu_plugin_tb_get_insn(translated, i), on_edge,
			     on_section);
}

#endif /* BENCH_MARK_FINDER_H */
