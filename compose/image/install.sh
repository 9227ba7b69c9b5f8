#!/bin/sh
# install.sh <workspace> [<npm option>…]: what it and the packages of the mesh below it need in production, from the
# lock file.
set -eu
workspace=$1
shift
[ ! -s /run/secrets/ca ] || export NODE_EXTRA_CA_CERTS=/run/secrets/ca
npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --workspace "$workspace" "$@"
