/* SPDX-License-Identifier: MIT */
#ifndef FAULT_LIST_H
#define FAULT_LIST_H

#include "base/fault.h"

/* What must be true of the faults that any text has. */
void require_faults(const struct phonewall_faults *faults);

/* That two lists tell the same. */
void require_same_faults(const struct phonewall_faults *a,
			 const struct phonewall_faults *b);

#endif /* FAULT_LIST_H */
