"""All that a run has found, and its file."""
import json
import os
import statistics

from .rounds import Calibration, Judge, Summary
from .scenarios import SCENARIOS

ENOUGH = 5


class Results:
    """Plain data, as it stands in the JSON file, and the questions that reports ask of it.

    about     date, machine, versions, settings
    left_out  server to reason
    rounds    of loadgen, each with scenario and server
    counted   scenario, server: alloc, calls, rss_mb
    failed    scenario, server: reason
    idle, relay-idle, start, families, lookups  as measured
    later     what was measured again or added in another run: the places, and that run's about"""

    PARTS = ("idle", "relay-idle", "start", "families", "lookups")

    def __init__(self, about, order, near_ns=None, slow_share=0.3, others_cpu=0.1):
        self.data = {"about": about, "order": list(order), "left_out": {}, "rounds": [], "counted": {}, "failed": {}, "idle": {},
                     "relay-idle": {}, "start": {}, "families": None, "lookups": {}, "judge": {}, "later": []}
        self.calibration = Calibration(near_ns)
        self.judge = Judge(self.calibration, slow_share, others_cpu)

    @staticmethod
    def load(path):
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        judge = data["judge"]
        result = Results(data["about"], data["order"], judge["near_ns"], judge["slow_share"], judge["others_cpu"])
        result.data.update(data)
        return result

    def save(self, path):
        near = self.calibration.near_ns
        self.data["judge"] = {
            "near_ns": round(near, 1) if near < float("inf") else None, "slow_share": self.judge.slow_share,
            "others_cpu": self.judge.others_cpu,
            "call_ns": self.calibration.call_ns if self.calibration.call_ns < float("inf") else None}
        with open(path + ".new", "w", encoding="utf-8") as file:
            json.dump(self.data, file, indent=1)
            file.write("\n")
        os.replace(path + ".new", path)

    def take(self, run):
        """Takes what another run has found in place of its own, and keeps all else."""
        mine, its = self.data, run.data
        again = run.scenarios() + [part for part in Results.PARTS if its[part]]
        mine["order"] += [s for s in its["order"] if s not in mine["order"]]
        mine["left_out"] = {s: why for s, why in mine["left_out"].items() if s not in its["order"] and s not in again}
        mine["left_out"].update(its["left_out"])
        mine["rounds"] = [r for r in mine["rounds"] if r["scenario"] not in again] + its["rounds"]
        for place in again:
            for kind in ("counted", "failed"):
                mine[kind].pop(place, None)
                if place in its[kind]:
                    mine[kind][place] = its[kind][place]
            if place in Results.PARTS:
                mine[place] = its[place]
        kept = [{**l, "places": [p for p in l["places"] if p not in again]} for l in mine["later"]]
        mine["later"] = [l for l in kept if l["places"]] + [{"places": again, "about": its["about"]}]

    def scenarios(self):
        return [s for s in SCENARIOS if any(r["scenario"] == s for r in self.data["rounds"])]

    def servers(self, scenario):
        seen = {r["server"] for r in self.data["rounds"] if r["scenario"] == scenario}
        return [s for s in self.data["order"] if s in seen]

    def rounds(self, scenario, server):
        return [r for r in self.data["rounds"] if r["scenario"] == scenario and r["server"] == server]

    def clean_count(self, scenario, server):
        return len(self.judge.clean(self.rounds(scenario, server)))

    def summary(self, scenario, server):
        rounds = self.rounds(scenario, server)
        return Summary.of(rounds, self.judge, SCENARIOS[scenario].metric) if rounds else None

    def counted(self, scenario, server):
        return self.data["counted"].get(scenario, {}).get(server, {})

    def start_ms(self, server):
        runs = self.data["start"].get(server)
        return statistics.median(r["ms"] for r in runs) if runs else None

    def lookup_rounds(self, client):
        """The clean rounds of a client, or all where none is; None if it has none at all."""
        rounds = self.data.get("lookups", {}).get(client) or []
        return [r for r in rounds if r["others"] <= self.judge.others_cpu] or rounds or None

    def lookup_cpu(self, client):
        rounds = self.lookup_rounds(client)
        return statistics.median(r["cpu_us"] for r in rounds) if rounds else None

    def value(self, of, measure, server):
        """A number by the words of targets.tbl, or None."""
        if of == "lookups":
            return self.lookup_cpu(server) if measure == "cpu" else None
        if measure == "ms":
            return self.start_ms(server)
        if measure == "heap":
            return self.data["idle"].get(server, {}).get("heap_per_connection")
        if measure == "alloc":
            return self.counted(of, server).get("alloc")
        summary = self.summary(of, server)
        if not summary:
            return None
        return summary.throughput if measure == "throughput" else summary.cpu

    def doubt(self, of, server):
        """Why a number is to be doubted, or nothing."""
        if of == "lookups":
            count = sum(r["others"] <= self.judge.others_cpu for r in self.data["lookups"].get(server, []))
            return "" if count >= ENOUGH else f"{count} clean rounds of {server}"
        if of not in SCENARIOS:
            return ""
        count = self.clean_count(of, server)
        return "" if count >= ENOUGH else f"{count} clean rounds of {server}"
