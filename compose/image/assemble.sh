#!/bin/sh
# assemble.sh: in /image, the workspace that was installed and the packages that npm linked for it as JavaScript, and
# their dependencies without what only a compiler or a reader needs.
set -eu
folders=$(for link in node_modules/@mesh/*; do realpath --relative-to=. "$link"; done)
node /build/compose/image/javascript.mjs /source /image $folders
find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' \) -delete
cp -a node_modules /image/
for folder in $folders; do
  [ ! -d "$folder/node_modules" ] || cp -a "$folder/node_modules" "/image/$folder/"
done
