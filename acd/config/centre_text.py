"""The text form of a centre, as the HTTP endpoint asks for it (``acd.adapters.http.backend.CentreText``)."""

from typing import Any

from acd.config.centre import parse_centre
from acd.config.diff import diff_centre
from acd.config.dump import dump_centre
from acd.model.centre import Centre


class TomlCentre:
    def parse(self, text: str) -> Centre:
        return parse_centre(text)

    def dump(self, centre: Centre) -> str:
        return dump_centre(centre)

    def changes(self, old: Centre, new: Centre) -> list[dict[str, Any]]:
        return [change.as_json() for change in diff_centre(old, new)]
