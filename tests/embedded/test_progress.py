import io

from acd.embedded.progress import TerminalProgress, silent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_a_line_for_each_step() -> None:
    out = io.StringIO()
    progress = TerminalProgress(out)
    for percent in (0, 50, 100):
        progress("Downloading", percent)
    progress("Unpacking")
    progress.close()
    assert out.getvalue() == "Downloading\nUnpacking\n"


def test_a_terminal_counts_in_place() -> None:
    out = Terminal()
    progress = TerminalProgress(out)
    progress("Downloading", 7)
    progress("Downloading", 100)
    assert out.getvalue().endswith("\n")
    progress("Downloading", 100)
    progress("Unpacking")
    progress.close()
    progress.close()
    assert out.getvalue() == "\r\x1b[KDownloading   7 %\r\x1b[KDownloading 100 %\n\r\x1b[KUnpacking\n"


def test_nobody_hears_the_silent_one() -> None:
    silent("Downloading", 1)
