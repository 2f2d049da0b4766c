#!/usr/bin/env bash
# Fetches axe-core, which checks pages for what keeps people out. It is used by tests only and is under the MPL 2.0;
# its licence lies beside it. Run this to get the same files again; another version needs another line below.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
version=4.14.1
sum=29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "axe-core@$version" >/dev/null && tar xzf axe-core-*.tgz)
echo "$sum  $work/package/axe.min.js" | sha256sum --check --quiet
cp "$work"/package/{axe.min.js,LICENSE,LICENSE-3RD-PARTY.txt} .
