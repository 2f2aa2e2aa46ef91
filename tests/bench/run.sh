#!/bin/sh
# run.sh PROGRAM [NAME...]: runs the benchmarks, each tests/bench/bench_NAME.sh, one after the other.
#
# A benchmark finds in its environment
#   CHOSHO       the program
#   BENCH_DATA   a folder that stays between runs, for what is slow to make
#   BENCH        this folder: generate.py makes evidence, memory.py measures memory
# and prints lines "WHAT<TAB>VALUE<TAB>UNIT<TAB>LIMIT" (LIMIT is - where there is none) on its standard
# output. Over the limit is a failure. To add one: write bench_NAME.sh.
#
# Give the machine nothing else to do.
set -eu

BENCH=$(cd "$(dirname "$0")" && pwd -P)
CHOSHO=$1
BENCH_DATA=$(dirname "$CHOSHO")/bench
export BENCH CHOSHO BENCH_DATA
shift
mkdir -p "$BENCH_DATA"

if [ $# = 0 ]; then
	for file in "$BENCH"/bench_*.sh; do
		name=$(basename "$file" .sh)
		set -- "$@" "${name#bench_}"
	done
fi

results=$(mktemp)
trap 'rm -f "$results"' EXIT
failed=0
for name in "$@"; do
	if ! sh "$BENCH/bench_$name.sh" >>"$results"; then
		echo "bench_$name.sh failed" >&2
		failed=1
	fi
done

awk -F '\t' '
	{
		over = $4 != "-" && $2 + 0 > $4 + 0
		printf "%-52s %12s %-6s", $1, $2, $3
		if ($4 != "-")
			printf " (at most %s)%s", $4, over ? "  OVER" : ""
		print ""
		if (over)
			bad = 1
	}
	END { exit bad }' "$results" || failed=1
exit "$failed"
