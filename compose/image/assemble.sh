#!/bin/sh
# assemble.sh <folder>: copies the programs of that package into /image, with the files that they read and the few installed
# packages that cannot be bundled.
set -eu
folders=$(for link in node_modules/@mesh/*; do realpath --relative-to=. "$link"; done)
for folder in $folders; do
  cp -a "/source/$folder/src" "$folder/"
  mkdir -p "/image/$folder"
  cp "$folder/package.json" "/image/$folder/"
done
node /build/compose/image/bundle.mjs . "$1"
rm "$1/dist/inputs.json"
find $folders -path '*/node_modules' -prune -o -type f ! -name '*.ts' -path '*/src/*' -exec cp --parents '{}' /image/ ';'
cp -a "$1/dist" "/image/$1/"
node /build/compose/image/packages.mjs . /image
