#!/usr/bin/awk -f
# SPDX-License-Identifier: MIT
#
# Prints a kernel's log, or kmemleak's list, without what a kernel itself prints
# and loses if its allocations fail: a trace that says so, and the name of a
# cache that sysfs does not accept (mm/slub.c: sysfs_slab_add).

function end_report()
{
	if (report ~ /kobject_set_name_vargs[^\n]*\n[^\n]*kobject_init_and_add[^\n]*\n[^\n]*sysfs_slab_add/)
		lost++
	else
		printf "%s", report
	report = ""
}

/unreferenced object/ {
	end_report()
	report = $0 "\n"
	next
}

# In the log other lines may come in between.
report && /^  |kmemleak:   / {
	report = report $0 "\n"
	next
}

/kmemleak: [0-9]+ new suspected/ {
	end_report()
	match($0, /[0-9]+ new/)
	all = substr($0, RSTART, RLENGTH) + 0 == lost
	lost = 0
	if (all)
		next
}

/vmalloc error: |page allocation failure: / { lacking = NR }
/sysctl could not get directory: .* -12/ { lacking = NR }
/kmem_cache_create_usercopy\(.*\) failed with error/ { lacking = NR }

lacking && NR - lacking < 4 && /Call Trace:/ {
	lacking = 0
	next
}

{ print }

END { end_report() }
