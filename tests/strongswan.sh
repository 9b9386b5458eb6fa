#!/bin/sh
# `ikelint predict` against a real implementation of IKEv2: tests/strongswan.txt says what both must do with each deployment,
# tests/strongswan.py sets them up. All of it, two strongSwan daemons a case, runs in process, mount and network namespaces of
# its own (of a user namespace where this is not root): it can reach nothing, its files lie on a tmpfs of theirs, and when it
# ends, in whatever way, the kernel ends every process in them. Skipped where namespaces or strongSwan are not to be had.
#
#     tests/strongswan.sh [CASE…]     from a build folder: top_srcdir=… top_builddir=. …/tests/strongswan.sh
set -u
skip() { echo "skipped: [strongswan] $*"; exit 77; }
PATH=$PATH:/usr/sbin:/sbin
tests=${top_srcdir:-.}/tests
ikelint=${top_builddir:-.}/ikelint

for command in python3 openssl ip nsenter timeout unshare; do
    command -v "$command" >/dev/null || skip "there is no $command"
done
if ! test -x /usr/lib/ipsec/charon || ! command -v swanctl >/dev/null ||
    ! test -e /usr/lib/ipsec/plugins/libstrongswan-openssl.so; then
    skip "strongSwan is not here (Debian, Ubuntu: strongswan-charon strongswan-swanctl libstrongswan-standard-plugins)"
fi

# What the test does in there, tried once: files on a tmpfs, a cable, IPsec of the kernel, namespaces inside.
user=
test "$(id -u)" = 0 || user=--map-root-user
in_namespaces() { # in_namespaces SECONDS SCRIPT ARGUMENT…: in a subshell, for it becomes timeout
    seconds=$1 script=$2
    shift 2
    exec timeout -s KILL "$seconds" unshare $user --net --mount --pid --fork --kill-child --mount-proc \
        sh -c "mount -t tmpfs -o size=32m none /etc/swanctl && $script" sh "$@"
}
tried=$(in_namespaces 10 'ip link add ike0 type veth peer name ike1 && ip xfrm state >/dev/null &&
    unshare --net --mount mount -t tmpfs none /run' 2>&1) ||
    skip "this machine does not give namespaces to strongSwan: $(echo "$tried" | tail -n 1)"

PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
in_namespaces 170 'exec python3 "$@"' "$tests/strongswan.py" /etc/swanctl "$ikelint" "$tests/strongswan.txt" "$@" &
child=$!
trap 'kill -TERM $child; exit 1' HUP INT TERM
wait $child
status=$?
test $status -lt 124 || echo "strongswan: ended by its limit of 170 seconds or by a signal ($status)"
exit $status
