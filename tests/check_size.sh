#!/bin/sh
# check_size.sh [ROOT]: a function has at most 70 lines (median 15), a file 500 (engine/main.c 100), and
# nothing is nested deeper than 4. Prints the ten longest functions.
#
# It trusts the form clang-format gives: a function's braces stand alone at the line's beginning, and a
# statement's indentation is its depth.
# shellcheck disable=SC2016 # the programs in quotes are awk's
set -eu
# shellcheck source=tests/lint_files.sh
. "$(dirname "$0")/lint_files.sh"

# One line "length<TAB>file:line<TAB>name" for each function.
functions='
	{ text = code($0) }
	$0 == "{" {
		begin = FNR
		next
	}
	$0 == "}" && begin {
		print FNR - begin + 1 "\t" FILENAME ":" begin "\t" name
		begin = 0
	}
	!begin {
		if (text ~ /^[A-Za-z_].*\(/) {
			name = text
			if (name ~ /^START_TEST\(/)
				sub(/^START_TEST\(/, "", name)
			else
				sub(/\(.*$/, "", name)
			sub(/\).*$/, "", name)
			sub(/^.*[ *]/, "", name)
		}
	}'

nesting='
	{ text = code($0) }
	text ~ /^ +(\} )?(if|for|while|switch|do|else)([ (]|$)/ {
		depth = match(text, /[^ ]/) - 1
		if (depth > 4 * 4 && text !~ /^ +\} while/)
			complain(FNR, "nested " depth / 4 " deep; 4 is the most: return early, or name a helper")
	}'

lengths=$(mktemp)
trap 'rm -f "$lengths"' EXIT
code_files '*.c' '*.h' | awk_over "$functions" | sort -t "$(printf '\t')" -k1,1nr -k2 >"$lengths"

if [ -s "$lengths" ]; then
	echo "the ten longest functions:"
	head -n 10 "$lengths" | awk -F '\t' '{ printf "  %3d  %s  %s\n", $1, $3, $2 }'
fi >&2

{
	awk -F '\t' '$1 > 70 { printf "%s: %s has %d lines; 70 are the most\n", $2, $3, $1 }' "$lengths"
	# Tests set up what they assert on; the median is about the program.
	grep -v "$(printf '\t')tests/" "$lengths" | awk -F '\t' '
		{ length_of[NR] = $1 }
		END {
			median = length_of[int((NR + 1) / 2)]
			if (NR)
				printf "functions: %d, median %d lines\n", NR, median >"/dev/stderr"
			if (NR >= 20 && median > 15)
				printf "engine:1: the median function has %d lines; 15 are the most\n", median
		}'
	code_files '*.c' '*.h' | awk_over "$nesting"
	{
		code_files '*.c' '*.h' '*.sh' '*.py'
		if [ -f dev ]; then echo dev; fi
	} | while read -r file; do
		most=500
		if [ "$file" = engine/main.c ]; then most=100; fi
		count=$(wc -l <"$file")
		if [ "$count" -gt "$most" ]; then
			echo "$file:$count: $count lines; $most are the most: split it by idea"
		fi
	done
} | conclude
