# SPDX-License-Identifier: MIT
#
# The results as bench/results.gp reads them: one line for each packet that a
# firewall lets through, a column for each subject.

["empty-hook", "phonewall", "nftables", "iptables", "ebpf"] as $subjects
| (map(select(.condition | not)) | group_by(.case)
	| map({ (.[0].case): INDEX(.subject) }) | add) as $results
| (["packet", $subjects[]] | @tsv),
  ($targets[]
	| . as $target
	| $results[.case]
	| select(. != null and .phonewall.extra > 0)
	| . as $case
	| [ $target.case, ($subjects[] as $subject
			   | $case[$subject].extra // "-") ]
	| @tsv)
