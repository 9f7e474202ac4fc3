/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_FILE_FAULT_H
#define PHONEWALL_FILE_FAULT_H

#include "base/fault.h"

/**
 * phonewall_file_fault_add - tell why phonewalld cannot read a file
 * @faults: the fault is added here, with what to do
 * @error: negative errno, as of phonewall_file_read() with a limit of 1 MiB
 */
void phonewall_file_fault_add(struct phonewall_faults *faults, int error);

#endif /* PHONEWALL_FILE_FAULT_H */
