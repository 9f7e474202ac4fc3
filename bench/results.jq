# SPDX-License-Identifier: GPL-2.0
#
# From what bench/run prints to the results: what each subject adds to the path
# with no firewall. In one kernel the LAN host too pays for the switches that a
# subject throws for all (netfilter's and traffic control's static keys); the
# same subject elsewhere shows what phone and LAN host pay for them together,
# and the LAN host's half is none of the subject's.

def tenths: . * 10 | round / 10;

map(select(.case))
| (map(select(.subject == "none" and .place == "phone")) | INDEX(.case))
	as $none
| (map(select(.place == "elsewhere")) | INDEX("\(.subject) \(.case)"))
	as $elsewhere
| map(select(.place == "phone")
	| $none[.case].instructions as $without
	| ($elsewhere["\(.subject) \(.case)"].instructions // $without) as $there
	| (if .instructions > $without and $there > $without
	   then ($there - $without) / 2 else 0 end) as $lan
	| { case, subject, instructions,
	    extra: (.instructions - $without - $lan | tenths),
	    lan: ($lan | tenths), spread }
	  + if .condition == "" then {} else { condition } end)
