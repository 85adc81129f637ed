"""Files that belong to the product but are not Python: ``dialplan/``, ``config/``, ``migrations/``.

In a checkout they lie beside the package, where people edit them; a wheel carries them inside it (``_data``).
"""

from pathlib import Path

from acd.errors import PlatformError

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str, package: Path = _PACKAGE) -> Path:
    """The folder or file ``name`` (``"dialplan"``, ``"config/acd.toml"``); the checkout's own comes first.

    The checkout counts only where its ``pyproject.toml`` is, so that a stranger's ``config`` folder beside an
    installed package is never taken. Raises PlatformError when the installation lacks it.
    """
    checkout = package.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).exists():
        return checkout / name
    packaged = package / "_data" / name
    if packaged.exists():
        return packaged
    raise PlatformError(f"this installation lacks {name!r}: install acd again, or run a complete checkout")
