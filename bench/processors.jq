# SPDX-License-Identifier: MIT
#
# From the runs of bench/pairs, in their order, and from $busy, the lines that
# the plugin processor_time wrote, to how many times the packets of one processor
# two carry with each subject. Of several runs the least disturbed counts.

($busy | rtrimstr("\n") / "\n"
 | map(. / " " | map(tonumber) | { section: .[0], busy: .[2] })
 | group_by(.section)
 | map({ key: (.[0].section | tostring),
	 value: (map(.busy) | add / length) })
 | from_entries) as $mean
| to_entries
| map(.value + { busy: $mean[.key + 1 | tostring] })
| group_by(.subject)[]
| (map(select(.processors == 1).busy) | min) as $one
| (map(select(.processors == 2).busy) | min) as $two
| { subject: .[0].subject,
    quantity: "times the RTP packets of one processor that two carry",
    value: (2 * $one / $two * 100 | round / 100) }
