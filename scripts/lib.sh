# Sourced by the other scripts: makes .venv in the checkout from the lock, and keeps it as the lock says.
# Sets $root (the checkout); call ensure_venv before using $root/.venv.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$root/.venv
lock=$root/requirements/dev.txt

say() { printf 'acd: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# What .venv was made from: the lock, how the package is built (not the rules of the tools), the folder's place, Python.
fingerprint() {
  { cat "$lock" && sed '/^\[tool\.ruff\]/q' "$root/pyproject.toml"; } | cksum
  printf '%s\n' "$root"
  version_of "$venv/bin/python"
}

# Prints a Python of 3.11 or later that can make a virtual environment; $ACD_PYTHON is tried first, and alone.
find_python() {
  local candidate path lacks_venv=
  for candidate in ${ACD_PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3}; do
    path=$(command -v "$candidate") || continue
    "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    if "$path" -c 'import ensurepip, venv' 2>/dev/null; then
      printf '%s\n' "$path"
      return
    fi
    lacks_venv=$path
  done
  [ -z "$lacks_venv" ] || fail "$lacks_venv lacks the venv module; on Debian or Ubuntu: sudo apt install python3-venv"
  fail "no Python 3.11 or later found${ACD_PYTHON:+ at ACD_PYTHON=$ACD_PYTHON}; install one, or name it: ACD_PYTHON=/path/to/python3"
}

# Runs pip quietly; when it fails, shows the end of what it said.
pip_install() {
  PYTHONPATH='' PIP_USER=0 PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore \
    "$venv/bin/python" -m pip install --no-deps --no-build-isolation "$@" >>"$venv/install.log" 2>&1 && return
  tail -n 15 "$venv/install.log" >&2
  fail "installing the packages failed; the whole output is in .venv/install.log of the checkout"
}

build_venv() {
  local python began=$SECONDS
  python=$(find_python) || exit 1
  rm -f "$venv/stamp"
  say "making .venv with $("$python" -V 2>&1) (once, about a minute) ..."
  # Another Python than the one it was made from, or a moved checkout: begin anew.
  "$python" -m venv --clear "$venv" || fail "could not make $venv; is the folder writable?"
  pip_install --requirement "$lock"
  pip_install --editable "$root"
  fingerprint >"$venv/stamp"
  say ".venv is ready ($((SECONDS - began)) s)"
}

version_of() { "$1" -c 'import sys; print(sys.version)' 2>/dev/null || echo 'no python'; }

up_to_date() {
  [ -f "$venv/stamp" ] && [ "$(fingerprint)" = "$(cat "$venv/stamp")" ] || return 1
  # ACD_PYTHON asks for another Python than the one that .venv has?
  [ -z "${ACD_PYTHON:-}" ] || [ "$(version_of "$ACD_PYTHON")" = "$(version_of "$venv/bin/python")" ]
}

# Makes or renews .venv where needed. Two scripts started at once: the second waits for the first.
ensure_venv() {
  up_to_date && return
  if command -v flock >/dev/null; then
    exec 9>"$root/.venv.lock" || fail "the checkout $root is not writable"
    flock 9
    up_to_date || build_venv
    exec 9>&-
  else
    build_venv
  fi
}
