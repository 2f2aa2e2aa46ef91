#!/bin/sh
# bench_query.sh: how fast one member is read and counted, and in how little memory.
set -eu

python3 "$BENCH/generate.py" accounts 1024 "$BENCH_DATA/accounts-1024.zip"
python3 "$BENCH/generate.py" trail 256 "$BENCH_DATA/trail-256.zip"

# speed WHAT COMMAND: the median of five runs.
speed() {
	hyperfine --style none --warmup 1 --runs 5 --export-json "$BENCH_DATA/times.json" "$2" >/dev/null
	python3 - "$BENCH_DATA/times.json" "$1" <<-'END'
		import json, sys
		with open(sys.argv[1]) as file:
		    print("%s\t%.2f\ts\t-" % (sys.argv[2], json.load(file)["results"][0]["median"]))
	END
}

speed 'CSV, 1 GB: rows where mfa_active is false' \
	"'$CHOSHO' query '$BENCH_DATA/accounts-1024.zip' 'SELECT count(*) FROM \"accounts.csv\" WHERE mfa_active = ''false'''"
speed 'JSON lines, 256 MB: events of one name' \
	"'$CHOSHO' query '$BENCH_DATA/trail-256.zip' 'SELECT count(*) FROM \"trail.jsonl\" WHERE eventName = ''ConsoleLogin'''"

printf 'CSV, 1 GB: private memory\t%s\tKB\t65536\n' "$(python3 "$BENCH/memory.py" \
	"$CHOSHO" query "$BENCH_DATA/accounts-1024.zip" \
	"SELECT count(*) FROM \"accounts.csv\" WHERE mfa_active = 'false'" | tail -n 1)"
