"""Lookups of both families of one name, of a server on loopback that answers everything: processor time for each.

The clients run side by side on one processor, the server on the other, where it polls: nobody pays for waking it. Each client is
told when to work, and for how long: in turn, A B C A B C."""
import os
import select
import subprocess
import time

from . import machine
from .servers import class_path, die_with_parent, last_word

TITLE = "A and AAAA of one name after the other, 50 names at a time, nothing kept"
SERVER = "c_names"
_MAIN = "org.hextet.bench.lookups."
_NATIVE = ["--enable-native-access=ALL-UNNAMED"]
# name: (class path, main class, its first arguments, flags)
CLIENTS = {
    "hextet-dns-nio": ("hextet-dns", "HextetLookups", ["nio"], []),
    "hextet-dns-epoll": ("hextet-dns", "HextetLookups", ["epoll"], _NATIVE),
    "netty-dns-nio": ("netty-dns", "NettyLookups", ["nio", "ChannelPerResolver"], []),
    "netty-dns-epoll": ("netty-dns", "NettyLookups", ["epoll", "ChannelPerResolver"], _NATIVE),
    # A port of its own for each lookup, as RFC 5452 wants it.
    "netty-dns-nio-ports": ("netty-dns", "NettyLookups", ["nio", "ChannelPerResolution"], []),
    "netty-dns-epoll-ports": ("netty-dns", "NettyLookups", ["epoll", "ChannelPerResolution"], _NATIVE),
}
BASES = ("netty-dns-nio", "netty-dns-epoll")
# Each round begins with new ports, and what they cost shows less in a longer one, as it does in a resolver that goes on.
LONGER = 4
WARM_LOOKUPS = 150000


class ClientError(Exception):
    """A client that ended, or said nothing."""


def cpu_seconds(pid):
    """What the threads of a process have used, all that live."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as stat:
                total += int(stat.read().split()[0])
        except (OSError, IndexError):
            pass
    return total / 1e9


class Client:
    """One that runs, and looks up when it is told to."""

    def __init__(self, settings, lib, out, name, port):
        path, main, words, flags = CLIENTS[name]
        pin = [] if settings.server_cpu is None else ["taskset", "-c", str(settings.server_cpu)]
        self.log = os.path.join(out, "logs", name + ".log")
        with open(self.log, "w", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                [*pin, settings.java, *settings.jvm.split(), *flags, "-cp", class_path(lib, path), _MAIN + main, *words, str(port)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1, preexec_fn=die_with_parent)

    def line(self, at_most):
        if select.select([self.process.stdout], [], [], at_most)[0]:
            text = self.process.stdout.readline()
            if text:
                return text.strip()
        with open(self.log, encoding="utf-8", errors="replace") as errors:
            raise ClientError(last_word(errors.read()))

    def run(self, words, at_most):
        """Lookups that were done, and how many of them failed."""
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        done, failed = self.line(at_most).split()
        return int(done), int(failed)

    def stop(self):
        self.process.kill()
        self.process.wait()


def one_round(client, server, secs):
    machine.wait_quiet(0.5)
    ticks = os.sysconf("SC_CLK_TCK")
    pid = client.process.pid
    busy, begun, cpu, of_server = machine.busy_ticks(), time.monotonic(), cpu_seconds(pid), cpu_seconds(server.pid)
    done, failed = client.run(f"secs {secs}", secs + 30)
    took, used, served = time.monotonic() - begun, cpu_seconds(pid) - cpu, cpu_seconds(server.pid) - of_server
    others = (machine.busy_ticks() - busy) / ticks - used - served
    return {"lookups": done, "failed": failed, "per_s": done / took, "cpu_us": used * 1e6 / max(1, done),
            "others": round(max(0, others / took), 3)}


def measure(settings, lib, out, others_cpu, say):
    """{client: [round, ...]}, and {client: why it failed}."""
    port = 21000 + os.getpid() % 4000
    found, failed, running = {}, {}, {}
    server = subprocess.Popen(
        ["taskset", "-c", str(settings.load_cpu), os.path.join(out, SERVER), str(port)], stdout=subprocess.PIPE, text=True,
        preexec_fn=die_with_parent)
    try:
        server.stdout.readline()
        for name in CLIENTS:
            try:
                running[name] = Client(settings, lib, out, name, port)
                if running[name].line(30) != "ready":
                    raise ClientError("it is not ready")
                running[name].run(f"count {WARM_LOOKUPS}", 300)
            except (OSError, ValueError, ClientError) as why:
                failed[name] = str(why)
        clean = lambda name: sum(r["others"] <= others_cpu for r in found.get(name, []))
        for turn in range(settings.rounds * 4):
            for name in [n for n in running if n not in failed and clean(n) < settings.rounds]:
                try:
                    found.setdefault(name, []).append(one_round(running[name], server, LONGER * settings.secs))
                except (OSError, ValueError, ClientError) as why:
                    failed[name] = str(why)
    finally:
        for client in running.values():
            client.stop()
        server.kill()
        server.wait()
    for name, rounds in found.items():
        say(f"{name}: {clean(name)} of {len(rounds)} rounds clean")
    return found, failed
