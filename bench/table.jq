# SPDX-License-Identifier: MIT
#
# The results as a table for a person, one line of tab-separated cells for each
# packet: what it costs with no firewall, what each subject adds, and whether
# phonewall meets the target. $targets are those of bench/targets.jq.

def rounded: if . == null then "-" else round | tostring end;
def signed:
	if . == null then "-"
	elif . < 0 then "\(round)"
	else "+\(round)" end;
def percent: "\(. * 1000 | round / 10) %";

def judge(target; $phonewall; $nftables; $whole):
	if target.extra == null then ""
	elif $phonewall == null then "not measured"
	else
		($phonewall <= target.extra) as $extra
		| (if $nftables == null then null
		   elif target.part then
			{ part: ($phonewall / $nftables), limit: target.part }
		   elif target.whole_part then
			{ part: (($whole + $phonewall) / ($whole + $nftables)),
			  limit: target.whole_part }
		   else null end) as $beside
		| (if $extra and ($beside == null or
				  $beside.part <= $beside.limit)
		   then "met" else "NOT MET" end)
		  + ": at most \(target.extra)"
		  + (if $beside then ", is \($beside.part | percent) of nftables" +
			" (at most \($beside.limit | percent))" else "" end)
	end;

["none", "empty-hook", "phonewall", "nftables", "iptables", "ebpf"] as $subjects
| (map(select(.condition | not)) | group_by(.case)
	| map({ (.[0].case): INDEX(.subject) }) | add) as $results
| (["packet", "no firewall", $subjects[1:][], "target for phonewall"] | @tsv),
  ($targets[]
	| . as $target
	| $results[.case]
	| select(. != null)
	| . as $case
	| [ $target.packet, (.none.instructions | rounded),
	    ($subjects[1:][] as $subject | $case[$subject].extra | signed),
	    judge($target; .phonewall.extra; .nftables.extra;
		  .none.instructions) ]
	| @tsv)
