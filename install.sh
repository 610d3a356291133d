#!/bin/sh
# Installs report-gen from a release: downloads the archive for this machine, compares its checksum, unpacks it.
#
#   REPORT_GEN_VERSION    such as v0.1.0; the latest release without it
#   REPORT_GEN_BIN        the folder to install into; ~/.local/bin without it
#   REPORT_GEN_DOWNLOADS  the address of the folder with the archives, for mirrors
set -eu

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

releases=https://github.com/phaseline/phaseline/releases
if [ -n "${REPORT_GEN_VERSION:-}" ]; then
  downloads=$releases/download/$REPORT_GEN_VERSION
else
  downloads=$releases/latest/download
fi
downloads=${REPORT_GEN_DOWNLOADS:-$downloads}
bin=${REPORT_GEN_BIN:-$HOME/.local/bin}

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
  Darwin-x86_64) target=x86_64-apple-darwin ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  *) fail "there is no archive for $(uname -s) on $(uname -m); with Rust: cargo install --git https://github.com/phaseline/phaseline report-gen" ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
archive=report-gen-$target.tar.gz
for file in "$archive" "$archive.sha256"; do
  if command -v curl > /dev/null; then
    curl --fail --silent --show-error --location --output "$work/$file" "$downloads/$file" || fail "cannot download $downloads/$file"
  elif command -v wget > /dev/null; then
    wget --quiet --output-document="$work/$file" "$downloads/$file" || fail "cannot download $downloads/$file"
  else
    fail "neither curl nor wget is here"
  fi
done

cd "$work"
if command -v sha256sum > /dev/null; then
  sha256sum --check --status "$archive.sha256" || fail "the checksum of $archive is not that of the release"
else
  shasum --algorithm 256 --check --status "$archive.sha256" || fail "the checksum of $archive is not that of the release"
fi
tar -xzf "$archive"
mkdir -p "$bin"
# Beside its place first: a program that runs cannot be written over.
cp "report-gen-$target/report-gen" "$bin/.report-gen.new"
chmod 755 "$bin/.report-gen.new"
mv "$bin/.report-gen.new" "$bin/report-gen"

echo "Installed $("$bin/report-gen" --version) in $bin"
case ":$PATH:" in
  *":$bin:"*) ;;
  *) echo "Add it to your path: export PATH=\"$bin:\$PATH\"" ;;
esac
