"""A simulated day as a drawing: SVG for people's documents, nothing but text and lines in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from acd.sim.simulate import ByQueue, Outcome
from acd.sim.statistics import Estimate

WIDTH, PANEL, LEFT, RIGHT, TOP, GAP = 900, 130, 60, 150, 50, 36
COLOURS = ("#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#8c564b")
QUEUES_MAX = len(COLOURS) - 1


@dataclass(frozen=True, slots=True)
class Panel:
    figure: str
    title: str
    scale: float  # what the figure is multiplied with
    top: float | None  # of the axis; None: as high as the figures


PANELS = (
    Panel("offered", "calls", 1, None),
    Panel("service_level", "answered in time, %", 100, 100),
    Panel("abandoned", "abandoned, %", 100, None),
    Panel("mean_wait_s", "mean wait, s", 1, None),
    Panel("occupancy", "occupancy, %", 100, 100),
)


DIALLED = (
    Panel("dials", "dialled", 1, None),
    Panel("connects", "connected with an agent", 1, None),
    Panel("abandonment", "persons abandoned, %", 100, None),
    Panel("occupancy", "occupancy, %", 100, 100),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Panels that have the same lines: ``names`` with their titles, and the figures of each by time."""

    panels: tuple[Panel, ...]
    names: dict[str, str]
    intervals: Sequence[tuple[int, ByQueue]]


def svg(outcome: Outcome, title: str) -> str:
    """One panel for each figure, one line for all calls and for each queue (the first few); campaigns below."""
    queues = {"": "all calls"} | {name: name for name in [name for name in outcome.queues if name][:QUEUES_MAX]}
    groups = [Group(PANELS, queues, outcome.intervals)]
    if outcome.campaigns:
        names = {name: name for name in [*outcome.campaigns][: len(COLOURS)]}
        groups.append(Group(DIALLED, names, outcome.campaign_intervals))
    return drawing(groups, title)


def svg_of_arms(outcomes: Mapping[str, Outcome], title: str) -> str:
    """For each campaign the same panels, with a line for each way of dialling."""
    campaigns = [*next(iter(outcomes.values())).campaigns]
    return drawing([_arms(outcomes, campaign, len(campaigns) > 1) for campaign in campaigns], title)


def _arms(outcomes: Mapping[str, Outcome], campaign: str, several: bool) -> Group:
    moments = [moment for moment, _ in next(iter(outcomes.values())).campaign_intervals]
    intervals = [
        (moment, {arm: outcome.campaign_intervals[place][1][campaign] for arm, outcome in outcomes.items()})
        for place, moment in enumerate(moments)
    ]
    return Group(DIALLED, {arm: f"{campaign}, {arm}" if several else arm for arm in outcomes}, intervals)


def drawing(groups: Sequence[Group], title: str) -> str:
    height = TOP + sum(len(group.panels) for group in groups) * (PANEL + GAP) + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="26" font-size="16">{escape(title)}</text>',
    ]
    top = TOP
    for group in groups:
        for place, name in enumerate(group.names.values()):
            y = top + 16 + 18 * place
            x = WIDTH - RIGHT + 16
            parts.append(f'<path d="M{x} {y - 4}h20" stroke="{COLOURS[place]}" stroke-width="2"/>')
            parts.append(f'<text x="{x + 26}" y="{y}">{escape(name)}</text>')
        for panel in group.panels:
            parts += _panel(group, panel, top)
            top += PANEL + GAP
    return "\n".join([*parts, "</svg>", ""])


def _panel(group: Group, panel: Panel, y: int) -> Iterator[str]:
    lines = [[found[name].get(panel.figure) for _, found in group.intervals] for name in group.names]
    highest = max((each.mean + (each.half or 0) for line in lines for each in line if each is not None), default=0.0)
    top = panel.top or max(highest * panel.scale * 1.05, 1e-9)
    right, bottom = WIDTH - RIGHT, y + PANEL
    yield f'<text x="{LEFT}" y="{y + 8}" fill="#444444">{escape(panel.title)}</text>'
    for share in (0.0, 0.5, 1.0):
        at = bottom - share * (PANEL - 14)
        yield f'<path d="M{LEFT} {at:.1f}H{right}" stroke="#dddddd"/>'
        yield f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end" fill="#444444">{top * share:.3g}</text>'
    step = (right - LEFT) / max(len(group.intervals), 1)
    for place in range(0, len(group.intervals), max(len(group.intervals) // 8, 1)):
        moment = clock(group.intervals[place][0])
        yield f'<text x="{LEFT + place * step:.1f}" y="{bottom + 14}" fill="#444444">{moment}</text>'
    for line, colour in zip(lines, COLOURS, strict=False):
        yield from _line(line, colour, panel.scale * (PANEL - 14) / top, step, bottom)


def _line(line: Sequence[Estimate | None], colour: str, scale: float, step: float, bottom: int) -> Iterator[str]:
    """The line through the means, broken where there is none, with a bar for each confidence interval."""
    path, pen = "", "M"
    for place, each in enumerate(line):
        if each is None:
            pen = "M"
            continue
        x, y = LEFT + (place + 0.5) * step, bottom - each.mean * scale
        path += f"{pen}{x:.1f} {y:.1f}"
        pen = "L"
        if each.half:
            low = min(each.mean, each.half) * scale
            bar = f"M{x:.1f} {y + low:.1f}V{y - each.half * scale:.1f}"
            yield f'<path d="{bar}" stroke="{colour}" stroke-width="1" opacity="0.4"/>'
    if path:
        yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'


def clock(moment_ms: int) -> str:
    """The time of day."""
    return datetime.fromtimestamp(moment_ms / 1000, UTC).strftime("%H:%M")
