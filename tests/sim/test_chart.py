"""The drawing is well-formed, has a line for each queue, and escapes names."""

from xml.etree import ElementTree

from acd.sim.chart import PANELS, clock, svg
from acd.sim.scenario import MONDAY_MS
from acd.sim.simulate import simulate
from tests.sim.scenarios import scenario


def test_drawing() -> None:
    drawing = svg(simulate(scenario(2, replications=2)), "sales & <more>")
    root = ElementTree.fromstring(drawing)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "sales & <more>" in texts
    assert {"all calls", "sales", "00:30", *(panel.title for panel in PANELS)} <= set(texts)
    lines = [element for element in root.iter("{http://www.w3.org/2000/svg}path") if element.get("fill") == "none"]
    assert len(lines) == 2 * len(PANELS)


def test_a_day_without_calls_can_be_drawn() -> None:
    ElementTree.fromstring(svg(simulate(scenario(1, callers=(), replications=2)), "nothing"))


def test_clock() -> None:
    assert clock(MONDAY_MS + 9 * 3_600_000 + 1_800_000) == "09:30"
