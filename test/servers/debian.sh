#!/usr/bin/env bash
# Unpacks Debian packages into the tests' cache without installing them, and prints the folder.
# usage: debian.sh SUITE NAME PACKAGE...    SUITE: `here` (this machine's own sources) or a release such as trixie
# Nothing is started, no system file is touched; what is in the cache already costs nothing.
set -euo pipefail
suite=$1 name=$2
shift 2
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kubectl-etcdbackup
folder=$cache/$name
mkdir -p "$cache"
# Two runs at once: the second waits and finds the folder.
exec 9>"$cache/.$name.lock"
flock 9
if [ ! -d "$folder" ]; then
  work=$(mktemp -d "$cache/.$name.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/unpacked" "$work/debs"
  # A mirror may fail once.
  options=(-qq -o Acquire::Retries=3)
  if [ "$suite" != here ]; then
    mkdir -p "$work/lists/partial" "$work/archives/partial"
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    # The mirror is this machine's own.
    # shellcheck disable=SC2016 # apt's own fields, not the shell's
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep '/debian/$' | head -n 1)
    echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"
    options+=(-o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
      -o "Dir::State::Lists=$work/lists" -o Dir::State::Status=/dev/null -o "Dir::Cache=$work" -o Acquire::Languages=none -o "APT::Default-Release=$suite")
    apt-get "${options[@]}" update >&2
  fi
  fetch() { (cd "$work/debs" && apt-get "${options[@]}" -o APT::Sandbox::User=root download "$@" >&2); }
  # This machine's lists may be missing or older than the mirror.
  fetch "$@" || { apt-get -qq -o Acquire::Retries=3 update >&2 && fetch "$@"; }
  for package in "$work"/debs/*.deb; do dpkg -x "$package" "$work/unpacked"; done
  mv "$work/unpacked" "$folder"
fi
printf '%s\n' "$folder"
