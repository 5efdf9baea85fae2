"""Memory of idle connections."""
import re
import time
from dataclasses import dataclass

from .counts import jcmd
from .scenarios import RELAY, TCP_ECHO


@dataclass(frozen=True)
class Kind:
    """What the connections lead to. `place` is the name of the measurement, `most` the number of connections it stops at."""

    place: str
    service: str
    words: str
    warming: str
    holding: str
    most: int

    def connections(self, wanted):
        return min(wanted, self.most)


IDLE = Kind("idle", TCP_ECHO, "connections that have echoed once", "echo", "idle", 1 << 16)
# Some relays have a process for each.
RELAY_IDLE = Kind("relay-idle", RELAY, "connections through a relay that have passed a message once", "relay-echo", "relay-idle", 1000)
KINDS = (IDLE, RELAY_IDLE)


def live_bytes(histogram):
    """The last line of GC.class_histogram: all that lives, after a full collection."""
    total = re.search(r"^Total\s+\d+\s+(\d+)", histogram, re.M)
    return int(total[1]) if total else None


def _live(settings, server):
    return live_bytes(jcmd(settings, server.pid, "GC.class_histogram")) if server.line.is_jvm else None


def measure(settings, generator, launcher, line, kind, connections):
    """RSS and live heap of a fresh server before it holds idle connections, and with them."""
    with launcher.start(line, service=kind.service) as server:
        resident = server.proportional_kib if kind.service == RELAY else server.resident_kib
        generator.run(server, f"{kind.warming} -c 50 -s 64", settings.warm if line.is_jvm else 0.3)
        live_before = _live(settings, server)
        time.sleep(0.5)
        rss_before = resident()
        holder = generator.hold(server, connections, kind.holding)
        try:
            time.sleep(1)
            rss_with = resident()
            live_with = _live(settings, server)
        finally:
            holder.stdin.close()
            holder.stdout.close()
            holder.stderr.close()
            holder.wait(30)
        return {
            "connections": connections,
            "rss_before_mb": round(rss_before / 1024, 1),
            "rss_with_mb": round(rss_with / 1024, 1),
            "rss_per_connection": round((rss_with - rss_before) * 1024 / connections),
            "heap_per_connection": None if live_with is None or live_before is None
            else round((live_with - live_before) / connections),
        }
