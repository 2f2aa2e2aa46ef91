#!/bin/sh
# check_docs.sh [ROOT]: the header is the manual.
#
#   - a .h opens with a comment "/* name.h - what it is ..."
#   - its guard is CHOSHO_NAME_H, unique, and its last line closes it
#   - every function it shows is covered by a comment: above it, in the same paragraph, or on its line.
#     What init, clear, free and close mean is the same everywhere; tests' headers speak for themselves
# shellcheck disable=SC2016 # the programs in quotes are awk's
set -eu
# shellcheck source=tests/lint_files.sh
. "$(dirname "$0")/lint_files.sh"

headers='
	FNR == 1 {
		base = FILENAME
		sub(/^.*\//, "", base)
		guard = toupper(stem(FILENAME))
		gsub(/[^A-Z0-9]/, "_", guard)
		guard = "CHOSHO_" guard "_H"
		begins = "/* " base " - "
		if (substr($0, 1, length(begins)) != begins || length($0) == length(begins))
			complain(1, "open with \"" begins "what it is, then how it is used\"")
		if (FILENAME !~ /^tests\//) {
			if (guard in seen)
				complain(1, "its guard " guard " is also that of " seen[guard] ": name it otherwise")
			seen[guard] = FILENAME
		}
		directives = 0
		covered = 0
		depth = 0
		statement = ""
	}
	{
		had_comment = in_comment || $0 ~ /\/\*/
		text = code($0)
	}
	text ~ /^#/ && ++directives <= 2 {
		expected = (directives == 1 ? "#ifndef " : "#define ") guard
		if (FILENAME ~ /^tests\//)
			sub(/CHOSHO_TESTS?_/, "CHOSHO_", text) # their own names, apart from the program
		if (text != expected)
			complain(FNR, "the guard is \"" expected "\"")
	}
	/^$/ && depth == 0 {
		covered = 0
		statement = ""
	}
	had_comment { covered = 1 }
	text ~ /^#/ || macro {
		macro = text ~ /\\$/
		next
	}
	{
		line = text
		opened = gsub(/\{/, "{", line)
		closed = gsub(/\}/, "}", line)
		if (depth == 0 && text ~ /[^ \t]/) {
			if (statement == "")
				begin = FNR
			statement = statement " " text
			if (text ~ /[;{]/) {
				judge()
				statement = ""
			}
		}
		depth += opened - closed
	}
	# CLEANUP_POINTER has its manual in base.h.
	function judge(    name) {
		name = statement
		if (covered || name !~ /\(/ || name ~ /^ *CLEANUP_POINTER/ || FILENAME ~ /^tests\//)
			return
		sub(/\(.*$/, "", name)
		sub(/^.*[ *]/, "", name)
		if (name ~ /_(init|clear|free|close)$/)
			return
		complain(begin, name "() has no comment: say what it promises, refuses and who owns what")
	}'

{
	code_files '*.h' | awk_over "$headers"
	code_files '*.h' | while read -r file; do
		if [ "$(tail -n 1 "$file")" != "#endif" ]; then
			echo "$file:$(wc -l <"$file"): the last line is \"#endif\", which closes the guard"
		fi
	done
} | conclude
