#!/bin/sh
# ./autogen.sh         bootstraps: writes configure and Makefile.in; then ./configure, make as usual
# ./autogen.sh demo    from a fresh clone to a report: installs what is missing, builds, lints the sample
# ./autogen.sh check   the same set-up, then all tests
#
# On Debian and Ubuntu what is missing is installed with apt-get (as root, or through sudo); elsewhere it is named.
# Builds stay in build-demo/ and build-check/; a step that fails shows its log.
set -eu
cd "$(dirname "$0")"

demo='lint --at 2026-06-01T00:00:00Z --server-name vpn.contoso.com --root testdata/demo/roots
    --intermediate testdata/demo/intermediates --crl testdata/demo/crls testdata/demo/certificates'

say() { printf '%s\n' "$*" >&2; }
die() { say "autogen.sh: $*"; exit 1; }

# -- what is missing --------------------------------------------------------------------------------------------------

debian= fedora=
need() { # need DEBIAN-PACKAGE FEDORA-PACKAGE COMMAND…: the packages are missing when the command fails
    package=$1 other=$2
    shift 2
    if ! "$@" >/dev/null 2>&1; then
        debian="$debian $package" fedora="$fedora $other"
    fi
}
has() { command -v "$1"; }
links() { echo 'int main(void) { return 0; }' | cc -x c -o /dev/null -; } # needs the C library's headers too
header() { echo "#include <$1>" | cc -E -x c -; }
module() { pkg-config --exists "$1"; }

need_for_building() {
    need autoconf autoconf has autoreconf
    need automake automake has automake
    need gcc gcc has cc
    need libc6-dev glibc-devel links
    need make make has make
    need pkg-config pkgconf-pkg-config has pkg-config
    need libgnutls28-dev gnutls-devel module 'gnutls >= 3.7'
    need nettle-dev nettle-devel module nettle
    need libyaml-dev libyaml-devel module yaml-0.1
    need libjansson-dev jansson-devel module jansson
    need libpcre2-dev pcre2-devel module libpcre2-8
    need libxml2-dev libxml2-devel module libxml-2.0
    need libidn2-dev libidn2-devel module libidn2
    need libunistring-dev libunistring-devel header unicase.h
}

need_for_tests() {
    need libcunit1-dev CUnit-devel module cunit
    need openssl openssl has openssl
    need gnutls-bin gnutls-utils has certtool
    need python3 python3 has python3
    need python3-jsonschema python3-jsonschema python3 -c 'import jsonschema'
    need ca-certificates ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
}

step() { # step LOG COMMAND…: quiet when it works
    log=$1
    shift
    "$@" >"$log" 2>&1 || { cat "$log" >&2; die "this failed: $*"; }
}

install_missing() { # install_missing FOLDER: its log goes there
    [ -n "$debian" ] || return 0
    has apt-get >/dev/null ||
        die "please install what is missing, then run this again; as Fedora names it:$fedora (Debian:$debian)"
    as_root=
    if [ "$(id -u)" != 0 ]; then
        has sudo >/dev/null || die "please install as root, then run this again: apt-get install$debian"
        as_root=sudo
    fi
    say "installing:$debian …"
    step "$1/install.log" $as_root apt-get -q update
    # shellcheck disable=SC2086 # a list of words
    step "$1/install.log" \
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends $debian
}

# -- building -----------------------------------------------------------------------------------------------------------

bootstrap() { autoreconf --install --force; }
cores() { getconf _NPROCESSORS_ONLN || echo 1; }

build() { # build FOLDER CONFIGURE-OPTION…
    folder=$1
    shift
    say "bootstrapping, configuring and building in $folder/ …"
    step "$folder/autogen.log" bootstrap
    (cd "$folder" && step configure.log ../configure -q "$@")
    step "$folder/build.log" make -C "$folder" -j "$(cores)" all
}

case ${1-} in
'')
    bootstrap
    ;;
demo)
    mkdir -p build-demo
    need_for_building
    install_missing build-demo
    build build-demo
    say "the sample, testdata/demo, as it stood on Monday, 1 June 2026:"
    # shellcheck disable=SC2086 # a list of words
    set -- $demo
    printf '\n$ ikelint %s\n\n' "$*"
    status=0
    build-demo/ikelint "$@" || status=$?
    # 1 is what the sample is there for: findings
    [ "$status" -le 1 ] || die "ikelint ended with code $status"
    say "
The program is build-demo/ikelint; 'build-demo/ikelint explain 13801' says more."
    ;;
check)
    mkdir -p build-check
    need_for_building
    need_for_tests
    install_missing build-check
    build build-check --enable-tests
    say "building the tests and running them …"
    step build-check/build.log make -C build-check -j "$(cores)" check TESTS=
    status=0
    make -s --no-print-directory -C build-check check VERBOSE=1 || status=$?
    # what each test closed with, and what it skipped
    find build-check/tests -name '*.log' -exec grep -hE '^skipped: |^ *(PKITS.*: )?[0-9]+ passed' '{}' + || :
    exit "$status"
    ;;
*)
    die "usage: ./autogen.sh [demo|check]"
    ;;
esac
