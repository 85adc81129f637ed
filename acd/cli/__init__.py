"""The command ``acd``. Each command is a module here, loaded when it is called (``acd.cli.lazy`` lists them).

Exit codes: 0 done, 1 failed, 2 wrong usage or wrong configuration. Results go to standard output, everything else to
standard error.
"""

import sys
from collections.abc import Sequence

from acd.cli.lazy import make_app
from acd.errors import AcdError, ConfigError

FAILED, MISUSED, INTERRUPTED = 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (that of the process, unless ``arguments`` are given) and return its exit code."""
    try:
        make_app()(arguments, prog_name="acd")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except ConfigError as error:
        return _tell(error, MISUSED)
    except AcdError as error:
        return _tell(error, FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _tell(error: AcdError, code: int) -> int:
    for line in str(error).splitlines():
        sys.stderr.write(f"acd: {line}\n" if not isinstance(error, ConfigError) else f"{line}\n")
    return code
