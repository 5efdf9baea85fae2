"""The command bench/run."""
import argparse
import os
import shutil
import signal
import sys
import time
from dataclasses import asdict, dataclass

from . import build, certificate, counts, families, lookups, machine, memory, report, scenarios, servers, startup, targets
from .load import Generator, LoadError
from .results import Results
from .rows import RowError

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(BENCH)
CERTIFICATE = "certificate"
PARTS = ("load", "counts", "idle", "start", "families", "lookups")


@dataclass(frozen=True)
class Settings:
    java: str
    java_home: str
    jvm: str
    server_cpu: object
    load_cpu: int
    probe_cpu: int
    rounds: int
    secs: float
    warm: float
    starts: int
    idle_connections: int
    tries: int
    at_most: float


def parser():
    p = argparse.ArgumentParser(
        prog="bench/run", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Compares Hextet with its peers, process by process. About 25 minutes; see bench/README.md.",
        epilog="examples:\n"
               "  bench/run                                        the standard set\n"
               "  bench/run --quick                                about a minute\n"
               "  bench/run --scen echo-50 --servers 'hextet-*,c-epoll,netty-epoll' --only load\n"
               "  bench/run --results                              writes RESULTS.md and its charts\n"
               "  bench/run --from bench/results/results.json      the tables again, without measuring\n"
               "  bench/run --results --only lookups --add bench/results/results.json\n"
               "                                                   that part again, and all else as it was\n")
    size = p.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="fewer servers, scenarios and rounds: about a minute")
    size.add_argument("--full", action="store_true", help="every server in every scenario, 9 clean rounds: about an hour")
    p.add_argument("--scen", metavar="LIST", help=f"scenarios: {', '.join(scenarios.SCENARIOS)}")
    p.add_argument("--servers", metavar="LIST", help="servers of servers.tbl, by name or shell pattern")
    p.add_argument("--only", metavar="LIST", help=f"parts to measure: {', '.join(PARTS)}")
    p.add_argument("--skip", metavar="LIST", default="", help="parts not to measure")
    p.add_argument("--list", action="store_true", help="lists servers and scenarios, and ends")
    p.add_argument("--json", metavar="FILE", help="writes all that was found, after each part")
    p.add_argument("--results", action="store_true", help="writes RESULTS.md, results/*.svg and results/results.json")
    p.add_argument("--from", dest="source", metavar="FILE", help="reports a file of --json; with --results writes those too")
    p.add_argument("--add", metavar="FILE", help="puts what is measured into the numbers of a file of --json, in place of the same")
    p.add_argument("--charts", metavar="DIR", help="writes the charts (and RESULTS.md) into this folder")
    p.add_argument("--rounds", type=int, metavar="N", help="clean rounds of each server in each scenario (5; quick 3; full 9)")
    p.add_argument("--secs", type=float, metavar="S", help="length of a round (0.5; quick 0.4)")
    p.add_argument("--warm", type=float, metavar="S", help="warm-up of a JVM (2; quick 1.5; full 3)")
    p.add_argument("--java", metavar="JAVA", help="the JVM (JAVA_HOME, else java on PATH)")
    p.add_argument("--jvm", metavar="FLAGS", default="-Xmx1g -XX:+UseParallelGC", help="its flags (%(default)s)")
    p.add_argument("--server-cpu", type=int, default=0, metavar="N", help="where servers run (%(default)s)")
    p.add_argument("--load-cpu", type=int, default=1, metavar="N", help="where the load comes from (%(default)s)")
    p.add_argument("--no-pin", action="store_true", help="lets servers run anywhere; the load stays where it is")
    p.add_argument("--near", type=float, metavar="NS", help="up to where the two processors count as near (1.8 x the best seen)")
    p.add_argument("--slow", type=float, default=0.3, metavar="SHARE", help="how much of a clean round may be slow (%(default)s)")
    p.add_argument("--others", type=float, default=0.1, metavar="CPU", help="what other processes may use meanwhile (%(default)s)")
    p.add_argument("--patience", type=float, default=2.5, metavar="X",
                   help="waits for clean rounds up to so many times as long as they take (%(default)s)")
    p.add_argument("--idle-connections", type=int, default=5000, metavar="N", help="(%(default)s)")
    p.add_argument("--tries", type=int, metavar="N", help="connects of each client to a half-dead name (5; quick 3)")
    p.add_argument("--no-build", action="store_true", help="takes what was built before")
    p.add_argument("--build", action="store_true", help="builds even if no source is newer")
    p.add_argument("--table", default=os.path.join(BENCH, "servers.tbl"), metavar="FILE", help="other servers")
    return p


