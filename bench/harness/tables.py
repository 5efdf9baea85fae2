"""Results as markdown tables."""
import statistics

from . import families, lookups
from .scenarios import SCENARIOS



def number(x, digits=3):
    """As many digits as mean something."""
    if x is None:
        return "-"
    if abs(x) >= 1000:
        return f"{x:,.0f}"
    return f"{x:.{digits}g}" if abs(x) >= 0.005 or x == 0 else f"{x:.3f}"


def table(head, rows, left=1):
    """A table whose first columns are texts."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * left + "--:|" * (len(head) - left)]
    lines += ["| " + " | ".join(str(c) for c in row) + " |" for row in rows]
    return "\n".join(lines)


def ratio(mine, base):
    return f"{mine / base:.2f}" if mine is not None and base else "-"


def bases(results, scenario):
    there = results.servers(scenario)
    bases = dict.fromkeys(("c-epoll", SCENARIOS[scenario].ceiling, *SCENARIOS[scenario].peers))
    return [b for b in bases if b in there]


def load_tables(results, name):
    """Throughput with its ratios, then processor time with its, then the rest."""
    scenario, servers, against = SCENARIOS[name], results.servers(name), bases(results, name)
    summaries = {s: results.summary(name, s) for s in servers}
    speed, cost, rest = [], [], []
    for server in servers:
        s, counted = summaries[server], results.counted(name, server)
        mark = server if s.clean_count else server + " (no clean round)"
        speed.append([mark, s.clean_count, number(s.throughput), f"{number(s.low)} - {number(s.high)}"]
                     + [ratio(s.throughput, summaries[b].throughput) for b in against])
        cost.append([mark, number(s.cpu)] + [ratio(s.cpu, summaries[b].cpu) for b in against]
                    + [f"{s.median('server_user') * 100:.0f} %", f"{s.median('server_busy') * 100:.0f} %"])
        calls = counted.get("calls")
        rest.append([mark, number(s.median("p50")), number(s.median("p99")), number(s.median("p999")),
                     number(counted.get("rss_mb")), number(counted.get("alloc")), number(calls["total"]) if calls else "-",
                     received(s) if scenario.is_one_way else f"{s.total('errors')}/{s.total('lost')}"])
    op = scenario.operation
    yield table(["server", "clean rounds", scenario.unit, "min - max"] + ["/ " + b for b in against], speed)
    yield table(["server", f"CPU µs per {op}"] + ["/ " + b for b in against] + ["of it user", "server busy"], cost)
    yield table(["server", "p50 µs", "p99 µs", "p99.9 µs", "RSS MB", f"heap B per {op}", f"system calls per {op}",
                 "received of sent" if scenario.is_one_way else "errors/lost"], rest)


def received(summary):
    """What the kernel could keep for the server of what was sent to it."""
    ops = summary.total("ops")
    return f"{ops / ((ops + summary.total('lost')) or 1) * 100:.0f} %"


def calls_table(results, name):
    rows = []
    for server in results.servers(name):
        calls = results.counted(name, server).get("calls")
        if calls:
            rows.append([server, number(calls["total"]), ", ".join(f"{c} {n:g}" for c, n in calls["by"].items())])
    return table(["server", "calls", "which"], rows, left=1).replace("--:|--:|", "--:|---|", 1) if rows else None


def idle_table(results, place="idle"):
    rows = [[s, number(r["rss_before_mb"]), number(r["rss_with_mb"]), number(r["rss_per_connection"]),
             number(r["heap_per_connection"])]
            for s, r in _ordered(results, place)]
    return table(["server", "RSS before, MB", "RSS with, MB", "RSS B per connection", "live heap B per connection"], rows)


def start_table(results):
    base = results.start_ms("netty-epoll")
    rows = [[s, number(results.start_ms(s)), f"{number(min(r['ms'] for r in runs))} - {number(max(r['ms'] for r in runs))}",
             ratio(results.start_ms(s), base), number(statistics.median(r["cpu_ms"] for r in runs))]
            for s, runs in _ordered(results, "start")]
    return table(["server", "ms", "min - max", "/ netty-epoll", "CPU ms"], rows)


def _ordered(results, what):
    return [(s, results.data[what][s]) for s in results.data["order"] if s in results.data[what]]


def connect_text(result):
    """What one client did in one situation."""
    if result["ms"]:
        text = number(statistics.median(result["ms"]))
        return text if not result["cut"] else f"{text}, then > {result['cut'] * 1000:,.0f}"
    if result["cut"]:
        return f"> {result['cut'] * 1000:,.0f}"
    return "failed " + (result["failed"] or "").replace("|", "/")


def families_table(results):
    found = results.data["families"]
    situations = [s for s in families.SITUATIONS if s in found]
    rows = [[client] + [connect_text(found[s][client]) if client in found[s] else "-" for s in situations]
            for client in families.CLIENTS]
    return table(["client"] + [families.SITUATIONS[s] for s in situations], rows)


def lookups_table(results):
    found = {c: results.lookup_rounds(c) for c in lookups.CLIENTS}
    median = lambda client, field: statistics.median(r[field] for r in found[client])
    bases = [b for b in lookups.BASES if found.get(b)]
    rows = [[client, len(rounds), number(median(client, "cpu_us")), number(1e6 / median(client, "cpu_us"))]
            + [ratio(median(b, "cpu_us"), median(client, "cpu_us")) for b in bases]
            + [number(median(client, "per_s")), sum(r["failed"] for r in rounds)]
            for client, rounds in found.items() if rounds]
    return table(["client", "rounds", "CPU µs per lookup", "lookups per CPU-second"] + ["/ " + b for b in bases]
                 + ["lookups/s", "failed"], rows)


def targets_table(verdicts):
    rows = [[v.target.words, f"{v.target.relation.replace('>=', '≥').replace('<=', '≤')} {v.target.wanted:g}",
             "-" if v.reached is None else f"{v.reached:.3f}" if v.target.against else number(v.reached),
             "**missed**" if v.verdict == "missed" else v.verdict, v.doubt]
            for v in verdicts]
    lines = table(["target", "wanted", "reached", "", "doubt"], rows)
    return lines.replace("|---|--:|--:|--:|--:|", "|---|--:|--:|---|---|", 1)
