"""A run as text: on the terminal, and as RESULTS.md with its charts."""
import os
import statistics

from . import charts, families, lookups, memory, tables, targets
from .scenarios import SCENARIOS


def verdicts(results, wanted):
    return [targets.judge(t, results.value, results.doubt) for t in wanted]


def summary_line(found):
    counts = {w: sum(v.verdict == w for v in found) for w in ("ok", "missed", "not measured")}
    return f"{counts['ok']} targets reached, {counts['missed']} missed, {counts['not measured']} not measured"


def load_section(results, name):
    scenario = SCENARIOS[name]
    lines = [f"## {name}: {scenario.title}", ""]
    for text in tables.load_tables(results, name):
        lines += [text, ""]
    calls = tables.calls_table(results, name)
    if calls:
        lines += [f"System calls per {scenario.operation}:", "", calls, ""]
    for server, why in results.data["failed"].get(name, {}).items():
        lines += [f"**{server} failed here: {why}**", ""]
    return "\n".join(lines)


def other_sections(results):
    data = results.data
    for kind in memory.KINDS:
        if data[kind.place]:
            count = next(iter(data[kind.place].values()))["connections"]
            yield kind.place, f"## {kind.place}: {count:,} {kind.words}\n\n{tables.idle_table(results, kind.place)}\n"
    if data["start"]:
        yield "start", f"## start: from exec to the first echoed byte\n\n{tables.start_table(results)}\n"
    if data["lookups"]:
        yield "lookups", f"## lookups: {lookups.TITLE}\n\n{tables.lookups_table(results)}\n"
    if isinstance(data["families"], dict):
        yield "families", ("## families: ms to connect by name, when one family is dead\n\n"
                           f"{tables.families_table(results)}\n")
    elif data["families"]:
        yield "families", f"## families: time to connect by name\n\nSkipped: {data['families']}\n"


def targets_section(results, wanted, has_all=True):
    found = verdicts(results, wanted)
    shown = [v for v in found if has_all or v.verdict != "not measured"]
    return f"## Targets\n\n{summary_line(found)}.\n" + (f"\n{tables.targets_table(shown)}\n" if shown else "")


def left_out(results):
    out = results.data["left_out"]
    if not out:
        return ""
    return "Not available, and left out:\n\n" + "".join(f"- {s}: {why}\n" for s, why in out.items())


def about(results):
    a = results.data["about"]
    m, s = a["machine"], a["settings"]
    guest = ", a virtual machine" if m.get("hypervisor") else ""
    lines = [
        f"- {a['date']}",
        f"- {m['processor']}, {m['processors']} processors{guest}, {m['memory_gib']} GiB; Linux {m['kernel']}, {m['system']}"
        + (f"; governor {m['governor']}" if m.get("governor") else ""),
        "- " + ", ".join(f"{k} {v}" for k, v in a["versions"].items()),
        f"- JVM flags `{s['jvm']}`; server on processor {s['server_cpu']}, load on {s['load_cpu']}; "
        f"medians of up to {s['rounds']} clean rounds of {s['secs']} s",
    ]
    lines += [later(run) for run in results.data["later"]]
    return "\n".join(lines)


def later(run):
    about, versions = run["about"], run["about"]["versions"]
    which = "".join(f", {name} {versions[name]}" for name in ("Hextet",) if name in versions)
    return f"- Measured by themselves: {', '.join(run['places'])} ({about['date']}, up to {about['settings']['rounds']} rounds{which})"


def whole(results, wanted):
    """Everything as one text for the terminal."""
    parts = [about(results), "", left_out(results)]
    parts += [load_section(results, name) for name in results.scenarios()]
    parts += [text for _, text in other_sections(results)]
    parts.append(targets_section(results, wanted, has_all=False))
    return "\n".join(parts)


# ---- charts

BASES = {"c-epoll": "C epoll", "c-epoll-big": "C epoll with large reads", "c-epoll-gso": "C epoll with UDP_SEGMENT and UDP_GRO",
         "netty-epoll": "Netty epoll", "netty-tcnative-epoll": "Netty epoll with BoringSSL", "netty-tls-epoll": "Netty epoll with JSSE",
         "haproxy": "HAProxy", "socat": "socat"}
# Where they stand at the head of a column.
SHORT = {"c-epoll-big": "C epoll", "c-epoll-gso": "C epoll", "netty-tcnative-epoll": "BoringSSL", "netty-tls-epoll": "Netty epoll"}


