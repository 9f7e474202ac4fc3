# SPDX-License-Identifier: MIT
#
# bench/provisioning.json as a table for a person, tab-separated.

def judge(met): if met then "met" else "NOT MET" end;
def value_of($subject): map(select(.subject == $subject))[0].value;

(["what", "curl", "phonewall-provision", "times", "bound"] | @tsv),
(group_by(.quantity)[]
	| value_of("curl") as $curl
	| value_of("phonewall-provision") as $provision
	| [.[0].quantity, $curl, $provision,
	   (if $curl then $provision / $curl * 100 | round / 100 else null end),
	   (map(.bound // empty)[0]
		| if . then "\(judge($provision <= .)): at most \(.)" else null end)]
	| @tsv)