def words(text):
    return [w.strip() for w in text.split(",") if w.strip()]


def find_java(given):
    """The JVM and its home."""
    java = given or (os.path.join(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else shutil.which("java"))
    if not java or not os.access(java, os.X_OK):
        raise SystemExit("bench/run: no java: put a JDK 17 or newer on PATH, set JAVA_HOME, or give --java")
    home = os.path.dirname(os.path.dirname(os.path.realpath(java)))
    if not os.access(os.path.join(home, "bin", "jcmd"), os.X_OK):
        raise SystemExit(f"bench/run: {home} is no JDK (it has no jcmd)")
    return java, home


def settings_of(a):
    java, home = find_java(a.java)
    cpus = os.sched_getaffinity(0)
    if a.load_cpu not in cpus or a.server_cpu not in cpus or a.load_cpu == a.server_cpu:
        raise SystemExit(f"bench/run: need two processors, one for the server and one for the load; there are {sorted(cpus)}")
    size = 0 if a.quick else 2 if a.full else 1
    pick = lambda given, *by_size: by_size[size] if given is None else given
    return Settings(
        java=java, java_home=home, jvm=a.jvm, server_cpu=None if a.no_pin else a.server_cpu, load_cpu=a.load_cpu,
        probe_cpu=a.server_cpu, rounds=pick(a.rounds, 3, 5, 9), secs=pick(a.secs, 0.4, 0.5, 0.5),
        warm=pick(a.warm, 1.5, 2.0, 3.0), starts=pick(a.rounds, 3, 5, 9), idle_connections=a.idle_connections,
        tries=pick(a.tries, 3, 5, 7), at_most=12)


def parts_of(a):
    wanted = words(a.only) if a.only else (["load", "start"] if a.quick else list(PARTS))
    unknown = [w for w in wanted + words(a.skip) if w not in PARTS]
    if unknown:
        raise SystemExit(f"bench/run: no part {unknown[0]}; there are {', '.join(PARTS)}")
    return [w for w in wanted if w not in words(a.skip)]


def say(text):
    print(text, file=sys.stderr, flush=True)


class Run:
    """One run of the command."""

    def __init__(self, a, settings, table, missing):
        self.a, self.settings, self.table = a, settings, table
        self.out = os.path.join(BENCH, "target", "bench")
        self.lib = os.path.join(BENCH, "target", "lib")
        self.results = Results(self._about(), table, a.near, a.slow, a.others)
        self.missing = missing
        self.generator = Generator(settings, self.out, self.results.calibration, os.path.join(self.out, CERTIFICATE))
        self.launcher = servers.Launcher(settings, self.lib, self.out, ROOT, missing, self.generator.certificate)
        self.tracer = counts.Tracer(self.out)
        self._is_table_moot = a.servers is not None or a.full

    def _about(self):
        return {"date": time.strftime("%Y-%m-%d %H:%M %Z"), "command": ["bench/run", *sys.argv[1:]], "machine": machine.facts(),
                "versions": machine.versions(self.lib, self.settings.java), "settings": asdict(self.settings)}

    def lines(self, place, service=scenarios.TCP_ECHO):
        """The servers that are measured at a place, but for those that turned out not to start."""
        chosen = [l for l in self.table.values() if l.has(service) and (self._is_table_moot or l.is_measured_in(place))]
        if self.a.quick and self.a.servers is None:
            chosen = [l for l in chosen if "quick" in l.tags]
        return [l for l in chosen if l.name not in self.results.data["left_out"]]

    def leave_out(self, line, why):
        self.results.data["left_out"][line.name] = str(why)
        say(f"{line.name}: not available: {why}")

    def fail(self, place, server, why):
        self.results.data["failed"].setdefault(place, {})[server] = str(why)
        say(f"{server} fails {place}: {why}")

    def save(self):
        if self.a.json and not self.a.add:
            self.results.save(self.a.json)

    # ---- load

    def why_skipped(self, scenario):
        """Why a scenario is not measured at all, or None."""
        if not scenario.is_tls:
            return None
        program = self.generator.tls_program
        why = self.missing.get(program) or self.missing.get(CERTIFICATE)
        return why or (None if os.path.exists(program) else f"{program} was not built")

    def load(self, scenario, has_counts):
        say(f"-- {scenario.name}: {scenario.title}")
        why = self.why_skipped(scenario)
        if why:
            self.results.data["left_out"][scenario.name] = why
            say(f"   skipped: {why}")
            return
        lines, running = self.lines(scenario.name, scenario.service), []
        if not lines:
            say(f"   none of the servers offers {scenario.service}")
        try:
            for line in lines:
                try:
                    running.append(self.launcher.start(line, service=scenario.service))
                except servers.Unavailable as why:
                    if scenario.is_udp:  # which says nothing of what it does with TCP
                        self.fail(scenario.name, line.name, why)
                    else:
                        self.leave_out(line, why)
            running = [s for s in running if self.attempt(scenario, s, self.warm_up)]
            self.interleave(scenario, running)
            counted = self.results.data["counted"].setdefault(scenario.name, {})
            for server in running:
                if server.is_alive():
                    counted[server.name] = {"rss_mb": round(server.resident_kib() / 1024, 1)}
                    if has_counts:
                        self.attempt(scenario, server, self.count)
        finally:
            for server in running:
                server.stop()
        self.save()

    def attempt(self, scenario, server, what):
        """Does something with a server; what fails is written down, and the server left out of the scenario."""
        try:
            what(scenario, server)
            return True
        except LoadError as failed:
            died = "" if server.is_alive() else f"; the server is gone: {server.why()}"
            self.fail(scenario.name, server.name, f"{failed}{died}")
            server.stop()
            return False

    def warm_up(self, scenario, server):
        """Checks what comes back, then loads until the JIT compilers are done."""
        self.generator.run(server, scenario.load, 0.2, is_verifying=True)
        self.generator.run(server, scenario.load, self.settings.warm * scenario.warm if server.line.is_jvm else 0.3)

    def interleave(self, scenario, running):
        """A B C A B C, until each has its clean rounds, or patience ends."""
        wanted, s = self.settings.rounds, self.settings
        clean = lambda server: self.results.clean_count(scenario.name, server.name)
        end = time.monotonic() + self.a.patience * wanted * len(running) * (s.secs + 0.3) + 5
        alive = list(running)
        for turn in range(wanted * 4):
            for server in [x for x in alive if clean(x) < wanted]:
                if turn >= wanted and time.monotonic() > end:
                    break
                machine.wait_quiet(0.5)
                if not self.attempt(scenario, server, self.measure):
                    alive.remove(server)
        short = [f"{x.name} {clean(x)}" for x in alive if clean(x) < wanted]
        if short:
            say(f"   fewer than {wanted} clean rounds: {', '.join(short)}")

    def measure(self, scenario, server):
        found = self.generator.run(server, scenario.load, self.settings.secs, warm=0.1, wait=1.5)
        found.update(scenario=scenario.name, server=server.name)
        self.results.data["rounds"].append(found)

    def count(self, scenario, server):
        counted = self.results.data["counted"][scenario.name][server.name]
        if server.line.is_jvm:
            counted["alloc"] = counts.allocation(self.settings, self.generator, server, scenario, 0.8)
        counted["calls"] = self.tracer.count(self.generator, server, scenario, 0.4)

    # ---- the rest

    def idle(self):
        for kind in memory.KINDS:
            connections = kind.connections(self.settings.idle_connections)
            say(f"-- {kind.place}: {connections} connections")
            for line in self.lines(kind.place, kind.service):
                try:
                    self.results.data[kind.place][line.name] = memory.measure(
                        self.settings, self.generator, self.launcher, line, kind, connections)
                except servers.Unavailable as why:
                    self.leave_out(line, why)
                except LoadError as failed:
                    self.fail(kind.place, line.name, failed)
        self.save()

    def start(self):
        say("-- start: from exec to the first echoed byte")
        for turn in range(self.settings.starts):
            for line in self.lines(startup.PLACE):
                try:
                    found = startup.measure(self.settings, self.launcher, line, lambda: machine.wait_quiet(2))
                    self.results.data["start"].setdefault(line.name, []).append(found)
                except servers.Unavailable as why:
                    self.leave_out(line, why)
        self.save()

    def families(self):
        say("-- families: time to connect by name when one is dead")
        found = families.measure(
            self.settings, self.lib, self.out, self.settings.tries, self.settings.at_most, lambda text: say("   " + text))
        if isinstance(found, str):
            say(f"   skipped: {found}")
        self.results.data["families"] = found
        self.save()


    def lookups(self):
        say(f"-- lookups: {lookups.TITLE}")
        why = self.missing.get(os.path.join(self.out, lookups.SERVER))
        if why:
            self.results.data["left_out"]["lookups"] = why
            say(f"   skipped: {why}")
            return
        found, failed = lookups.measure(self.settings, self.lib, self.out, self.results.judge.others_cpu, lambda text: say("   " + text))
        self.results.data["lookups"] = found
        for client, why in failed.items():
            self.fail("lookups", client, why)
        self.save()


def measure(a, parts):
    settings = settings_of(a)
    table = servers.read(a.table)
    if a.servers is not None:
        table = servers.select_by(table, words(a.servers))
    chosen = words(a.scen) if a.scen else scenarios.QUICK if a.quick else scenarios.STANDARD
    unknown = [s for s in chosen if s not in scenarios.SCENARIOS]
    if unknown:
        raise LookupError(f"no scenario {unknown[0]}; there are {', '.join(scenarios.SCENARIOS)}")
    missing = {}
    if not a.no_build:
        missing = build.compile_c(BENCH, os.path.join(BENCH, "target", "bench"))
        build.build_java(ROOT, BENCH, settings.java_home, a.build, say)
        if any("hextet" in line.tags for line in table.values()) and not (a.quick and a.servers is None):
            why = build.build_command(ROOT, settings.java_home)
            if why:
                missing["hextet"] = why
    if any(scenarios.SCENARIOS[name].is_tls for name in chosen):
        why = certificate.make(os.path.join(BENCH, "target", "bench", CERTIFICATE))
        if why:
            missing[CERTIFICATE] = why
    run = Run(a, settings, table, missing)
    if "counts" in parts and run.tracer.why_not:
        say(f"system calls are not counted: {run.tracer.why_not}")
    if "load" in parts or "counts" in parts:
        for name in chosen:
            scenario = scenarios.SCENARIOS[name]
            run.load(scenario, "counts" in parts and (a.full or bool(a.scen) or scenario.is_counted))
    for part in ("idle", "start", "families", "lookups"):
        if part in parts:
            getattr(run, part)()
    return run.results


def list_all(a):
    print("servers:")
    for line in servers.read(a.table).values():
        print(f"  {line.name:22} {','.join(sorted(line.tags)) or '-':14} {','.join(sorted(line.places))}")
    print("scenarios:")
    for s in scenarios.SCENARIOS.values():
        print(f"  {s.name:22} {s.title}")
    return 0


def stop(number, _):
    raise SystemExit(128 + number)


def main(arguments=None):
    a = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, stop)
    try:
        wanted = targets.read(targets.default_path())
        if a.list:
            return list_all(a)
        begun = time.monotonic()
        before = Results.load(a.add) if a.add else None
        results = Results.load(a.source) if a.source else measure(a, parts_of(a))
        if before:
            before.take(results)
            results = before
    except (LookupError, RowError, build.BuildError, OSError) as failed:
        say(f"bench/run: {failed}")
        return 1
    except KeyboardInterrupt:
        return 130
    if a.json and not a.source:
        results.save(a.json)
    print(report.whole(results, wanted))
    if a.results or a.charts:
        folder = a.charts or BENCH
        os.makedirs(folder, exist_ok=True)
        say("written: " + report.write(results, wanted, folder))
    if not a.source:
        say(f"{time.monotonic() - begun:.0f} s")
    return 0
