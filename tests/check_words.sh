#!/bin/sh
# check_words.sh [ROOT]: words that must not stand in what we write.
set -eu
# shellcheck source=tests/lint_files.sh
. "$(dirname "$0")/lint_files.sh"

# Prints a complaint for each line of the files on standard input that matches. $1: an extended
# regular expression; $2: what to do instead.
refuse() {
	tr '\n' '\0' | xargs -0 -r grep -nHE -e "$1" -- /dev/null |
		sed -E "s|^([^:]*:[0-9]+:).*|\1 $2|"
}

# The patterns must not match themselves: hence the brackets.
{
	written_files | refuse '(^|[^[:alnum:]_./])/(work|home|root|mnt|Users)[/]' \
		'a path of one machine: use a relative one, or a variable'
	written_files | refuse '(^|[^[:alnum:]])(T[O]DO|F[I]XME|X[X]X)([^[:alnum:]]|$)' \
		'unfinished: finish it, or make it an issue'
	written_files | grep -v '^tests/' | refuse '[Ll]orem[ ]ipsum|not[ ]implemented' \
		'a stub: what is not there is not announced'
	written_files | refuse \
		'[Cc]hat''GPT|[Cc]lau''de|[Cc]opi''lot|[Aa]nthro''pic|[Oo]pen''AI|language[ ]model|as an [A]I' \
		'the name of a tool that has no place in the product'
	code_files '*.c' '*.h' | refuse '^[[:space:]]*go''to [[:alnum:]_]+;' \
		'no jumps: return early, and CLEANUP what is owned'
} | conclude
