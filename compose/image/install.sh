#!/bin/sh
# install.sh <workspace> [<npm option>…]: installs the production dependencies of the workspace and of the packages of the mesh
# that it uses, from the lock file.
set -eu
workspace=$1
shift
[ ! -s /run/secrets/ca ] || export NODE_EXTRA_CA_CERTS=/run/secrets/ca
npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --workspace "$workspace" "$@"
