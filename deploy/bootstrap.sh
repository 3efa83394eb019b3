#!/usr/bin/env bash
# Makes a fresh Debian 12 machine with Node.js able to build and run weft: installs what is missing, then builds.
# Does nothing where nothing is missing. Run as root. With --tests also what only tests need; with --bench what weft is measured against (npm run bench -- datapath
# --peers).
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

node -e 'const [a,b]=process.versions.node.split(".").map(Number); process.exit(a>20||(a===20&&b>=19)?0:1)' || {
  echo "weft needs Node.js 20.19 or newer; this is $(node --version)" >&2
  exit 1
}

# Package -> what it is for: build (clang libbpf-dev libelf-dev zlib1g-dev gcc libc6-dev make bpftool protobuf-compiler), run (iproute2
# nats-server), tests, demo and benchmark (iperf3 iputils-ping tcpdump nftables ethtool python3-grpcio python3-protobuf openssl procps strace
# isc-dhcp-client udhcpc).
packages=(clang llvm libbpf-dev libelf-dev zlib1g-dev gcc libc6-dev make bpftool protobuf-compiler libprotobuf-dev iproute2 nats-server
  iperf3 iputils-ping tcpdump nftables ethtool python3-grpcio python3-protobuf openssl procps strace isc-dhcp-client udhcpc)
missing=()
for p in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$p" 2>/dev/null)" = 'ii ' ] || missing+=("$p")
done
if [ ${#missing[@]} -gt 0 ]; then
  [ "$(id -u)" = 0 ] || { echo "missing packages: ${missing[*]}; run as root to install them" >&2; exit 1; }
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# The modules are tested with a current compiler too, where there is one.
if [ "${1:-}" = --tests ] && ! command -v clang-19 >/dev/null; then
  say 'installing clang-19'
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends clang-19 >/dev/null 2>&1 ||
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends clang-19 >/dev/null; } ||
    say 'clang-19 cannot be installed here: the modules are tested with clang alone'
fi

# Alert rules are checked and fired with Prometheus. Its two programs are taken out of the package and nothing else is: an installed one is a service, which
# listens.
if [ "${1:-}" = --tests ] && ! { command -v prometheus && command -v promtool; } >/dev/null; then
  say 'taking prometheus and promtool out of their package'
  scratch=$(mktemp -d)
  (
    cd "$scratch"
    download() { apt-get download -qq -o APT::Sandbox::User=root prometheus; }
    download 2>/dev/null || { apt-get update -qq && download; }
    dpkg-deb -x prometheus_*.deb unpacked
    install -m 755 unpacked/usr/bin/prometheus unpacked/usr/bin/promtool /usr/local/bin/
  ) || say 'there is no prometheus here: the tests of alert rules will fail'
  rm -rf "$scratch"
fi

# The dashboard is tested in a real browser.
if [ "${1:-}" = --tests ] && ! command -v chromium >/dev/null; then
  say 'installing chromium'
  install_chromium() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; }
  install_chromium 2>/dev/null || { apt-get update -qq && install_chromium; } || say 'there is no chromium here: the tests of the dashboard will fail'
fi

# Peers of the benchmark: bcc's example and the kernel headers that bcc compiles with (any will do), OVN. Their services are not for this machine: each host of a
# benchmark runs its own.
if [ "${1:-}" = --bench ]; then
  say 'installing what weft is measured against'
  install_peers() {
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends bpfcc-tools python3-bpfcc linux-headers-amd64 \
      ovn-central ovn-host openvswitch-switch >/dev/null
  }
  install_peers 2>/dev/null || { apt-get update -qq && install_peers; }
  if [ -d /run/systemd/system ]; then
    systemctl disable --now -q ovn-central ovn-host openvswitch-switch
  fi
fi

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say 'installing npm packages'
  npm ci --no-audit --no-fund --loglevel=error
  touch node_modules/.package-lock.json
fi

bash deploy/build.sh
