# shellcheck shell=sh disable=SC2154
# Becomes the JVM that runs the hextet command: for the script of the source tree, and for the one of an archive made by "hextet dist".
# Sourced with the command's words, after the function "fail" and these are set:
#
#   java       the program
#   modules    the folder that is the module path
#   own        one more option for the JVM, or empty
#   cache      of what the JVM has loaded before, or empty
#
# Sets flags and native. It ends by start.

# Short commands start faster without the second compiler; those that run long need it.
command=
for word in "$@"; do
    case $word in
    -*) ;;
    *)
        command=$word
        break
        ;;
    esac
done
flags=
case $command in
serve | relay | tck) ;;
*) flags='-XX:TieredStopAtLevel=1' ;;
esac
case ${HEXTET_OPTS:-} in
*-XX:+Use*GC*) ;;
*) flags="$flags -XX:+UseSerialGC" ;;
esac

# Only the epoll transport calls native code; a JVM without it would warn of an unknown module.
native=
for jar in "$modules"/hextet-impl-epoll-jni-*.jar; do
    [ ! -f "$jar" ] || native=--enable-native-access=org.hextet.epoll
done

# Other people's jars, for "hextet tck": they go on the JVM's own paths, which are settled before it starts.
module_path=
class_path=

# Looks at one entry of a path given by an option ($1), before the JVM says it in its own words.
check_entry() {
    if [ -f "$2" ]; then
        case $2 in
        *.jar) ;;
        *) fail "$1: $2 is no jar: the name of one ends in .jar" ;;
        esac
        [ -r "$2" ] || fail "$1: $2 cannot be read"
        [ "$(LC_ALL=C head -c 2 -- "$2" | tr -d '\0')" = PK ] || fail "$1: $2 is no jar, or a damaged one"
    elif [ ! -d "$2" ]; then
        fail "$1: there is no file or folder $2"
    fi
}

# True if a folder has a name that fits a pattern.
has() {
    set -- "$1"/$2
    [ -e "$1" ]
}

add_modules() {
    check_entry --module-path "$1"
    if [ -d "$1" ]; then
        has "$1" '*.jar' || has "$1" module-info.class || has "$1" '*/module-info.class' ||
            fail "--module-path: $1 has neither jars nor a module-info.class: for a folder of classes use --class-path"
    fi
    module_path=$module_path:$1
}

# A folder full of jars means the jars, as on the module path.
add_classes() {
    entry=${1%/\*}
    check_entry --class-path "$entry"
    class_path=${class_path:+$class_path:}$entry
    if [ -d "$entry" ] && has "$entry" '*.jar'; then
        class_path=$class_path:$entry/*
    fi
}

# Calls a function ($1) with each entry of a path ($2).
each_entry() {
    rest=$2:
    while [ -n "$rest" ]; do
        one=${rest%%:*}
        rest=${rest#*:}
        [ -z "$one" ] || "$1" "$one"
    done
}

if [ "$command" = tck ]; then
    before=
    for word in "$@"; do
        case $before$word in
        --module-path=*) each_entry add_modules "${word#--module-path=}" ;;
        --class-path=*) each_entry add_classes "${word#--class-path=}" ;;
        '--module-path '*) each_entry add_modules "$word" ;;
        '--class-path '*) each_entry add_classes "$word" ;;
        esac
        case $word in
        --module-path | --class-path) before="$word " ;;
        *) before= ;;
        esac
    done
fi
# What foreign code needs, no module of ours may ask for: what a jar without module-info uses of the JDK, and the modules that it
# cannot name.
foreign=
if [ -n "$module_path" ]; then
    foreign=--add-modules=ALL-MODULE-PATH,ALL-DEFAULT
elif [ -n "$class_path" ]; then
    foreign=--add-modules=ALL-DEFAULT
fi

# start WORD…: in place of the shell, and with the words of the command.
start() {
    # Which of 1 and 2 are terminals: the JDK cannot tell.
    terminals=
    if [ -t 1 ]; then terminals=1; fi
    if [ -t 2 ]; then terminals=${terminals}2; fi

    # What the JVM warns of never stands between the data on standard output; of a cache that does not fit it says too much.
    warnings=-Xlog:all=warning:stderr
    if [ -n "$cache" ]; then warnings=; fi

    # Split into words, but no names of files made of them.
    set -f
    # shellcheck disable=SC2086
    exec "$java" $flags $native $foreign ${class_path:+-cp "$class_path"} ${own:+"$own"} ${cache:+"-XX:AOTCache=$cache"} \
        -XX:-UsePerfData -Xlog:disable $warnings "-Dhextet.terminals=$terminals" ${HEXTET_OPTS:-} -p "$modules$module_path" \
        -m org.hextet.cli/org.hextet.cli.Hextet "$@"
}
