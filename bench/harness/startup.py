"""From exec to the first echoed byte."""
import os
import socket
import time

from .servers import Unavailable

PLACE = "start"


def measure(settings, launcher, line, quiet):
    """One start: {"ms": , "cpu_ms": } of the server until then."""
    quiet()
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {settings.load_cpu})
    try:
        begin = time.monotonic()
        server = launcher.start(line, wait=False)
        try:
            _first_echo(server, begin + 30)
            took = time.monotonic() - begin
            with open(f"/proc/{server.pid}/stat", encoding="ascii", errors="replace") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            return {"ms": round(took * 1000, 1), "cpu_ms": round(cpu * 1000)}
        finally:
            server.stop()
    finally:
        os.sched_setaffinity(0, before)


def _first_echo(server, end):
    while time.monotonic() < end:
        try:
            with socket.create_connection(("::1", server.port), 5) as client:
                client.sendall(b"x")
                if client.recv(1) == b"x":
                    return
        except OSError:
            pass
        if not server.is_alive():
            raise Unavailable(server.why())
        time.sleep(0.0005)
    raise Unavailable("no echo within 30 s")
