#!/bin/sh
# check_layers.sh [ROOT]: arrows point down only, and each outside library has one door.
#
#   - an include of ours is written from the top: "engine/base/buf.h"
#   - engine/base includes only itself; procedures, evidence and reports only themselves and
#     engine/base; engine everything but tests; nothing but tests includes tests
#   - the folders of engine and of evidence stand in order (below): each includes itself and what stands
#     before it. To add a folder: give it its place.
#   - a .c file's first include is its own header
#   - what the table below names happens only in the files it names (tests are free)
# shellcheck disable=SC2016 # the programs in quotes are awk's
set -eu
# shellcheck source=tests/lint_files.sh
. "$(dirname "$0")/lint_files.sh"

# A call or header (extended regular expression), who may, what to use instead.
# To give a library a door: add a row.
doors() {
	cat <<-'END'
	<(libxml/|libxml2/)	engine/base/xml[a-z]*\.c|reports/render\.c	engine/base/xml.h
	xml(Read|Parse|Create[A-Za-z]*Parser|New[A-Za-z]*Parser|CtxtRead|SAX|TextReader|NewTextReader)	engine/base/xml(stream)?\.c	engine/base/xml.h or xmlstream.h
	sqlite3_(open|prepare|step|exec)	engine/base/db\.c	engine/base/db.h
	<openssl/	engine/base/digest\.c	engine/base/digest.h
	<pcre2\.h>	engine/base/regex\.c	engine/base/regex.h
	<regex\.h>		engine/base/regex.h
	<zip\.h>	engine/base/zipwriter\.c	engine/base/zipwriter.h or evidence/archive/archive.h
	<zlib\.h>	evidence/zip/inflate[a-z_]*\.c	evidence/zip/inflate.h
	<iconv\.h>	evidence/charset/code_page\.c	evidence/encoding/encoding.h
	<xlsxwriter\.h>	reports/xlsx\.c	reports/xlsx.h
	<(libxslt|libexslt)/	reports/render\.c	reports/render.h
	<(seccomp|linux/landlock|linux/seccomp)\.h>	engine/run/sandbox[a-z_]*\.c	engine/run/sandbox.h
	(time|gettimeofday|clock_gettime|localtime|localtime_r|gmtime|mktime|tzset|strftime) ?\(	engine/base/clock\.c|engine/run/sandbox[a-z_]*\.c	engine/base/clock.h, date.h or zone.h
	getrandom ?\(	engine/base/entropy\.c	engine/base/entropy.h, for the seed of a sample alone
	(rand|srand|random|drand48|arc4random) ?\(		nothing: same inputs, same bytes
	(setlocale|newlocale|uselocale|strcoll|strxfrm|mbstowcs|towlower|towupper) ?\(		engine/base/text.h: nothing depends on the locale
	(printf|vprintf|puts|putchar|perror|fputs|fputc) ?\(	engine/main\.c|engine/commands/[a-z_]*\.c	struct error: library code prints nothing
	(exit|abort) ?\(	engine/main\.c|engine/commands/[a-z_]*\.c	struct error: library code never exits
	(system|popen) ?\(		nothing: no shell
	(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof) ?\(		engine/base/buf.h, or a function that knows the size
	END
}

includes='
	BEGIN {
		count = split("evidence evidence/charset evidence/zip evidence/spreadsheet evidence/archive " \
			"evidence/encoding evidence/convert evidence/format evidence/binding evidence/table " \
			"engine/base engine/workpaper engine/run engine/commands", folders, " ")
		for (i = 1; i <= count; i++)
			place[folders[i]] = i
	}
	FNR == 1 { first = 1 }
	/^#[ \t]*include[ \t]*"/ {
		path = $0
		sub(/^[^"]*"/, "", path)
		sub(/".*$/, "", path)
		if (path !~ /^(engine|evidence|procedures|reports|tests)\//) {
			complain(FNR, "include \"" path "\": write it from the top, as \"engine/base/buf.h\"")
			next
		}
		mine = layer(FILENAME)
		other = layer(path)
		if (mine != other && other != "base" && mine != "tests" && (mine != "engine" || other == "tests"))
			complain(FNR, mine " may not include " other " (" path "): arrows point down only")
		if (mine == other && place[folder(FILENAME)] && place[folder(path)] > place[folder(FILENAME)])
			complain(FNR, folder(FILENAME) " may not include " path ": it stands above")
		own = FILENAME
		sub(/\.c$/, ".h", own)
		if (first && FILENAME ~ /\.c$/ && path != own && (getline line < own) >= 0)
			complain(FNR, "include \"" own "\" first: it must stand on its own")
		close(own)
		first = 0
	}
	/^#[ \t]*include[ \t]*</ {
		own = FILENAME
		sub(/\.c$/, ".h", own)
		if (first && FILENAME ~ /\.c$/ && (getline line < own) >= 0)
			complain(FNR, "include \"" own "\" first: it must stand on its own")
		close(own)
		first = 0
	}
	function folder(path) {
		sub(/\/[^\/]*$/, "", path)
		return path
	}
	function layer(path) {
		if (path ~ /^engine\/base\//)
			return "base"
		sub(/\/.*$/, "", path)
		return path
	}'

door='
	BEGIN {
		while ((getline row < table) > 0) {
			split(row, column, "\t")
			n++
			what[n] = column[1]
			who[n] = column[2] == "" ? "nobody" : "^(" column[2] ")$"
			instead[n] = column[3]
		}
	}
	FILENAME !~ /^tests\// {
		text = $0 ~ /^#/ ? $0 : code($0)
		for (i = 1; i <= n; i++)
			if (FILENAME !~ who[i] && match(text, "(^|[^A-Za-z0-9_])" what[i])) {
				word = substr(text, RSTART, RLENGTH)
				gsub(/^[ \t(!]+|[ (]+$/, "", word)
				complain(FNR, word " is behind a door: use " instead[i])
			}
	}'

table=$(mktemp)
trap 'rm -f "$table"' EXIT
doors >"$table"

{
	code_files '*.c' '*.h' | awk_over "$includes"
	code_files '*.c' '*.h' | awk_over "$door" -v "table=$table"
} | conclude
