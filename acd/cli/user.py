"""Whom the records name for what is done from here."""

import getpass

NAME_CHARS_MAX = 40


def this_user() -> str:
    """Who is logged in at this machine."""
    try:
        return getpass.getuser()[:NAME_CHARS_MAX]
    except (KeyError, OSError):  # a user without a name, as in a container
        return "cli"
