"""The servers: the table of them, and one that runs."""
import contextlib
import ctypes
import fnmatch
import os
import re
import select
import shlex
import signal
import subprocess
import time
from dataclasses import dataclass

from . import rows, scenarios

# What each program needs of target/lib, and no more: a long class path makes a start slower.
CLASS_PATHS = {
    "jdk": [],
    "hextet-nio": ["hextet-api-*", "hextet-addresses-*", "hextet-reactor-*", "hextet-impl-nio-*", "slf4j-*"],
    "hextet-epoll": ["hextet-api-*", "hextet-addresses-*", "hextet-reactor-*", "hextet-impl-epoll-*", "slf4j-*"],
    # The starter for Linux: what connects by name.
    "hextet": ["hextet-[!r]*", "hextet-reactor-*", "hextet-resolver-jdk-*", "slf4j-*"],
    "hextet-dns": ["hextet-api-*", "hextet-addresses-*", "hextet-reactor-*", "hextet-impl-*", "hextet-resolver-dnsjava-*", "dnsjava-*",
                   "slf4j-*"],
    "hextet-tls-nio": ["hextet-api-*", "hextet-addresses-*", "hextet-reactor-*", "hextet-tls-*", "hextet-impl-nio-*", "slf4j-*"],
    "hextet-tls-epoll": ["hextet-api-*", "hextet-addresses-*", "hextet-reactor-*", "hextet-tls-*", "hextet-impl-epoll-*", "slf4j-*",
                         "conscrypt-*"],
    "netty": ["netty-common-*", "netty-buffer-*", "netty-resolver-[0-9]*", "netty-transport-*"],
    "netty-tls": ["netty-common-*", "netty-buffer-*", "netty-resolver-[0-9]*", "netty-transport-*", "netty-handler-[0-9]*",
                  "netty-codec-base-*"],
    "netty-tcnative": ["netty-common-*", "netty-buffer-*", "netty-resolver-[0-9]*", "netty-transport-*", "netty-handler-[0-9]*",
                       "netty-codec-base-*", "netty-tcnative-classes-*", "netty-tcnative-boringssl-static-*-linux-*"],
    "netty-dns": ["netty-common-*", "netty-buffer-*", "netty-resolver-[0-9]*", "netty-transport-*", "netty-handler-[0-9]*",
                  "netty-codec-base-*", "netty-codec-dns-*", "netty-resolver-dns-[0-9]*"],
    "vertx": ["vertx-*", "netty-*", "jackson-core-*"],
    "reactor-netty": ["reactor-*", "reactive-streams-*", "netty-*"],
    "okhttp": ["okhttp-*", "okio-*", "kotlin-stdlib-*", "annotations-*"],
    # With the socket factory in reach, which a line asks for or not.
    "pgjdbc": ["postgresql-*", "hextet-*", "slf4j-*"],
}
_TO_SET_DEATH_SIGNAL = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent():
    """For Popen's preexec_fn: whatever ends the harness ends what it started."""
    _libc.prctl(_TO_SET_DEATH_SIGNAL, signal.SIGKILL)


class Unavailable(Exception):
    """A server that does not start; the message says why."""


@dataclass(frozen=True)
class ServerLine:
    name: str
    tags: frozenset
    places: frozenset
    command: str

    @property
    def is_jvm(self):
        return "jvm" in self.tags

    @property
    def is_silent(self):
        return "silent" in self.tags

    def is_measured_in(self, place):
        return "*" in self.places or place in self.places

    def has(self, service):
        return service.partition("-")[0] in self.tags


def read(path):
    """Name to line, in the order of the file."""
    result = {}
    for number, (name, tags, places, command) in rows.read(path, 4):
        if name in result:
            raise rows.RowError(f"{path}:{number}: {name} stands there twice")
        words = lambda text: frozenset(w.strip() for w in text.split(",") if w.strip())
        result[name] = ServerLine(name, words(tags), words(places), command)
    return result


def select_by(table, patterns):
    """The lines whose names match one of the shell patterns, in the order of the table."""
    for pattern in patterns:
        if not fnmatch.filter(table, pattern):
            raise LookupError(f"no server {pattern}; there are {', '.join(table)}")
    return {n: line for n, line in table.items() if any(fnmatch.fnmatchcase(n, p) for p in patterns)}


def class_path(lib, name):
    """A class path of the jars of `lib`."""
    if name not in CLASS_PATHS:
        raise LookupError(f"no class path {name}; there are {', '.join(CLASS_PATHS)}")
    jars = sorted(os.listdir(lib)) if os.path.isdir(lib) else []
    mine = [j for j in jars if j.startswith("hextet-bench-")]
    mine += [j for p in CLASS_PATHS[name] for j in jars if fnmatch.fnmatchcase(j, p) and j not in mine]
    return ":".join(os.path.join(lib, j) for j in mine)


