#!/bin/sh
# Make this clone ready: bootstrap.sh run|test (or only say which Python it would take: python)
#
# Finds a Python, makes .venv, installs the locked dependencies, and installs the missing system
# libraries where it may (Debian and Ubuntu, as root or with passwordless sudo). Elsewhere it says
# what is missing. A second call, with nothing changed, takes a fraction of a second.
set -eu
cd "$(dirname "$0")/.."
mode=${1:-run}
case $mode in
    run) lock=requirements.lock ;;
    test) lock=requirements-dev.lock ;;
    python) lock= ;;
    *) echo "usage: bootstrap.sh run|test|python" >&2; exit 2 ;;
esac
python=.venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
export UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never

say() { printf '%s\n' "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

# --- What the system provides --------------------------------------------------------------------

# Prints root, sudo or nothing: how packages may be installed here.
rights() {
    command -v apt-get >/dev/null 2>&1 || return 0
    if [ "$(id -u)" = 0 ]; then echo root
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then echo sudo
    fi
}

apt_get() {
    set -- env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@"
    if [ "$(rights)" = sudo ]; then sudo -n "$@"; else "$@"; fi
}

# Installs Debian packages; fails when it may not. The package lists are fetched only if needed.
install_packages() {
    [ -n "$(rights)" ] || return 1
    say "Installing system packages: $*"
    mkdir -p .venv
    apt_log=.venv/apt.log
    apt_get install -y --no-install-recommends "$@" >"$apt_log" 2>&1 && return 0
    apt_get update >>"$apt_log" 2>&1 || true
    apt_get install -y --no-install-recommends "$@" >>"$apt_log" 2>&1 && return 0
    tail -n 5 "$apt_log" >&2
    return 1
}

# --- A Python that works -----------------------------------------------------------------------------

# Prints e.g. 313 for a working CPython 3.11 or newer, else nothing: a pyenv shim that answers
# "command not found" is none, nor are PyPy and free-threaded builds, for which wheels are missing.
version_of() {
    "$1" -c 'import sys, sysconfig
if (sys.implementation.name == "cpython" and sys.version_info[:2] >= (3, 11)
        and sys.version_info.releaselevel == "final"
        and not sysconfig.get_config_var("Py_GIL_DISABLED")):
    print("%d%02d" % sys.version_info[:2])' 2>/dev/null || true
}

can_make_venv() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }

# Prints the newest working Python, "$1" being a test that it must pass.
newest_python() {
    best=; best_version=0
    for candidate in python3.14 python3.13 python3.12 python3.11 python3 python \
        "$HOME"/.pyenv/versions/*/bin/python3 /opt/homebrew/bin/python3; do
        path=$(command -v "$candidate" 2>/dev/null) || continue
        version=$(version_of "$path")
        [ -n "$version" ] && [ "$version" -gt "$best_version" ] && "$1" "$path" || continue
        # Wheels of a Python newer than the locks know may be missing: only if there is no other.
        [ "$version" -le 314 ] || [ "$best_version" = 0 ] || continue
        best=$path; best_version=$version
    done
    printf '%s' "$best"
}

choose_python() {
    chosen=$(newest_python can_make_venv)
    [ -n "$chosen" ] && return 0
    chosen=$(newest_python true)
    if [ -z "$chosen" ]; then
        install_packages python3 python3-venv || fail \
"Python 3.11 or newer is needed and was not found.
On Debian or Ubuntu: sudo apt-get install python3 python3-venv
On a Mac: brew install python"
    else
        name=python$("$chosen" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install_packages "$name-venv" || fail \
"$chosen cannot make a virtual environment: its venv module is missing.
On Debian or Ubuntu: sudo apt-get install $name-venv"
    fi
    chosen=$(newest_python can_make_venv)
    [ -n "$chosen" ] || fail "Python 3.11 or newer with its venv module is needed and was not found."
}

make_venv() {
    if [ -x "$python" ] && [ -n "$(version_of "$python")" ]; then return 0; fi
    choose_python
    say "Making .venv with $("$chosen" --version)"
    "$chosen" -m venv --clear .venv
}

# --- The locked dependencies -------------------------------------------------------------------------

install_dependencies() {
    stamp=.venv/.installed-$mode
    now="$(cksum <"$lock") $("$python" -c 'import sys; print(sys.version)' | tr '\n' ' ')"
    [ "$(cat "$stamp" 2>/dev/null || true)" = "$now" ] && return 0
    if [ ! -x .venv/bin/uv ]; then
        # uv itself comes locked, too: its entry stands in the development lock.
        awk '/^uv==/ {on=1} on {print} on && !/\\$/ {exit}' requirements-dev.lock >.venv/uv.lock
        "$python" -m pip install --quiet --require-hashes -r .venv/uv.lock ||
            fail "uv could not be installed; is the network reachable?"
    fi
    say "Installing the locked dependencies ($lock)"
    .venv/bin/uv pip install --quiet --python "$python" --require-hashes -r "$lock" ||
        fail "The dependencies could not be installed; the reason stands above."
    printf '%s' "$now" >"$stamp"
}

# --- System libraries ----------------------------------------------------------------------------------

install_libraries() {
    missing=$("$python" scripts/missing_libraries.py "$mode")
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086  # the names are meant to be split
    install_packages $missing || true
    missing=$("$python" scripts/missing_libraries.py "$mode")
    [ -n "$missing" ] || return 0
    advice="Missing system libraries or programs: $missing
On Debian or Ubuntu: sudo apt-get install $missing
On a Mac: brew install pango"
    case " $missing " in
        *" libpango"*) fail "$advice" ;;
        *) printf '\n%s\nGoing on without: certificates take longer, or tests that need them fail.\n\n' \
            "$advice" >&2 ;;
    esac
}

if [ "$mode" = python ]; then
    newest_python can_make_venv
    exit
fi
make_venv
install_dependencies
install_libraries
