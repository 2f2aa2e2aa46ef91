#!/bin/sh
# check_format.sh [ROOT]: C is as clang-format writes it; every text ends its lines plainly.
set -eu
# shellcheck source=tests/lint_files.sh
. "$(dirname "$0")/lint_files.sh"

style=${tests:?}/../.clang-format

{
	# One complaint a file: its first place.
	code_files '*.c' '*.h' | tr '\n' '\0' |
		xargs -0 -r clang-format --dry-run --style="file:$style" 2>&1 |
		awk -F : '/warning: code should be clang-formatted/ && !seen[$1]++ {
			print $1 ":" $2 ": not as clang-format writes it: run ./dev format"
		}'
	written_files | tr '\n' '\0' | xargs -0 -r grep -nHE "[[:blank:]]$|$(printf '\r')" -- /dev/null |
		sed -E 's|^([^:]*:[0-9]+:).*|\1 blanks or a carriage return at the end of the line|'
	written_files | while read -r file; do
		if [ -s "$file" ] && [ -n "$(tail -c 1 "$file")" ]; then
			echo "$file:$(wc -l <"$file"): the last line has no end"
		fi
	done
} | conclude
