#!/bin/sh
# Builds echarts.min.js from entry.js with the exact versions of package-lock.json, and copies the licences beside it.
#
#   ./build.sh            writes the files
#   ./build.sh --check    writes nothing; fails where a file is not what would be built, byte for byte
#
# It needs node and npm, works in a temporary folder and runs no script of any package.
set -eu
cd "$(dirname "$0")"
case "${1:-}" in
"" | --check) ;;
*) echo "build.sh: unknown argument $1; give nothing or --check" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cp entry.js package.json package-lock.json "$work"
(
	cd "$work"
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
	node_modules/.bin/esbuild entry.js --bundle --minify --format=iife --target=es2017 --charset=ascii \
		--legal-comments=none --log-level=warning --outfile=built/echarts.min.js
	cp node_modules/echarts/LICENSE node_modules/echarts/NOTICE built/
	cp node_modules/zrender/LICENSE built/LICENSE-zrender
)

if [ "${1:-}" != --check ]; then
	cp "$work"/built/* .
	exit
fi
status=0
for built in "$work"/built/*; do
	name=$(basename "$built")
	if ! cmp -s "$built" "$name"; then
		echo "reports/charts/bundle/$name is not what build.sh makes: run it and commit the file" >&2
		status=1
	fi
done
exit $status
