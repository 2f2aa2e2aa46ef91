#!/bin/sh
# run.sh BUILD_DIR: chosho at work on the example evidence (evidence/example), from the zip a client would
# send to a report. Makes a fresh engagement at BUILD_DIR/demo; what was there before is removed.
#
# The example holds exceptions, and the demo expects them: it ends with 0 where they were found, and with 1
# where a step did not do what it should.
set -eu

if [ $# != 1 ] || [ ! -x "$1/chosho" ]; then
	echo "usage: run.sh BUILD_DIR, the folder that holds chosho" >&2
	exit 2
fi
build=$(cd "$1" && pwd -P)
here=$(cd "$(dirname "$0")" && pwd -P)
example=$here/../example
demo=$build/demo
case ${LANG:-} in
ja*) lang=ja ;;
*) lang=en ;;
esac

# step JA EN: a heading.
step() {
	if [ "$lang" = ja ]; then printf '\n== %s\n' "$1"; else printf '\n== %s\n' "$2"; fi
}

# chosho VERB ...: shows the command, then runs it. A report has languages of its own.
chosho() {
	printf '$ chosho'
	for word in "$@"; do
		case $word in
		*' '*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
	if [ "$1" = report ]; then
		"$build/chosho" "$@" --progress=none 2>&1
	else
		"$build/chosho" "$@" --lang="$lang" --progress=none 2>&1
	fi
}

# first_column VERB ...: of the table the command prints, in silence.
first_column() {
	"$build/chosho" "$@" --lang="$lang" --progress=none --format=tsv | sed 1d | cut -f 1
}

rm -rf "$demo"
mkdir -p "$demo"
cd "$demo"

step '提供物を作る（依頼者がzipで渡すものに当たる）' 'The bundle, as a client would send it'
PYTHONDONTWRITEBYTECODE=1 python3 "$here/zip.py" "$example/bundle" fy2025.zip
echo "$demo/fy2025.zip"

step '調書フォルダを作る' 'A new engagement'
chosho init engagement --client 架空クラウド株式会社 --service 架空クラウド文書管理 --scheme ISMAP \
	--period 2025-04-01..2026-03-31 --zone Asia/Tokyo --languages ja,en --person 'A1:監査 花子:preparer'
cd engagement

step '提供物を受け取る: ファイルごとの受領書' 'Take the bundle in: a receipt of every member'
chosho take ../fy2025.zip --as A1

step 'どのファイルがどの証跡に当たるかを示す' 'Say which files play which evidence'
for binding in cloud leavers servers workflow; do
	"$build/chosho" bind --add "$example/bindings/$binding.xml" --as A1 --lang="$lang" >/dev/null
done
chosho bind

step '手続を実行する（例外があることを見込む: 終了コード1）' 'Run the procedures (exceptions are expected: exit code 1)'
status=0
# Those whose evidence is in the bundle: the rest of the library would wait for more of it.
chosho run access-key-age console-mfa leaver-accounts two-steps cloud-operations host-sign-ins --as A1 || status=$?
if [ "$status" != 1 ]; then
	echo "run.sh: chosho run ended with $status, and not with 1 (exceptions)" >&2
	exit 1
fi

step '例外を発見事項にする' 'Make a finding of exceptions'
# shellcheck disable=SC2046 # exception ids hold no blanks
chosho exception --as A1 --promote $(first_column exception --procedure console-mfa) \
	--title '多要素認証が設定されていない利用者がある' --title-en 'Console users without multi-factor authentication' \
	--fact 'コンソール用パスワードをもつ利用者2名について、認証情報レポートの多要素認証の欄が「false」である。' \
	--fact-en 'For two users with a console password the credential report says "false" for multi-factor authentication.' \
	--reason '認証情報レポートの該当する行を閲覧した'

step '現在地' 'Where the engagement stands'
chosho status

step '例外の一覧' 'The exceptions'
chosho exception

step '報告書' 'The report'
chosho report -o ../report.html
chosho report -o ../report.json
echo "$demo/report.html"
echo "$demo/report.json"

first=$(first_column exception --procedure leaver-accounts | head -n 1)
step '例外の一つを、提供物の中の記録まで戻って見る' 'One exception, back to its record in the bundle'
chosho show "$first"

step 'いつでも自分で確かめられる' 'To look at any of them yourself'
echo "$build/chosho show -C $demo/engagement $first"
