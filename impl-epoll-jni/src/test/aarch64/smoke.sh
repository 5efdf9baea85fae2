#!/bin/sh
# An echo over the transport epoll on aarch64, emulated: does the cross-compiled library load, and does it work? As
#
#   mvn -Paarch64 -pl impl-epoll-jni verify
#
# calls it, in the room's folder:
#
#   src/test/aarch64/smoke.sh WORK CLASS_PATH
#
#   WORK          a folder; gets an aarch64 JRE, Debian's (45 MB, once)
#   CLASS_PATH    that of the tests: test classes, classes with META-INF/native/linux-aarch64, what they depend on
#
# Needs qemu-user, gcc-aarch64-linux-gnu with libc6-dev-arm64-cross at build time, apt-get and dpkg of a Debian; says what is
# missing and ends with 0 where something is. Nothing is installed.
set -eu

work=$1
tests=${2%%:*}
modules=${2#*:}
classes=${modules%%:*}

skip() {
    printf '[WARNING] impl-epoll-jni: no smoke run on aarch64: %s\n' "$1"
    exit 0
}

[ -f "$classes/META-INF/native/linux-aarch64/libhextet_epoll.so" ] \
    || skip "no library was built for it (install gcc-aarch64-linux-gnu and libc6-dev-arm64-cross)"
if [ "$(uname -m)" = aarch64 ]; then
    skip "this machine is one, and has run the tests"
fi
for tool in qemu-aarch64 apt-get dpkg-deb; do
    command -v "$tool" >/dev/null || skip "no $tool (a Debian with qemu-user has all it takes)"
done

# A JRE for the emulator, by an apt of its own: this machine's keys and sources, but not its architecture nor its state.
root=$work/root
if [ ! -f "$root/complete" ]; then
    rm -rf "$work"
    mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/debs" "$root"
    : >"$work/state/status"
    apt() {
        apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o APT::Sandbox::User=root \
            -o Dir::State="$work/state" -o Dir::State::status="$work/state/status" -o Dir::Cache="$work/cache" "$@"
    }
    # What is under the JRE for java.desktop is not needed.
    { apt update && (cd "$work/debs" && apt download libc6 libgcc-s1 libstdc++6 zlib1g openjdk-17-jre-headless); } \
        >"$work/apt.log" 2>&1 || skip "apt-get has no openjdk-17-jre-headless for arm64 ($work/apt.log)"
    for deb in "$work"/debs/*.deb; do
        dpkg-deb -x "$deb" "$root"
    done
    rm -rf "$work/state" "$work/cache" "$work/debs"
    : >"$root/complete"
fi

set -- "$root"/usr/lib/jvm/java-17-*
QEMU_LD_PREFIX=$root
export QEMU_LD_PREFIX
exec qemu-aarch64 "$1/bin/java" -p "$modules" --patch-module org.hextet.epoll="$tests" \
    -m org.hextet.epoll/org.hextet.epoll.EchoProbe
