"""Rounds: percentiles of their latencies, which of them count, and what they amount to."""
import bisect
import statistics
from dataclasses import dataclass


def percentile(histogram, q):
    """The latency in us that the share q of all operations did not exceed; None without any.

    Bucket i of loadgen holds latencies from (i & 63) << (i >> 6) ns on."""
    buckets = sorted((int(i), n) for i, n in histogram.items())
    total = sum(n for _, n in buckets)
    if not total:
        return None
    seen = 0
    for i, n in buckets:
        seen += n
        if seen > total * q or seen == total:
            return ((i & 63) << (i >> 6)) / 1000


def completed(report):
    """A report of loadgen with percentiles in place of its histogram."""
    result = {k: v for k, v in report.items() if k != "hist"}
    for name, q in (("p50", 0.5), ("p99", 0.99), ("p999", 0.999)):
        result[name] = percentile(report["hist"], q)
    return result


class Calibration:
    """The best that this machine has shown: how long a system call takes, and how near its two CPUs are.

    What is near is not known before it was seen, so limits tighten while a run goes on, and every round so far is judged by
    the latest ones. A single probe may be far below what the machine can do: the best distance is the one that a twentieth
    of all probes did not exceed."""

    NEAR = 1.8
    SHARE = 0.05

    def __init__(self, near_ns=None):
        self.call_ns = float("inf")
        self._distances = []
        self._near_ns = near_ns

    def saw(self, report):
        for key in ("best0", "best1"):
            if report.get(key):
                self.call_ns = min(self.call_ns, report[key])
        for key in ("dist0", "dist1"):
            if report.get(key):
                bisect.insort(self._distances, report[key])

    @property
    def distance_ns(self):
        """How long a cache line takes from one CPU to the other when they are near, ns; infinite while nothing was seen."""
        if not self._distances:
            return float("inf")
        return self._distances[int(len(self._distances) * self.SHARE)]

    @property
    def near_ns(self):
        """Up to here the CPUs count as near, ns; infinite while nothing was seen."""
        return self._near_ns or self.distance_ns * self.NEAR


@dataclass(frozen=True)
class Judge:
    """Which rounds are clean: the CPUs near at both ends, hardly ever slow, and no other process to speak of."""

    calibration: Calibration
    slow_share: float = 0.3
    others_cpu: float = 0.1

    def is_clean(self, r):
        return (max(r["dist0"], r["dist1"]) <= self.calibration.near_ns
                and (r["slow0"] + r["slow1"]) / 2 <= self.slow_share
                and r["others"] <= self.others_cpu)

    def clean(self, rounds):
        return [r for r in rounds if self.is_clean(r)]


@dataclass(frozen=True)
class Summary:
    """What some rounds of one server in one scenario amount to: medians of the clean ones, or of all where none is."""

    rounds: tuple
    clean_count: int
    metric: str

    @staticmethod
    def of(rounds, judge, metric):
        clean = judge.clean(rounds)
        return Summary(tuple(clean or rounds), len(clean), metric)

    def median(self, field):
        values = [r[field] for r in self.rounds if r[field] is not None]
        return statistics.median(values) if values else None

    @property
    def throughput(self):
        return self.median(self.metric)

    @property
    def low(self):
        return min(r[self.metric] for r in self.rounds)

    @property
    def high(self):
        return max(r[self.metric] for r in self.rounds)

    @property
    def cpu(self):
        return self.median("server_cpu_us")

    def total(self, field):
        return sum(r[field] for r in self.rounds)