def load_chart(results, name):
    scenario, servers = SCENARIOS[name], results.servers(name)
    summaries = {s: results.summary(name, s) for s in servers}
    c = scenario.ceiling if scenario.ceiling in summaries else "c-epoll"
    bases = [b for b in (c, scenario.peers[0]) if b in summaries]
    heads = ["/ " + SHORT.get(b, BASES[b]) for b in bases]

    def group(heading, get, has_range):
        mine = {s: get(v) for s, v in summaries.items()}
        bars = [charts.Bar(s, mine[s], [tables.number(mine[s])] + [tables.ratio(mine[s], mine[b]) for b in bases], charts.kind(s),
                           *((v.low, v.high) if has_range else ())) for s, v in summaries.items()]
        return charts.Group(heading, [""] + heads, bars, [mine[b] for b in bases])

    return charts.draw(
        f"{name}: {scenario.title}",
        "Medians of the clean rounds, and their range. Lines: "
        + " and ".join(BASES[b] for b in bases) + ".",
        [group(f"{scenario.unit}, more is better", lambda s: s.throughput, True),
         group(f"CPU µs per {scenario.operation}, less is better", lambda s: s.cpu, False)])


def start_chart(results):
    base = results.start_ms("netty-epoll")
    bars = []
    for server in results.data["order"]:
        runs = results.data["start"].get(server)
        if runs:
            times = [r["ms"] for r in runs]
            ms = statistics.median(times)
            bars.append(charts.Bar(server, ms, [tables.number(ms), tables.ratio(ms, base)], charts.kind(server), min(times),
                                   max(times)))
    return charts.draw("start: from exec to the first echoed byte", "Median of the starts, and their range.",
                       [charts.Group("ms, less is better", ["", "/ Netty epoll"], bars, [base] if base else [])])


def idle_chart(results):
    rows = [(s, results.data["idle"][s]) for s in results.data["order"] if s in results.data["idle"]]
    count = rows[0][1]["connections"]
    bars = lambda field: [charts.Bar(s, r[field], [tables.number(r[field])], charts.kind(s)) for s, r in rows
                          if r[field] is not None]
    heap = bars("heap_per_connection")
    groups = [charts.Group("live Java heap per connection, bytes", [""], heap)] if heap else []
    return charts.draw(f"idle: {count:,} connections that have echoed once", "Less is better.",
                       groups + [charts.Group("RSS of the process, MB", [""], bars("rss_with_mb"))])


def families_chart(results):
    """All situations on one scale: that of what a user waits."""
    found = results.data["families"]
    all_bars = {situation: [_connect_bar(c, r) for c, r in found[situation].items()]
                for situation in families.SITUATIONS if found.get(situation)}
    most = charts.largest([b for bars in all_bars.values() for b in bars])
    return charts.draw(
        "families: time to connect by name", "Median of the tries. An arrow: cut, it would have taken longer.",
        [charts.Group(f"{families.SITUATIONS[s]}: ms", [""], bars, most=most) for s, bars in all_bars.items()])


def _connect_bar(client, result):
    value = statistics.median(result["ms"]) if result["ms"] else result["cut"] * 1000 if result["cut"] else None
    text = tables.connect_text(result) if value is not None else "failed"
    return charts.Bar(client, value, [text], charts.kind(client), is_open=bool(result["cut"]) and not result["ms"])


def write(results, wanted, bench):
    """RESULTS.md, its charts and the numbers behind them."""
    folder = os.path.join(bench, "results")
    os.makedirs(folder, exist_ok=True)
    drawn = {name: load_chart(results, name) for name in results.scenarios()}
    if results.data["start"]:
        drawn["start"] = start_chart(results)
    if results.data["idle"]:
        drawn["idle"] = idle_chart(results)
    if isinstance(results.data["families"], dict):
        drawn["families"] = families_chart(results)
    for old in os.listdir(folder):
        if old.endswith(".svg"):
            os.unlink(os.path.join(folder, old))
    for name, text in drawn.items():
        with open(os.path.join(folder, name + ".svg"), "w", encoding="utf-8") as file:
            file.write(text)
    results.save(os.path.join(folder, "results.json"))
    picture = lambda name: f"![{name}](results/{name}.svg)\n\n"
    parts = ["# Results\n", "Written by `bench/run --results`; [README.md](README.md) says what is measured and how to read it. "
             "The numbers behind all of it: [results.json](results/results.json).\n", about(results) + "\n", left_out(results),
             targets_section(results, wanted)]
    for name in results.scenarios():
        heading, _, rest = load_section(results, name).partition("\n\n")
        parts.append(f"{heading}\n\n{picture(name)}{rest}")
    for name, text in other_sections(results):
        heading, _, rest = text.partition("\n\n")
        parts.append(f"{heading}\n\n{picture(name) if name in drawn else ''}{rest}")
    path = os.path.join(bench, "RESULTS.md")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(p for p in parts if p))
    return path
