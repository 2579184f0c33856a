#!/usr/bin/env bash
# A Docker engine for `npm run test:compose`, on a Debian machine that has none and may reach no registry of images:
# out of Debian's packages, and apart from what else is on the machine. For root, and for machines that one throws
# away: .ci/run calls it, and nothing else does.
#
#   debian-engine.sh up     starts it, and says in FOLDER/environment how to reach it
#   debian-engine.sh down   ends it; what it has built is kept for the next time
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
folder=${TMPDIR:-/tmp}/compose-tests-engine
programs=$folder/programs
export DOCKER_HOST=unix://$folder/socket DOCKER_CONFIG=$folder/configuration PATH=$programs:$PATH
pidfile=$folder/pid

apt=(apt-get -qq -o DPkg::Lock::Timeout=300)

# Compose and health checks of compose.yaml want an engine of Debian 13; on Debian 12 it runs too, but for runc.
install_programs() {
  "${apt[@]}" update
  "${apt[@]}" install -y --no-install-recommends runc iptables tini debootstrap >/dev/null
  [ ! -f "$programs/complete" ] || return 0
  rm -rf "$folder/apt" "$programs"
  mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial" "$programs" "$DOCKER_CONFIG/cli-plugins"
  echo "deb [signed-by=$keyring] $mirror trixie main" >"$folder/apt/sources"
  (
    cd "$folder/apt"
    trixie=("${apt[@]}" -o Dir::Etc::SourceList="$PWD/sources" -o Dir::Etc::SourceParts=/dev/null
      -o Dir::State::Lists="$PWD/lists" -o Dir::Cache="$PWD/cache" -o APT::Sandbox::User=root)
    "${trixie[@]}" update
    "${trixie[@]}" download {docker.io,docker-cli,containerd,docker-compose,docker-buildx}/trixie
    for package in *.deb; do dpkg-deb --extract "$package" .; done
    cp usr/bin/{docker,containerd,containerd-shim-runc-v2} usr/sbin/{dockerd,docker-proxy} "$programs"
    cp usr/libexec/docker/cli-plugins/* "$DOCKER_CONFIG/cli-plugins"
  )
  ln -s "$(command -v tini-static || command -v tini)" "$programs/docker-init"
  touch "$programs/complete"
}

start_engine() {
  ! docker version >/dev/null 2>&1 || return 0
  rm -f "$pidfile"
  iptables-save >"$folder/firewall"
  cat /proc/sys/net/ipv4/ip_forward >"$folder/forwarding"
  setsid dockerd --host "$DOCKER_HOST" --pidfile "$pidfile" --data-root "$folder/data" --exec-root "$folder/run" \
    </dev/null >"$folder/log" 2>&1 &
  for _ in {1..60}; do
    docker version >/dev/null 2>&1 && return
    sleep 0.5
  done
  tail -n 20 "$folder/log" >&2
  return 1
}

# Made here, of Debian's packages and npm's, and never fetched: the same program for the same user as in the official
# image, which is used where the engine has it.
image() {
  docker image inspect "$1" >/dev/null 2>&1 || "$2" "$1" >/dev/null
}

debian() {
  local root=$folder/debian
  rm -rf "$root"
  debootstrap --variant=minbase --keyring="$keyring" bookworm "$root" "$mirror" >"$folder/debootstrap.log"
  tar --directory "$root" --create . | docker import - "$1"
  rm -rf "$root"
}

# What this machine trusts the build trusts too: the registry of packages may have a certificate of its own.
node() {
  local context=$folder/node
  rm -rf "$context" && mkdir -p "$context"
  npm install --prefix "$context" --no-save --ignore-scripts --loglevel=error \
    "node-linux-$(dpkg --print-architecture | sed s/amd64/x64/)@24" npm@11 >/dev/null
  cp -L /etc/ssl/certs/ca-certificates.crt "$context"
  docker build --quiet --tag "$1" --file "$here/node-of-npm.Dockerfile" "$context"
}

valkey() {
  docker build --quiet --tag "$1" --file "$here/redis-of-debian.Dockerfile" "$here"
}

stop_engine() {
  [ -s "$pidfile" ] || return 0
  local pid
  pid=$(<"$pidfile")
  docker ps --quiet | xargs --no-run-if-empty docker stop --time 10 >/dev/null
  kill "$pid"
  for _ in {1..60}; do
    [ -d "/proc/$pid" ] || break
    sleep 0.5
  done
  # As it was before: Docker leaves its rules and its bridge behind.
  ip link delete docker0 2>/dev/null || true
  iptables --flush && iptables --table nat --flush
  iptables --policy FORWARD ACCEPT
  iptables-restore <"$folder/firewall"
  cat "$folder/forwarding" >/proc/sys/net/ipv4/ip_forward
}

case ${1:-} in
  up)
    [ "$(id -u)" = 0 ] || { echo 'Only root can start a Docker engine.' >&2; exit 1; }
    [ -f /etc/debian_version ] || { echo 'This engine is made of Debian’s packages.' >&2; exit 1; }
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    mirror=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/debian.sources | head -n 1)
    mkdir -p "$folder"
    install_programs
    start_engine
    image debian:bookworm-slim debian
    image node:24-bookworm-slim node
    image valkey/valkey:8-alpine valkey
    printf 'export DOCKER_HOST=%q DOCKER_CONFIG=%q PATH=%q:$PATH\n' "$DOCKER_HOST" "$DOCKER_CONFIG" "$programs" >"$folder/environment"
    ;;
  down) stop_engine ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
