# SPDX-License-Identifier: MIT
#
# Joins the symbols in order, the sections and the output of the counter to a
# table for each case: the functions whose instructions for a packet differ from
# those without a firewall by half an instruction or more, and the sum of all
# functions.

# The last symbol at or below an address, both as 16 hexadecimal digits.
function name_of(subject, address,	low, high, middle)
{
	low = 1
	high = symbols[subject]
	while (low < high) {
		middle = int((low + high + 1) / 2)
		if (starts[subject, middle] <= address)
			low = middle
		else
			high = middle - 1
	}
	return names[subject, low]
}

function differs(name, case_name,	i, difference)
{
	for (i = 2; i <= subjects; i++) {
		difference = cost[order[i], case_name, name] - \
			cost[order[1], case_name, name]
		if (difference >= 0.5 || difference <= -0.5)
			return 1
	}
	return 0
}

function row_of(name, case_name,	i, row)
{
	row = sprintf("  %-36s", name)
	for (i = 1; i <= subjects; i++)
		row = row sprintf(" %10.1f", cost[order[i], case_name, name])
	return row
}

function print_table(case_name,		i, name, command)
{
	printf "\n%s\n  %-36s", case_name, "function"
	for (i = 1; i <= subjects; i++)
		printf " %10s", order[i]
	printf "\n"
	command = "sort"
	for (name in functions)
		if (name != all && differs(name, case_name))
			print row_of(name, case_name) | command
	close(command)
	print row_of(all, case_name)
}

BEGIN {
	all = "(all functions)"
}

$1 == "symbol" {
	starts[$2, ++symbols[$2]] = $3
	names[$2, symbols[$2]] = $4
	next
}

$1 == "section" {
	section++
	subject_of[section] = $2
	case_of[section] = $3
	if (!($2 in known)) {
		known[$2] = 1
		order[++subjects] = $2
	}
	if (!($3 in wanted)) {
		wanted[$3] = 1
		wish[++wishes] = $3
	}
	next
}

$2 == "windows" {
	windows[$1] = $3
	next
}

$1 in subject_of {
	name = name_of(subject_of[$1], $2)
	functions[name] = 1
	share = $3 / windows[$1]
	cost[subject_of[$1], case_of[$1], name] += share
	cost[subject_of[$1], case_of[$1], all] += share
}

END {
	for (i = 1; i <= wishes; i++)
		print_table(wish[i])
}
