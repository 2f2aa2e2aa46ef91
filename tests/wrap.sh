#!/bin/sh
# wrap.sh COMMAND...: runs one test in a scratch folder of its own, removed afterwards.
#
# Meson calls it before every test. The test stands in the folder, which is also its HOME and TMPDIR.
# $CHOSHO_TEST_DATA is the folder of evidence made by others; it need not exist.
#
# With CHOSHO_TEST_AS_USER=1 root steps down to nobody first: what must hold for an ordinary user is
# tested as one. The program is copied, because nobody may not look into root's folders.
set -eu

: "${CHOSHO_TEST_DATA:=$CHOSHO_SOURCE/../shared/data}"
# Absolute, with no trailing /.. that a comparison would trip over.
if [ -d "$CHOSHO_TEST_DATA" ]; then
	CHOSHO_TEST_DATA=$(cd "$CHOSHO_TEST_DATA" && pwd -P)
fi

scratch=$(mktemp -d)
chmod 711 "$scratch" # cases that step down to nobody must pass through it
trap 'rm -rf "$scratch"' EXIT
trap 'exit 143' HUP INT TERM

HOME=$scratch
TMPDIR=$scratch
LANG=C.UTF-8
export CHOSHO_TEST_DATA HOME TMPDIR LANG
unset LC_ALL LANGUAGE TZ
cd "$scratch"

if [ "${CHOSHO_TEST_AS_USER:-0}" = 1 ] && [ "$(id -u)" = 0 ]; then
	program=$1
	shift
	mkdir programs work
	cp "$program" programs/test
	cp "$CHOSHO_PROGRAM" programs/chosho
	CHOSHO_PROGRAM=$scratch/programs/chosho
	HOME=$scratch/work
	TMPDIR=$scratch/work
	chmod 755 "$scratch" programs
	chown nobody:nogroup work
	cd work
	setpriv --reuid=nobody --regid=nogroup --clear-groups --inh-caps=-all \
		"$scratch/programs/test" "$@"
else
	"$@"
fi
