# lint_c.awk - reads C line by line for the check_*.sh scripts
#
# code($0) is the line without its comments and without what stands in quotes: "" and '' remain. It
# remembers an open comment from one line to the next, so call it once for each line of a file.

FNR == 1 { in_comment = 0 }

function code(line,    out, at, c, quote) {
	out = ""
	for (at = 1; at <= length(line); at++) {
		c = substr(line, at, 1)
		if (in_comment) {
			if (substr(line, at, 2) == "*/") {
				in_comment = 0
				at++
			}
		} else if (substr(line, at, 2) == "/*") {
			in_comment = 1
			at++
		} else if (substr(line, at, 2) == "//") {
			break
		} else if (c == "\"" || c == "'") {
			quote = c
			for (at++; at <= length(line) && substr(line, at, 1) != quote; at++)
				if (substr(line, at, 1) == "\\")
					at++
			out = out quote quote
		} else {
			out = out c
		}
	}
	return out
}

# The file's name without folder and ending.
function stem(path) {
	sub(/^.*\//, "", path)
	sub(/\.[ch]$/, "", path)
	return path
}

function complain(line, text) {
	printf "%s:%d: %s\n", FILENAME, line, text
}
