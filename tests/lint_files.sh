# shellcheck shell=sh
# lint_files.sh - what the check_*.sh scripts share; each sources it and stands in the tree it checks
#
# A check is called `check_x.sh [ROOT [more]]`, prints "file:line: what, and what to do" for each fault
# and ends with 1 where there was one. ROOT is this source tree, or a sample of one: prove_lint.sh
# shows every rule the sample it must refuse (lint_samples/).

tests=$(cd "$(dirname "$0")" && pwd -P)
cd "${1:-$tests/..}" || exit 2

# Code of ours, in a fixed order, as paths from the top. Arguments are name patterns.
code_files() {
	for pattern in "$@"; do
		find engine evidence procedures reports tests -name "$pattern" -type f \
			! -path 'tests/lint_samples/*' ! -path 'procedures/library/*/*/good*/*' \
			! -path 'tests/fuzz/corpus/*' 2>/dev/null || true # a sample has few folders
	done | LC_ALL=C sort
}

# Everything of ours that is written, not data: code, scripts, build files, XML, templates, pages.
written_files() {
	{
		code_files '*.c' '*.h' '*.sh' '*.py' '*.awk' '*.sql' '*.case' '*.xsl' '*.css' '*.xsd' \
			meson.build procedure.xml
		find evidence/layouts procedures/calendars procedures/catalogues procedures/library/shared reports/templates \
			-name '*.xml' 2>/dev/null || true
		for file in dev meson.build README.md .ci/run .clang-format .editorconfig .gitignore; do
			if [ -f "$file" ]; then echo "$file"; fi
		done
	} | LC_ALL=C sort -u
}

# Runs an awk program, with lint_c.awk before it, over the files named on standard input. Further
# arguments are options of awk.
awk_over() {
	program=$(cat "$tests/lint_c.awk" && printf '%s\n' "$1")
	shift
	tr '\n' '\0' | LC_ALL=C xargs -0 -r awk "$@" "$program"
}

# Passes complaints through; fails where there are any.
conclude() {
	if grep .; then
		return 1
	fi
}
