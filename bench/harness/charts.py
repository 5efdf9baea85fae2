"""Charts as SVG, readable on a light and on a dark page."""
from dataclasses import dataclass
from html import escape
from typing import Optional, Sequence

WIDTH, LEFT, ROW, BAR, TOP = 900, 250, 26, 16, 60
# Bars end here; behind them stand columns of numbers, each this wide.
COLUMN, MARGIN = 88, 16
STYLE = """
text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}
.title{font-size:16px;font-weight:600}.note,.axis{fill:#59636e;font-size:12px}.number{font-variant-numeric:tabular-nums}
.page{fill:#ffffff}.grid{stroke:#d1d9e0}.mark{stroke:#59636e;stroke-dasharray:4 3}.range{stroke:#1f2328;stroke-width:1.2;fill:none}
.hextet{fill:#0969da}.netty{fill:#bc6a00}.jdk{fill:#7d5bbe}.c{fill:#818b98}
@media (prefers-color-scheme:dark){
text{fill:#f0f6fc}.note,.axis{fill:#9198a1}.page{fill:#0d1117}.grid{stroke:#3d444d}.mark{stroke:#9198a1}.range{stroke:#f0f6fc}
.hextet{fill:#4493f8}.netty{fill:#d6861c}.jdk{fill:#a68be0}.c{fill:#7d8590}}
"""
KINDS = (("hextet", "Hextet"), ("netty", "Netty, and what stands on it"), ("jdk", "the JDK, and what stands on its sockets"),
         ("c", "C"))
PROGRAMS_IN_C = ("c-", "libuv", "haproxy", "socat")


@dataclass(frozen=True)
class Bar:
    """`numbers` stand in the columns; `low` and `high` draw the range of the rounds; an open end is one that was cut."""

    label: str
    value: Optional[float]
    numbers: Sequence[str]
    kind: str
    low: Optional[float] = None
    high: Optional[float] = None
    is_open: bool = False


@dataclass(frozen=True)
class Group:
    """Bars under one heading, and the heads of their columns; marks are values with a line across all bars."""

    heading: str
    columns: Sequence[str]
    bars: Sequence[Bar]
    marks: Sequence[float] = ()
    most: Optional[float] = None


def kind(server):
    name = server.lower()
    if name.startswith("hextet"):
        return "hextet"
    if name.startswith(PROGRAMS_IN_C):
        return "c"
    if name.startswith(("netty", "vertx", "reactor")):
        return "netty"
    return "jdk"


def largest(bars, marks=()):
    """The value that the longest bar has room for."""
    return max([v for b in bars for v in (b.value, b.high) if v is not None] + list(marks), default=0) or 1


def draw(title, note, groups):
    """The text of an SVG file."""
    height = TOP + sum(46 + ROW * len(g.bars) for g in groups) + 34
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
           f'role="img" aria-label="{escape(title, quote=True)}">', f"<style>{STYLE}</style>",
           f'<rect class="page" width="{WIDTH}" height="{height}"/>',
           f'<text class="title" x="{MARGIN}" y="26">{escape(title)}</text>',
           f'<text class="note" x="{MARGIN}" y="46">{escape(note)}</text>']
    y = TOP
    for group in groups:
        y = _group(out, group, y)
    _legend(out, {b.kind for g in groups for b in g.bars}, height - 14)
    out.append("</svg>")
    return "\n".join(out) + "\n"


def _group(out, group, y):
    room = WIDTH - MARGIN - COLUMN * len(group.columns) - 14 - LEFT
    scale = group.most or largest(group.bars, group.marks)
    x = lambda v: LEFT + room * v / scale
    bottom = y + 34 + ROW * len(group.bars)
    out.append(f'<text class="axis" x="{MARGIN}" y="{y + 20}">{escape(group.heading)}</text>')
    for i, head in enumerate(group.columns):
        out.append(f'<text class="axis" text-anchor="end" x="{_column(group, i)}" y="{y + 20}">{escape(head)}</text>')
    out.append(f'<line class="grid" x1="{LEFT}" x2="{LEFT}" y1="{y + 27}" y2="{bottom}"/>')
    for i, bar in enumerate(group.bars):
        _bar(out, group, bar, y + 32 + ROW * i, x)
    for value in group.marks:
        out.append(f'<line class="mark" x1="{x(value):.1f}" x2="{x(value):.1f}" y1="{y + 27}" y2="{bottom}"/>')
    return bottom + 12


def _column(group, i):
    """Where a column ends."""
    return WIDTH - MARGIN - COLUMN * (len(group.columns) - 1 - i)


def _bar(out, group, bar, top, x):
    middle = top + BAR / 2
    base = f"{middle + 4.5:.1f}"
    out.append(f'<text text-anchor="end" x="{LEFT - 8}" y="{base}">{escape(bar.label)}</text>')
    if bar.value is not None:
        end = x(bar.value)
        out.append(f'<rect class="{bar.kind}" x="{LEFT}" y="{top}" width="{max(1, end - LEFT):.1f}" height="{BAR}"/>')
        if bar.is_open:
            out.append(f'<path class="{bar.kind}" d="M{end:.1f} {top}l9 {BAR / 2}l-9 {BAR / 2}z"/>')
    if bar.low is not None and bar.high is not None and bar.low < bar.high:
        a, b = x(bar.low), x(bar.high)
        out.append(f'<path class="range" d="M{a:.1f} {middle - 4}v8M{a:.1f} {middle}H{b:.1f}M{b:.1f} {middle - 4}v8"/>')
    for i, text in enumerate(bar.numbers):
        out.append(f'<text class="number" text-anchor="end" x="{_column(group, i)}" y="{base}">{escape(text)}</text>')


def _legend(out, kinds, y):
    x = MARGIN
    for name, words in KINDS:
        if name in kinds:
            out.append(f'<rect class="{name}" x="{x}" y="{y - 10}" width="11" height="11"/>')
            out.append(f'<text class="note" x="{x + 16}" y="{y}">{escape(words)}</text>')
            x += 40 + 6.6 * len(words)
