#!/bin/sh
# bench_show.sh: how soon one late record of a large member is there, proved: the whole process.
# Needs hyperfine. The limit is on the median, and means an idle machine.
set -eu

zip=$BENCH_DATA/show.zip
engagement=$BENCH_DATA/show
python3 - "$zip" <<-'END'
	import json, os, random, sys, zipfile
	if os.path.exists(sys.argv[1]):
	    sys.exit()
	r = random.Random(7)
	def write(archive, name, begin, record, count, between, end):
	    with archive.open(name, "w", force_zip64=True) as file:
	        file.write(begin)
	        for first in range(1, count + 1, 5000):
	            block = [record(i) for i in range(first, min(first + 5000, count + 1))]
	            file.write((between if first > 1 else "").encode() + between.join(block).encode())
	        file.write(end)
	def row(i):
	    return "%d,2025-%02d-%02dT%02d:00:00Z,user%d,login,10.%d.%d.%d,ok,%s" % (i, r.randrange(1, 13), r.randrange(1, 29),
	        r.randrange(24), r.randrange(9999), r.randrange(256), r.randrange(256), r.randrange(256),
	        '"two\nlines"' if i % 1000 == 0 else "note %08d" % r.randrange(10**8))
	def event(i):
	    return json.dumps({"eventID": "%032x" % r.getrandbits(128), "n": i, "eventName": "ConsoleLogin",
	        "userIdentity": {"userName": "user%d" % r.randrange(9999)}, "sourceIPAddress": "10.0.%d.%d" % (r.randrange(256), r.randrange(256))})
	def line(i):
	    return "Jan %2d %02d:00:00 host%d sshd[%d]: Accepted publickey for user%d port %d ssh2" % (r.randrange(1, 32),
	        r.randrange(24), r.randrange(9), r.randrange(99999), r.randrange(9999), r.randrange(65536))
	with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
	    write(archive, "access.csv", b"id,at,user,action,source,status,note\n", row, 3200000, "\n", b"\n")
	    write(archive, "trail.json", b'{"Records": [', event, 600000, ", ", b"]}")
	    write(archive, "auth.log", b"", line, 2000000, "\n", b"\n")
END

rm -rf "$engagement"
"$CHOSHO" init "$engagement" --client=c --service=s --period=2025-01-01..2025-12-31 --person=b:B:preparer \
	--lang=en >/dev/null 2>&1
started=$(date +%s.%N)
"$CHOSHO" -C "$engagement" --as=b take "$zip" >/dev/null 2>&1
ended=$(date +%s.%N)
echo "$started $ended" | awk '{ printf "take of 600 MB\t%.1f\ts\t-\n", $2 - $1 }'

# show WHAT POINTER LIMIT [OPTION]: the median of 30 runs.
show() {
	hyperfine -N --style none --warmup 3 --runs "${5:-30}" --export-json "$BENCH_DATA/times.json" \
		"'$CHOSHO' -C '$engagement' show $2 ${4:-}" >/dev/null 2>&1
	python3 - "$BENCH_DATA/times.json" "$1" "$3" <<-'END'
		import json, sys
		with open(sys.argv[1]) as file:
		    result = json.load(file)["results"][0]
		print("%s\t%.1f\tms\t%s" % (sys.argv[2], 1000 * result["median"], sys.argv[3]))
		print("%s: of the processor\t%.1f\tms\t-" % (sys.argv[2], 1000 * (result["user"] + result["system"])))
	END
}

show 'CSV, record 3,000,000' show:access.csv#3000000 50
show 'JSON, Records[590000]' show:trail.json#590000 50
show 'lines, record 1,900,000' show:auth.log#1900000 50
show 'CSV, record 3,000,000, --full' show:access.csv#3000000 - --full 3
