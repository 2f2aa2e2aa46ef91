#!/bin/sh
# check_tree.sh [ROOT]: what stands at the top, and no binary files: bundles are made when a test wants them.
set -eu
# shellcheck source=tests/lint_files.sh
. "$(dirname "$0")/lint_files.sh"

# What is kept; of a tree without a repository all that is not built.
kept_files() {
	if [ -e .git ]; then
		git -c core.quotePath=false ls-files
	else
		find . -path './build*' -prune -o -type f -print | sed 's|^\./||'
	fi | LC_ALL=C sort
}

{
	kept_files | sed -E '/^[^/]*\//!s|$|/|; s|/.*||' | uniq |
		grep -vxE 'engine|procedures|evidence|reports|tests|meson\.build|README\.md|LICENSE|dev|\..*' |
		sed 's|$|:1: it does not belong at the top: remove it, or put it where its kind stands|' || true
	kept_files | grep -vE '^tests/(fuzz/corpus|lint_samples)/' | tr '\n' '\0' |
		xargs -0 -r grep -laP '\x00' | sed 's|$|:1: a binary file: make it in the test that wants it|' || true
} | conclude
