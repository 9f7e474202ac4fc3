/* SPDX-License-Identifier: MIT */
#ifndef FAULT_LIST_H
#define FAULT_LIST_H

#include "base/fault.h"

/* The properties that the faults of any text must have. */
void require_faults(const struct phonewall_faults *faults);

/* Two lists must be equal. */
void require_same_faults(const struct phonewall_faults *a,
			 const struct phonewall_faults *b);

#endif /* FAULT_LIST_H */
