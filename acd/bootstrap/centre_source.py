"""Which ``centre.toml`` a daemon begins with."""

from pathlib import Path

from acd.config.caller_lists import names_files
from acd.config.centre import load_centre
from acd.config.dump import dump_centre
from acd.config.home import Home
from acd.config.source import read_text
from acd.model.centre import Centre
from acd.resources import resource


def initial_centre(home: Home, chosen: Path | None) -> Centre:
    """The file named on the command line, else the centre last applied in this home, else the sample.

    It is kept in the home folder, where ``acd apply`` replaces it. Raises ConfigError with all faults of the file.
    """
    if chosen is None and home.centre_file.exists():
        return load_centre(home.centre_file)
    source = chosen or resource("config/centre.toml")
    centre = load_centre(source)
    text = read_text(source)
    keep_centre(home, centre, None if names_files(text) else text)
    return centre


def keep_centre(home: Home, centre: Centre, text: str | None = None) -> None:
    """Replace the home's ``centre.toml`` in one step; ``text`` keeps the comments of the file it came from."""
    part = home.centre_file.with_name(".centre.toml.new")
    part.write_text(text if text is not None else dump_centre(centre), "utf-8")
    part.replace(home.centre_file)
