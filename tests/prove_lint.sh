#!/bin/sh
# prove_lint.sh: every rule of the check_*.sh scripts refuses its sample.
#
# lint_samples/CHECK-RULE/ is a small source tree that breaks one rule, and its file `expected` holds how
# the complaints begin, one a line. lint_samples/clean breaks none. To add a rule: add its sample.
set -eu

tests=$(cd "$(dirname "$0")" && pwd -P)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

judge() {
	if [ "$2" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $1"
	fi
}

# Builds each folder's .c files that compile into a library, as the real build does, and prints the
# libraries' paths, one a line.
libraries_of() {
	(
		cd "$1"
		find engine evidence procedures reports -name '*.c' 2>/dev/null
	) | while read -r file; do
		folder=$scratch/$(basename "$1")/$(dirname "$file")
		mkdir -p "$folder"
		object=$folder/$(basename "$file").o
		if cc -c -I"$1" -o "$object" "$1/$file" 2>/dev/null; then
			ar rcs "$folder/lib.a" "$object"
			echo "$folder/lib.a"
		fi
	done | sort -u
}

# Runs check $1 on the sample $2; prints its complaints.
check() {
	if [ "$1" = names ]; then
		libraries=$(libraries_of "$2")
		(
			IFS='
'
			# shellcheck disable=SC2086 # one argument a line
			exec "$tests/check_names.sh" "$2" $libraries
		)
	else
		"$tests/check_$1.sh" "$2" 2>/dev/null
	fi
}

# The checks that need a tool this machine lacks are not proved.
can_run() {
	[ "$1" != format ] || command -v clang-format >/dev/null
}

prove_refused() {
	name=$(basename "$1")
	status=0
	complaints=$(check "${name%%-*}" "$1") || status=$?
	bad=0
	if [ "$status" != 1 ]; then bad=1; fi
	while read -r line; do
		case "
$complaints" in
		*"
$line"*) ;;
		*)
			echo "$name: no complaint begins with: $line"
			bad=1
			;;
		esac
	done <"$1/expected"
	# One complaint for each expected one: no rule fires beside the point.
	if [ "$(printf '%s\n' "$complaints" | wc -l)" != "$(wc -l <"$1/expected")" ]; then bad=1; fi
	if [ "$bad" = 1 ]; then printf '%s ended with %s and said:\n%s\n' "$name" "$status" "$complaints"; fi
	judge "$name is refused" "$bad"
}

prove_accepted() {
	status=0
	complaints=$(check "$1" "$2") || status=$?
	printf '%s' "$complaints"
	judge "$1 accepts $(basename "$2")" "$status"
}

for sample in "$tests"/lint_samples/*-*/; do
	name=$(basename "$sample")
	if can_run "${name%%-*}"; then prove_refused "${sample%/}"; fi
done

# Too long to keep as files.
for size in engine/main.c:101 evidence/item.c:501; do
	sample=$scratch/size-file-${size#*:}
	mkdir -p "$sample/$(dirname "${size%:*}")"
	yes '' | head -n "${size#*:}" >"$sample/${size%:*}"
	echo "${size%:*}:${size#*:}: ${size#*:} lines" >"$sample/expected"
	prove_refused "$sample"
done

# No binary is kept, not even as a sample; what says what is expected stands at the top as well.
sample=$scratch/tree-kept
mkdir -p "$sample/evidence/x"
printf 'a\000b' >"$sample/evidence/x/b.zip"
echo x >"$sample/stray.csv"
printf '%s\n' expected:1: stray.csv:1: evidence/x/b.zip:1: >"$sample/expected"
prove_refused "$sample"

for name in layers size docs words names format tree; do
	if can_run "$name"; then prove_accepted "$name" "$tests/lint_samples/clean"; fi
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
