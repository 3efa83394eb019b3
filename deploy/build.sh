#!/usr/bin/env bash
# Builds everything into dist/ and modules/build/; only what changed. Needs what deploy/bootstrap.sh installs.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

mkdir -p dist/proto/gen
descriptors=dist/proto/gen/descriptors.binpb
if [ ! -e "$descriptors" ] || [ -n "$(find proto -name '*.proto' -newer "$descriptors" -print -quit)" ]; then
  say 'compiling protos'
  (cd proto && find weft google grpc -name '*.proto' -print0 | sort -z | xargs -0 protoc -I . --include_imports --include_source_info --descriptor_set_out="../$descriptors")
fi
cp -u proto/gen/codecs.js proto/gen/codecs.d.ts dist/proto/gen/

for folder in modules node-agent/native deploy/lab test/bench; do make -s -C "$folder"; done

if [ ! -e dist/.built ] || [ -n "$(find proto/src proto/gen controller node-agent modules test deploy package.json tsconfig.json -name '*.ts' -newer dist/.built -print -quit)" ] || [ tsconfig.json -nt dist/.built ]; then
  say 'compiling TypeScript'
  touch dist/.building # before, so that a source saved meanwhile counts as newer
  node_modules/.bin/tsc -p .
  mv dist/.building dist/.built
fi

page=dist/controller/dashboard/index.html
if [ ! -e "$page" ] || [ -n "$(find controller/dashboard proto/src/dashboard package-lock.json -type f ! -name '*.test.ts' -newer "$page" -print -quit)" ]; then
  say 'building the dashboard'
  node_modules/.bin/tsc -p controller/dashboard
  node_modules/.bin/vite build controller/dashboard --config controller/dashboard/vite.config.ts
fi
