#!/bin/sh
# check_names.sh [ROOT [LIBRARY.a...]]: names say where a thing lives and what it is.
#
#   - what a library exports begins with its file's name: buf_append() lives in buf.c. A part of a module
#     split by idea may use the module's name: store_read.c beside store.h, and no store_read.h
#   - structs keep their word: no typedef struct, enum or union
#   - no abbreviations in our own names but err buf db xml csv json sql (and what the C library and the
#     operating system call things: fd, argc, argv, pid)
# shellcheck disable=SC2016 # the programs in quotes are awk's
set -eu
# shellcheck source=tests/lint_files.sh
. "$(dirname "$0")/lint_files.sh"
if [ $# -gt 0 ]; then shift; fi

# One line "folder object symbol" for each symbol that library $1 exports. An object has its source's path
# from the library's folder, with _ for /.
exported() {
	folder=$(basename "$(dirname "$1")")
	nm -A -g --defined-only "$1" | sed -nE "s/^.*[:\\/]([^:\\/]+\\.c)\\.o: *[0-9a-f]+ [A-Za-z] (.*)$/$folder \\1 \\2/p"
}

# Reads the names of all files, then what exported() prints.
symbols='
	BEGIN { second["engine/base/pack.c"] = "unpack" } # writing and reading, one format
	NF == 1 {
		is_file[$0] = 1
		if ($0 ~ /\.c$/) {
			path = $0
			gsub(/\//, "_", path)
			source[path] = $0
		}
		next
	}
	{
		file = ""
		end = "_" $1 "_" $2
		for (path in source)
			if (substr("_" path, length("_" path) - length(end) + 1) == end)
				file = source[path]
		if (file != "" && !is_allowed(file, $3))
			print file ":1: exports " $3 ": make it static, or begin it with " stem(file) "_"
	}
	function begins(symbol, name) {
		return symbol == name || substr(symbol, 1, length(name) + 1) == name "_"
	}
	function is_allowed(file, symbol,    name, folder) {
		name = stem(file)
		folder = file
		sub(/[^\/]*$/, "", folder)
		if (begins(symbol, name) || (file in second && begins(symbol, second[file])))
			return 1
		if ((folder name ".h") in is_file)
			return 0
		while (sub(/_[^_]*$/, "", name))
			if ((folder name ".h") in is_file && begins(symbol, name))
				return 1
		return 0
	}'

abbreviations='
	BEGIN {
		n = split("arg attr attrs buff cb cfg cnt col cols ctx cur del desc dst elem fmt fn func hdr idx " \
			"len lst msg num obj param params pos prev ptr rec res src stmt str tmp val vals", list, " ")
		for (i = 1; i <= n; i++)
			short[list[i]] = 1
	}
	{ text = code($0) }
	text ~ /^#/ { next }
	text ~ /^[ \t]*typedef +(struct|enum|union)/ {
		complain(FNR, "a typedef hides what it is: write struct, enum or union")
	}
	{
		while (match(text, /[A-Za-z_][A-Za-z0-9_]*/)) {
			name = substr(text, RSTART, RLENGTH)
			before = substr(text, RSTART - 1, 1)
			# Members and names of outside libraries are not ours to choose.
			foreign = before == "." || before == ">" ||
				name ~ /^(ck|sqlite3|xml|zip|pcre2|scmp|landlock|seccomp|lxw)_|^format_set_num_/ || name != tolower(name)
			text = substr(text, RSTART + RLENGTH)
			if (foreign)
				continue
			n = split(name, part, "_")
			for (i = 1; i <= n; i++)
				if (part[i] in short)
					complain(FNR, name ": write out \"" part[i] "\"")
		}
	}'

list=$(mktemp)
trap 'rm -f "$list"' EXIT
code_files '*.c' '*.h' >"$list"
for library in "$@"; do
	exported "$library"
done >>"$list"

{
	echo "$list" | awk_over "$symbols"
	code_files '*.c' '*.h' | awk_over "$abbreviations"
} | conclude
