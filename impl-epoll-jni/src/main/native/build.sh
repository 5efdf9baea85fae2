#!/bin/sh
# Builds libhextet_epoll.so for every platform that this machine has a compiler for. Called by Maven, in the room's folder, as
#
#   src/main/native/build.sh JAVA_HOME HEADERS WORK OUTPUT
#
#   HEADERS    the folder of the header that javac wrote
#   WORK       a folder for what must not get into the jar
#   OUTPUT     gets linux-ARCH/libhextet_epoll.so, and beside it libhextet_epoll.requires: the C library it asks for
#   CC         the compiler (else gcc); for the architecture that is not this machine's, ARCH-linux-gnu-gcc is taken too, if installed
#   SANITIZE   what -fsanitize gets; then for this machine only, and a missing compiler is an error
#
# Without a compiler, and off Linux, there is one line of warning, no library and no failure. A library is built again when
# anything that it is made of has changed; one of other sources is never left behind. Same sources and compiler, same bytes.
set -eu
LC_ALL=C
export LC_ALL

java_home=$1 headers=$2 work=$3 output=$4
sanitize=${SANITIZE:-}
here=$(pwd -P)
sources=src/main/native
name=libhextet_epoll

# The newest glibc that may be asked for: of 2012, and the oldest there is for aarch64.
newest_glibc=2.17

# Marked as Maven marks its own.
fail() {
    printf '[ERROR] %s: %s\n' "${here##*/}" "$1" >&2
    exit 1
}

# without ARCH: nothing of an earlier build may pass for one of this.
without() {
    rm -rf "${output:?}/linux-$1" "$work/linux-$1.made-of"
}

# What a library is made of: the files' sums, the compiler and how it is called.
made_of() {
    cksum "$sources"/*.[ch] "$sources/build.sh" "$headers"/*.h "$java_home/include/jni.h"
    printf '%s\n' "$flags"
}

# check_glibc LIBRARY: prints what the library asks of the C library, "glibc 2.14"; fails if that is newer than it may be, and
# prints the symbols that are to blame.
check_glibc() {
    if ! command -v readelf >/dev/null; then
        echo "a C library of unknown version"
        return
    fi
    # "5: 0 0 FUNC GLOBAL DEFAULT UND memcpy@GLIBC_2.14 (3)"; and, for what is no symbol, "0x10: Name: GLIBC_ABI_DT_RELR Flags: …"
    { readelf -W --dyn-syms "$1"; readelf -W -V "$1"; } | awk -v newest="$newest_glibc" '
        function number(version, part) {
            split(version, part, ".")
            return part[1] * 1000000 + part[2] * 1000 + part[3]
        }
        {
            symbol = ""
            for (i = 1; i <= NF; i++) {
                if ($i ~ /@GLIBC_/) { symbol = $i } else if ($i == "Name:" && $(i + 1) ~ /^GLIBC_[A-Z]/) { symbol = "@" $(i + 1) }
            }
            if (symbol == "") next
            version = symbol
            sub(/.*@GLIBC_/, "", version)
            if (version !~ /^[0-9.]+$/ || number(version) > number(newest)) {
                sub(/^@/, "", symbol)
                sub(/@+/, " of ", symbol)
                if (!(symbol in seen)) bad = bad (bad == "" ? "" : ", ") symbol
                seen[symbol] = 1
                next
            }
            if (number(version) > number(most)) most = version
        }
        END {
            if (bad != "") {
                print bad
                exit 1
            }
            print most == "" ? "a C library other than glibc" : "glibc " most
        }'
}

# build ARCH COMPILER…: the library, unless it is up to date; where the compiler has no headers, $obstacle says so.
build() {
    arch=$1
    shift
    flags="-std=c17 -O2 -fPIC -shared -fvisibility=hidden -Wall -Wextra -Werror -Wl,-z,now -Wl,--build-id=none"
    if [ -n "$sanitize" ]; then
        flags="$flags -fsanitize=$sanitize -fno-sanitize-recover=all -fno-omit-frame-pointer -g"
    else
        # A symbol that exists nowhere is found here, not by the user.
        flags="$flags -Wl,-z,defs"
    fi
    target=$output/linux-$arch
    made_of=$(made_of && printf '%s\n' "$*" && "$@" --version)
    if [ -f "$target/$name.so" ] && [ -f "$work/linux-$arch.made-of" ] \
        && [ "$made_of" = "$(cat "$work/linux-$arch.made-of")" ]; then
        built="$built $arch"
        return
    fi
    without "$arch"
    if ! echo '#include <sys/epoll.h>' | "$@" -E - >/dev/null 2>&1; then
        [ "$arch" != "$machine" ] || obstacle="$* finds no sys/epoll.h: install libc6-dev"
        return
    fi
    mkdir -p "$target" "$work"
    # Built aside: an interrupted build leaves nothing, and a JVM that has the old one loaded keeps it whole.
    library=$work/linux-$arch.so
    # shellcheck disable=SC2086
    "$@" $flags -ffile-prefix-map="$here=." -ffile-prefix-map="$headers=headers" -ffile-prefix-map="$java_home=jdk" \
        -I"$headers" -I"$java_home/include" -I"$java_home/include/linux" -o "$library" "$sources"/*.c \
        || fail "$* failed for linux-$arch"
    if [ -n "$sanitize" ]; then
        asan=$("$@" -print-file-name=libasan.so)
        [ -f "$asan" ] || fail "$* has no libasan.so: install the sanitizers' run time"
        ln -sf "$asan" "$work/libasan.so"
        requires="the sanitizers' run time"
    elif ! requires=$(check_glibc "$library"); then
        fail "linux-$arch: the library asks for $requires, newer than glibc $newest_glibc: call something older, or syscall(2)"
    fi
    printf '%s\n' "$requires" >"$target/$name.requires"
    mv "$library" "$target/$name.so"
    printf '%s\n' "$made_of" >"$work/linux-$arch.made-of"
    built="$built $arch"
}

# without_any WHY: one line, and the build goes on; but not one that was asked to try the library out.
without_any() {
    [ -z "$sanitize" ] || fail "cannot build with -fsanitize=$sanitize: $1"
    printf '[WARNING] %s: built without its native library for this machine (%s): the epoll transport will be unavailable\n' \
        "${here##*/}" "$1"
}

if [ "$(uname -s)" != Linux ]; then
    without_any "it needs Linux, and this is $(uname -s)"
    exit
fi
if [ ! -f "$java_home/include/jni.h" ]; then
    without x86_64
    without aarch64
    without_any "no include/jni.h in $java_home"
    exit
fi

# Split into words: CC may be "ccache gcc".
set -f
# shellcheck disable=SC2086
set -- ${CC:-gcc}
set +f
if command -v "$1" >/dev/null; then
    made_for=$("$@" -dumpmachine)
    made_for=${made_for%%-*}
    obstacle="$1 builds for $made_for"
else
    made_for=
    obstacle="no $1 on PATH: set CC, or install gcc and libc6-dev"
fi
machine=$(uname -m)
built=
for arch in x86_64 aarch64; do
    if [ "$made_for" = "$arch" ]; then
        build "$arch" "$@"
    elif [ -z "$sanitize" ] && [ "$machine" != "$arch" ] && command -v "$arch-linux-gnu-gcc" >/dev/null; then
        build "$arch" "$arch-linux-gnu-gcc"
    else
        without "$arch"
    fi
done
case "$built " in
*" $machine "*) ;;
*) without_any "$obstacle" ;;
esac
