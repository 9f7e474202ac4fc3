# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Runs the cases of a profile. Each case is a section of the counter, in the
# order of the lines "section SUBJECT CASE" printed here.
#
# shellcheck disable=SC2154 # bench/run sets the folder

# print_symbols SUBJECT: prints lines "symbol SUBJECT ADDRESS NAME".
print_symbols()
{
	awk -v subject="$1" '$2 ~ /[tTwW]/ {
		print "symbol", subject, $1, $3 }' /proc/kallsyms
}

# profile_subject SUBJECT CASE...
profile_subject()
{
	local subject=$1 name
	shift

	print_symbols "$subject"
	for name; do
		echo "section $subject $name"
		"$folder/measure" --loops 2 "$name" >/dev/null
	done
}

# profile_cases CASE...
profile_cases()
{
	local subject

	for subject in none empty-hook phonewall nftables; do
		with_subject "$subject" phone profile_subject "$subject" "$@"
	done
}
