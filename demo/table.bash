# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The table of expected and actual results.

rows=0
unexpected=0
row_format='  %-46s %-13s %-17s %-17s %s\n'

# section TITLE
section()
{
	printf '\n%s\n' "$1"
	# shellcheck disable=SC2059 # one format for all
	printf "$row_format" what "from -> to" expected happened verdict
}

# row WHAT FROM TO EXPECTED HAPPENED
row()
{
	local verdict=ok

	rows=$((rows + 1))
	if [[ $4 != "$5" ]]; then
		verdict="NOT AS EXPECTED"
		unexpected=$((unexpected + 1))
	fi
	# shellcheck disable=SC2059
	printf "$row_format" "$1" "$2 -> $3" "$4" "$5" "$verdict"
}

# Prints the result, and fails if a row is not as expected.
sum_up()
{
	echo
	if ((unexpected)); then
		echo "$unexpected of $rows rows NOT AS EXPECTED"
		return 1
	fi
	echo "all $rows rows as expected"
}
