"""The commands of ``acd``, asked from the program itself; documents and the compose file are held to them."""

import functools
import io
import os
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

from acd.cli import main

PLAIN = {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}


@functools.cache
def help_of(*words: str) -> str:
    """What ``acd <words> --help`` prints. An AssertionError tells that there is no such command."""
    out, errors = io.StringIO(), io.StringIO()
    with patch.dict(os.environ, PLAIN), redirect_stdout(out), redirect_stderr(errors):
        code = main([*words, "--help"])
    assert code == 0, f"acd {' '.join(words)}: {errors.getvalue()[-500:]}"
    return out.getvalue()
