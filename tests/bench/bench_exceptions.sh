#!/bin/sh
# bench_exceptions.sh: how long 700,000 exceptions of one procedure take to be recorded.
set -eu

"$(dirname "$CHOSHO")/tests/record_exceptions" "$BENCH_DATA" | grep "	"
