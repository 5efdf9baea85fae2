"""Time to connect by name when one family is dead. Runs in a network namespace of its own: see families_host."""
import json
import os
import subprocess
import sys

from .servers import class_path, die_with_parent

SITUATIONS = {
    "both": "both families answer",
    "six-dead": "AAAA leads into a black hole, A answers",
    "four-dead": "A leads into a black hole, AAAA answers",
}
_MAIN = "org.hextet.bench.families."
_SYSTEM_ORDER = "-Djava.net.preferIPv6Addresses=system"
# name: (class path, main class, its first arguments, flags). The JDK sorts IPv4 first unless it is told otherwise, and so do
# those who take its order: hence the second line of some.
CLIENTS = {
    "Hextet": ("hextet", "HextetClient", [], ["--enable-native-access=ALL-UNNAMED"]),
    "Netty": ("netty", "NettyClient", [], []),
    "Netty, system's order": ("netty", "NettyClient", [], [_SYSTEM_ORDER]),
    "Reactor Netty": ("reactor-netty", "ReactorNettyClient", [], []),
    "Reactor Netty, system's order": ("reactor-netty", "ReactorNettyClient", [], [_SYSTEM_ORDER]),
    "JDK HttpClient": ("jdk", "JdkHttpClient", [], []),
    "JDK HttpClient, system's order": ("jdk", "JdkHttpClient", [], [_SYSTEM_ORDER]),
    "OkHttp": ("okhttp", "OkHttp", ["fast"], []),
    "OkHttp without fast fallback": ("okhttp", "OkHttp", ["serial"], []),
    "OkHttp without it, system's order": ("okhttp", "OkHttp", ["serial"], [_SYSTEM_ORDER]),
    "pgjdbc": ("pgjdbc", "PgjdbcClient", ["plain"], []),
    "pgjdbc, system's order": ("pgjdbc", "PgjdbcClient", ["plain"], [_SYSTEM_ORDER]),
    "pgjdbc with the socket factory": ("pgjdbc", "PgjdbcClient", ["racing"], ["--enable-native-access=ALL-UNNAMED"]),
    "new Socket": ("jdk", "SocketClient", [], []),
    "new Socket, system's order": ("jdk", "SocketClient", [], [_SYSTEM_ORDER]),
}


def commands(java, lib):
    """Client to the command that runs it, less its last arguments."""
    flags = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    return {name: [java, *flags, *more, "-cp", class_path(lib, cp), _MAIN + main, *words]
            for name, (cp, main, words, more) in CLIENTS.items()}


def namespace_command():
    """The words that make a namespace, or (None, why not)."""
    ways = [["unshare", "-nm"]] if os.geteuid() == 0 else []
    ways.append(["unshare", "-Urnm"])
    why = "no network namespaces"
    for way in ways:
        try:
            done = subprocess.run([*way, "sh", "-c", "ip link set lo up && mount --bind /etc/hosts /etc/hosts"],
                                  capture_output=True, text=True, timeout=10, check=False)
        except (OSError, subprocess.TimeoutExpired) as failed:
            why = str(failed)
            continue
        if done.returncode == 0:
            return way, None
        lines = done.stderr.strip().splitlines()
        why = f"{' '.join(way)}: {lines[-1] if lines else 'failed'}"
    return None, why


def measure(settings, lib, work, tries, at_most, say):
    """{situation: {client: {"ms": [...], "cut": seconds or None, "failed": text or None}}}, or a text that says why not."""
    way, why = namespace_command()
    if not way:
        return why
    order = {"commands": commands(settings.java, lib), "situations": list(SITUATIONS), "tries": tries, "at_most": at_most,
             "work": work}
    bench = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    process = subprocess.Popen(
        [*way, sys.executable, "-B", "-m", "harness.families_host"], cwd=bench, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
    process.stdin.write(json.dumps(order))
    process.stdin.close()
    result = {}
    for line in process.stdout:
        told = json.loads(line)
        result.setdefault(told["situation"], {})[told["client"]] = told["result"]
        say(f"{told['situation']}: {told['client']}: {told['result']}")
    errors = process.stderr.read()
    if process.wait() or not result:
        return "the namespace: " + (errors.strip().splitlines() or ["it said nothing"])[-1]
    return {s: {c: result[s][c] for c in CLIENTS if c in result.get(s, {})} for s in SITUATIONS if s in result}
