# SPDX-License-Identifier: MIT
#
# How cost grows with the work, as lines of tab-separated cells.

(map(select(.condition | not)) | INDEX("\(.subject) \(.case)")) as $before
| (["subject", "packet", "condition", "adds", "without the condition"] | @tsv),
  (.[]
	| select(.condition)
	| $before["\(.subject) \(.case)"].extra as $extra
	| [ .subject, .case, .condition, (.extra | round),
	    "\($extra | round)" +
	    (if .subject != "phonewall" then ""
	     elif .extra <= 1.1 * $extra then " (flat within 10 %: met)"
	     else " (flat within 10 %: NOT MET)" end) ]
	| @tsv)
