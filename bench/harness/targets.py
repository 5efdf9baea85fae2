"""The targets: what is wanted, what was reached."""
import operator
import os
from dataclasses import dataclass
from typing import Optional

from . import rows

COMPARE = {">=": operator.ge, "<=": operator.le}
MEASURES = ("throughput", "cpu", "alloc", "heap", "ms")


@dataclass(frozen=True)
class Target:
    id: str
    of: str
    measure: str
    server: str
    against: Optional[str]
    relation: str
    wanted: float

    @property
    def words(self):
        against = f" / {self.against}" if self.against else ""
        return f"{self.of}: {self.measure} of {self.server}{against}"


@dataclass(frozen=True)
class Verdict:
    """`verdict` is ok, missed or not measured; `doubt` says what weakens it."""

    target: Target
    reached: Optional[float]
    verdict: str
    doubt: str = ""


def read(path):
    """The targets of a file."""
    result = []
    for number, (name, of, measure, server, against, wanted) in rows.read(path, 6):
        relation, _, value = wanted.partition(" ")
        if relation not in COMPARE or measure not in MEASURES:
            raise rows.RowError(f"{path}:{number}: need one of {', '.join(MEASURES)}, and >= or <= with a number")
        result.append(Target(name, of, measure, server, None if against == "-" else against, relation, float(value)))
    return result


def judge(target, value, enough=lambda of, server: ""):
    """Judges one target. `value(of, measure, server)` is a number or None; `enough` says why it is to be doubted, or ''."""
    mine = value(target.of, target.measure, target.server)
    other = value(target.of, target.measure, target.against) if target.against else 1
    if mine is None or not other:
        missing = target.server if mine is None else target.against
        return Verdict(target, None, "not measured", f"no {missing}")
    reached = mine / other
    is_met = COMPARE[target.relation](reached, target.wanted)
    doubts = [enough(target.of, s) for s in (target.server, target.against) if s]
    return Verdict(target, reached, "ok" if is_met else "missed", "; ".join(d for d in doubts if d))


def default_path():
    return os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "targets.tbl")
