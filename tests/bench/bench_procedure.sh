#!/bin/sh
# bench_procedure.sh: a single-table procedure over a member of 1 GB, all processes together.
set -eu

python3 "$BENCH/generate.py" accounts 1024 "$BENCH_DATA/accounts-1024.zip"
engagement=$BENCH_DATA/procedure
rm -rf "$engagement"
"$CHOSHO" init "$engagement" --client bench --service bench --period 2025-04-01..2026-03-31 \
	--library "$BENCH/library" --person 'b:bench:preparer' 2>/dev/null
"$CHOSHO" -C "$engagement" take --as b --name accounts "$BENCH_DATA/accounts-1024.zip" >/dev/null 2>&1
"$CHOSHO" -C "$engagement" bind --as b --add "$BENCH/library/binding.xml" >/dev/null

began=$(date +%s%N)
memory=$(python3 "$BENCH/memory.py" "$CHOSHO" -C "$engagement" run --as b --all | tail -n 1) || true
ended=$(date +%s%N)
printf 'procedure over 1 GB: private memory\t%s\tKB\t65536\n' "$memory"
printf 'procedure over 1 GB: time\t%s\tms\t-\n' "$(((ended - began) / 1000000))"
printf 'procedure over 1 GB: exceptions\t%s\t\t-\n' \
	"$("$CHOSHO" -C "$engagement" status --format=tsv 2>/dev/null | awk -F '\t' 'NR == 2 { print $8 }')"
