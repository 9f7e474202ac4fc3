#!/usr/bin/awk -f
# SPDX-License-Identifier: MIT
#
# Prints the code that documents hold, a record a line:
#
#	FILE:LINE <tab> LANGUAGE <tab> TEXT
#
# Of Markdown: each fenced block with what stands behind its fence, or "none";
# each span between backquotes as "span"; each target of a link as "link"; and
# "indented" for a line that Markdown could take for code without a fence. Of a
# man page: what stands between .EX and .EE, as "man", "c" in section 3 or "conf" in
# section 5. A block of "sh" and "man" is one record for each command, without its
# comment. Line breaks within a record become \036.

function put(line, language, text)
{
	printf "%s:%d\t%s\t%s\n", name, line, language, text
}

# Adds a line of a block that holds commands.
function add_command(line)
{
	sub(/[ \t]+#.*$/, "", line)
	if (line == "" || line ~ /^#/)
		return
	if (command == "")
		first = FNR
	command = command line
	if (sub(/[ \t]*\\$/, " ", command))
		return
	put(first, language, command)
	command = ""
}

function add_line(line)
{
	if (language == "sh" || language == "man")
		add_command(line)
	else
		text = text (text == "" ? "" : "\036") line
}

function end_block()
{
	if (language != "sh" && language != "man")
		put(first, language, text)
	else if (command != "")
		put(first, language " unfinished", command)
	text = command = language = ""
}

function spans(line,    parts, count, i)
{
	count = split(line, parts, "`")
	for (i = 2; i < count; i += 2)
		put(FNR, "span", parts[i])
}

function links(line)
{
	while (match(line, /\]\([^)]*\)/)) {
		put(FNR, "link", substr(line, RSTART + 2, RLENGTH - 3))
		line = substr(line, RSTART + RLENGTH)
	}
}

FNR == 1 {
	if (language != "")
		end_block()
	name = FILENAME
	sub(/^\.\//, "", name)
	is_man = name !~ /\.md$/
	pending = ""
}

is_man && /^\.EX/ {
	language = name ~ /\.5$/ ? "conf" : name ~ /\.3$/ ? "c" : "man"
	first = FNR + 1
	next
}

is_man && /^\.EE/ {
	end_block()
	next
}

is_man {
	if (language == "")
		next
	gsub(/\\-/, "-")
	gsub(/\\e/, "\\")
	add_line($0)
	next
}

/^ *```/ {
	if (language != "") {
		end_block()
		next
	}
	indent = match($0, /`/) - 1
	language = $0
	sub(/^ *```/, "", language)
	if (language == "")
		language = "none"
	first = FNR + 1
	next
}

language != "" {
	add_line(substr($0, indent + 1))
	next
}

/^(    |\t)/ {
	put(FNR, "indented", $0)
}

# A span may go on in the next line.
{
	line = pending $0
	pending = ""
	if (gsub(/`/, "`", line) % 2) {
		pending = line " "
		next
	}
	spans(line)
	links(line)
}

END {
	if (language != "")
		put(first, language " unfinished", text)
}