def last_word(text):
    """The last line that says something: no frame of a stack trace."""
    lines = [l.rstrip() for l in text.splitlines() if l.strip()]
    telling = [l for l in lines if not re.match(r"\s+(at |\.\.\. )", l)]
    return telling[-1].strip() if telling else "it said nothing"


# From the port of a relay to that of its target: below those that the kernel gives away.
TO_TARGET = -10000


def is_listening(port):
    """Whether somebody listens on a TCP port of any address: found out without connecting, which a relay would pass on."""
    end, listening = f":{port:04X}", "0A"
    for table in ("/proc/net/tcp6", "/proc/net/tcp"):
        with contextlib.suppress(OSError), open(table, encoding="ascii") as lines:
            if any(w[1].endswith(end) and w[3] == listening for w in map(str.split, lines)):
                return True
    return False


class Launcher:
    """Starts servers, each on a port of its own. `certificate` is the folder of their certificate."""

    def __init__(self, settings, lib, out, root, missing, certificate=None):
        self.settings, self.lib, self.out, self.root, self.missing = settings, lib, out, root, missing
        self.certificate = certificate
        self._port = 21000 + os.getpid() % 4000
        self.logs = os.path.join(out, "logs")
        os.makedirs(self.logs, exist_ok=True)

    def command(self, line, port, service=scenarios.TCP_ECHO):
        text = re.sub(r"\{cp:([\w-]+)\}", lambda m: class_path(self.lib, m[1]), line.command)
        return shlex.split(text.format(
            port=port, target=port + TO_TARGET, service=service, Service=service.title().replace("-", ""), out=self.out,
            root=self.root, certificate=self.certificate, java=self.settings.java, jvm=self.settings.jvm))

    def start(self, line, wait=True, service=scenarios.TCP_ECHO):
        """A running server, which accepts if `wait`. Raises Unavailable."""
        self._port += 1
        argv = self.command(line, self._port, service)
        if argv[0] in self.missing:
            raise Unavailable(self.missing[argv[0]])
        if "hextet" in line.tags and "hextet" in self.missing:
            raise Unavailable(self.missing["hextet"])
        server = Server(line, argv, self._port, self.settings, os.path.join(self.logs, line.name + ".log"))
        if wait:
            server.wait_ready()
        return server


def _proportional_kib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
        return int(re.search(r"^Pss:\s+(\d+) kB", rollup.read(), re.M)[1])


class Server:
    """One that runs. Its standard error is in its log."""

    def __init__(self, line, argv, port, settings, log):
        self.line, self.name, self.port, self.target, self.log = line, line.name, port, port + TO_TARGET, log
        pin = [] if settings.server_cpu is None else ["taskset", "-c", str(settings.server_cpu)]
        environment = dict(os.environ, JAVA_HOME=settings.java_home, HEXTET_OPTS=settings.jvm)
        with open(log, "w", encoding="utf-8") as errors:
            try:
                self.process = subprocess.Popen(
                    pin + argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=environment,
                    preexec_fn=die_with_parent)
            except OSError as failed:
                raise Unavailable(str(failed)) from failed
        self.pid = self.process.pid

    def wait_ready(self, at_most=30):
        end = time.monotonic() + at_most
        if self.line.is_silent:
            self._wait_listening(end)
            return
        said = b""
        while b"ready\n" not in said:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                self.stop()
                raise Unavailable(f"not ready after {at_most} s")
            more = os.read(self.process.stdout.fileno(), 4096)
            if not more:
                self.stop()
                raise Unavailable(self.why())
            said += more

    def _wait_listening(self, end):
        while not is_listening(self.port):
            if not self.is_alive() or time.monotonic() > end:
                self.stop()
                raise Unavailable(self.why())
            time.sleep(0.02)

    def why(self):
        with open(self.log, encoding="utf-8", errors="replace") as errors:
            return last_word(errors.read())

    def is_alive(self):
        return self.process.poll() is None

    def resident_kib(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return int(re.search(r"^VmRSS:\s+(\d+) kB", status.read(), re.M)[1])

    def proportional_kib(self):
        """Its memory and that of its child processes; what they share counts once."""
        with open(f"/proc/{self.pid}/task/{self.pid}/children", encoding="ascii") as children:
            processes = [self.pid, *children.read().split()]
        return sum(_proportional_kib(p) for p in processes)

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
