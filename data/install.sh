# Sourced by app/run and tests/run: says what is missing, installs it, builds. Needs bash. Arguments: purposes.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"

# Names of the packages in data/packages for the purposes given.
packages_for () {
  local name purpose wanted
  while read -r name purpose; do
    case $name in ''|'#'*) continue;; esac
    for wanted in "$@"; do
      if [ "$purpose" = "$wanted" ]; then echo "$name"; fi
    done
  done < data/packages
}

missing_packages () {
  local name
  packages_for "$@" | while read -r name; do
    dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || echo "$name"
  done
}

install_missing () {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "strandscope: this is not a Debian system; it needs what data/packages names, by your system's names." >&2
    return 0
  fi
  local missing sudo=
  missing=$(missing_packages "$@" | tr '\n' ' ')
  if [ -z "$missing" ]; then return 0; fi
  if [ "$(id -u)" != 0 ]; then sudo=sudo; fi
  echo "strandscope: installing from Debian (apt-get install --no-install-recommends): $missing"
  if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
    echo "strandscope: not root and no sudo: as root, run: apt-get install --no-install-recommends $missing" >&2
    exit 1
  fi
  local log
  log=$(mktemp)
  if ! { $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "strandscope: apt-get could not install these packages (its last words are above); mend that and start again." >&2
    exit 1
  fi
  rm -f "$log"
}

# build FOLDER [meson options]: quiet when it goes well. The lock keeps two starts from building at once.
build () {
  local folder=$1 log
  shift
  mkdir -p "$folder"
  log="$folder/build.log"
  exec 9>"$folder/.lock"
  flock 9
  if [ ! -f "$folder/build.ninja" ]; then
    echo "strandscope: building in $folder (once, about a minute)"
    meson setup "$folder" "$@" >"$log" 2>&1 || { cat "$log" >&2; echo "strandscope: meson could not set up the build (see above)." >&2; exit 1; }
  fi
  ninja -C "$folder" >"$log" 2>&1 || { tail -n 60 "$log" >&2; echo "strandscope: the build failed (see above)." >&2; exit 1; }
  exec 9>&-
}
