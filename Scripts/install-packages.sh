#!/bin/sh
# Installs the Debian packages that the build needs, and those named as arguments, when they are missing.
set -eu

missing=""
for package in libsqlite3-dev libzstd-dev libyaml-dev zlib1g-dev sqlite3 zstd binutils python3 "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -z "$missing" ]; then
    echo "== system packages: all there =="
    exit 0
fi
echo "== installing$missing =="
sudo=""
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq $missing
