# SPDX-License-Identifier: MIT
#
# From what bench/run prints to the results: what each subject adds to the path
# with no firewall, which was measured beside it in each round; the median of the
# rounds. In one kernel the LAN host too pays for the switches that a subject
# throws for all (netfilter's and traffic control's static keys); the same subject
# elsewhere shows what phone and LAN host pay for them together, and the LAN
# host's half is none of the subject's.

def tenths: . * 10 | round / 10;
def median:
	sort
	| (.[(length - 1) / 2 | floor] + .[length / 2 | floor]) / 2;
def lan_part($phone; $without; $there):
	if $phone > $without and $there > $without
	then ($there - $without) / 2 else 0 end;

map(select(.case))
| (map(select(.subject == "none")) | group_by(.case)
	| map({ (.[0].case): map(.instructions) }) | add) as $none
| (map(select(.subject == "none"))
	| INDEX("\(.beside) \(.round) \(.case)")) as $beside
| (map(select(.place == "elsewhere"))
	| INDEX("\(.subject) \(.round) \(.case)")) as $elsewhere
| map(select(.place == "phone" and .subject != "none" and .condition == "")
	| $beside["\(.subject) \(.round) \(.case)"].instructions as $without
	| $elsewhere["\(.subject) \(.round) \(.case)"].instructions as $there
	| lan_part(.instructions; $without; $there) as $lan
	| . + { extra: (.instructions - $without - $lan), lan: $lan })
	as $rounds
| ($rounds | group_by([.subject, .case])
	| map({ case: .[0].case, subject: .[0].subject,
		instructions: (map(.instructions) | median),
		extra: (map(.extra) | median | tenths),
		lan: (map(.lan) | median | tenths),
		spread: (map(.extra) | max - min | tenths) })) as $paired
| ($paired | INDEX("\(.subject) \(.case)")) as $lan
| [$none | to_entries[]
	| { case: .key, subject: "none", instructions: (.value | median),
	    extra: 0, lan: 0, spread: (.value | max - min | tenths) }]
  + $paired
  + map(select(.condition != "")
	| ($none[.case] | median) as $without
	| ($lan["\(.subject) \(.case)"].lan // 0) as $lan
	| { case, subject, instructions,
	    extra: (.instructions - $without - $lan | tenths),
	    lan: $lan, condition })
