"""The repository keeps its own rules: sizes, places, imports, what the text may say, and what README promises."""

import ast
import functools
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pip._internal.models.index import PyPI  # the default index, as the package manager itself names it

from tests.commands import help_of

ROOT = Path(__file__).resolve().parent.parent

FILE_LINES = 400
FILE_LINES_CAP = 600
FUNCTION_LINES_CAP = 70

# Files over FILE_LINES lines, each with the reason why splitting it would make it worse. None passes the cap.
LONG_FILES: dict[str, str] = {}

# Modules without a test file of their own name: the test that exercises them instead, or why none can.
TESTED_ELSEWHERE: dict[str, str] = {
    "acd/commands.py": "values only",
    "acd/events/": "values only",
    "acd/errors.py": "the tree of classes only",
    "acd/model/": "values only",
    "acd/config/centre_tables/": "what they accept, through acd.config.centre: tests/config",
    "acd/runtime/ports.py": "protocols only",
    "acd/engine/": "through Engine.handle, as scripts of events: tests/engine/test_engine.py and tests/scenarios",
    "acd/adapters/asterisk/names.py": "through what is rendered: tests/adapters/asterisk/test_provisioning.py",
    "acd/adapters/asterisk/manager_user.py": "on a real manager interface: tests/adapters/asterisk/test_privileges.py",
    "acd/adapters/sql/outbound_rows.py": "through fact_row: tests/adapters/sql/test_tables.py",
    "acd/adapters/sql/leads/": "their contract on the fake and on databases: tests/adapters/sql/leads",
    "acd/cli/lead_options.py": "through the commands: tests/cli/test_leads.py, test_dnc.py, test_consent.py",
    "acd/cli/lead_views.py": "through the commands: tests/cli/test_leads.py",
    "acd/bootstrap/": "through the program, as a process of its own: tests/integration/test_calls.py",
    "acd/embedded/": "through a real private Asterisk: tests/integration/conftest.py",
}

# What the core may import of the standard library: nothing that reads a clock, a file, a socket or chance.
CORE = ("model", "events", "commands", "routing", "dialer", "engine", "explanation", "errors")
CORE_IMPORTS = {
    "acd",
    "bisect",
    "collections",
    "dataclasses",
    "datetime",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "typing",
    "zoneinfo",
}

# Libraries that one part alone may know, so that each can be replaced there.
OWNERS = {
    "panoramisk": ("acd/adapters/asterisk/",),
    "sqlalchemy": ("acd/adapters/sql/",),
    "alembic": ("acd/adapters/sql/",),
    "aiosqlite": ("acd/adapters/sql/",),
    "asyncpg": ("acd/adapters/sql/",),
    "aiohttp": ("acd/adapters/http/", "acd/cli/", "acd/cli.py"),
    "redis": ("acd/adapters/redis/",),
    "phonenumbers": ("acd/adapters/numbers/",),
    "openpyxl": ("acd/adapters/files/",),
    "typer": ("acd/cli/", "acd/cli.py"),
    "rich": ("acd/cli/", "acd/cli.py"),
}


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imported(path: Path) -> Iterator[str]:
    """The dotted names of the modules that ``path`` imports, in whatever place."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


OUR_CODE = python_files("acd", "tests", "benchmarks", "scripts", "migrations")


def test_files_are_short() -> None:
    lengths = {name(path): len(path.read_text().splitlines()) for path in OUR_CODE}
    limit = {file: FILE_LINES_CAP if file in LONG_FILES else FILE_LINES for file in lengths}
    too_long = {file: lines for file, lines in lengths.items() if lines > limit[file]}
    assert not too_long, f"split them by idea: {too_long}"
    assert set(LONG_FILES) <= {file for file, lines in lengths.items() if lines > FILE_LINES}, "no longer long"


def test_functions_are_short() -> None:
    too_long = [
        f"{name(path)}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in OUR_CODE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= FUNCTION_LINES_CAP
    ]
    assert not too_long


def own_tests(module: Path) -> list[Path]:
    """The test files of ``acd/a/b.py``: tests/a/test_b.py or test_b_<what>.py there, or in tests/integration."""
    folder = ROOT / "tests" / module.relative_to(ROOT / "acd").parent
    found: list[Path] = []
    for place in (folder, ROOT / "tests/integration"):
        found += [*place.glob(f"test_{module.stem}.py"), *place.glob(f"test_{module.stem}_*.py")]
    return found


def test_every_module_is_tested() -> None:
    """By a test file of its name, by one that imports it, or as the list says."""
    used = {module for path in python_files("tests") for module in imported(path)}
    missing = [
        name(path)
        for path in python_files("acd")
        if path.name not in ("__init__.py", "__main__.py")
        and not own_tests(path)
        and name(path).removesuffix(".py").replace("/", ".") not in used
        and not any(name(path).startswith(place) for place in TESTED_ELSEWHERE)
    ]
    assert not missing, f"write tests/.../test_<module>.py, or name the test that covers it: {missing}"


def test_the_list_of_modules_tested_elsewhere_is_true() -> None:
    for place, reason in TESTED_ELSEWHERE.items():
        assert (ROOT / place).exists(), f"{place} is gone"
        for test in re.findall(r"tests/[\w./]*\w", reason):
            assert (ROOT / test).exists(), f"{place} is said to be tested by {test}, which is not there"


def test_core_imports_nothing_that_does_io() -> None:
    core = [path for path in python_files("acd") if path.relative_to(ROOT / "acd").parts[0].removesuffix(".py") in CORE]
    assert core
    strangers = {
        f"{name(path)}: {module}"
        for path in core
        for module in imported(path)
        if module.split(".")[0] not in CORE_IMPORTS
    }
    assert not strangers


def test_libraries_are_known_to_their_owners_only() -> None:
    strangers = {
        f"{name(path)}: {module}"
        for path in python_files("acd")
        for module in imported(path)
        if (owners := OWNERS.get(module.split(".")[0])) and not name(path).startswith(owners)
    }
    assert not strangers


def texts() -> Iterator[tuple[str, str]]:
    """Every text file that is, or could be, committed."""
    git = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT)]  # also where another user owns the checkout
    command = [*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for file in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0"):
        path = ROOT / file
        if not file or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            yield file, content.decode(errors="replace")


def command_output(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True, timeout=30).stdout


def registry_hosts() -> set[str]:
    """The hosts that this machine's package managers fetch from; nobody else's machine need know them."""
    said = [
        f"https://{PyPI.netloc}",
        PyPI.url,
        PyPI.file_storage_domain and f"https://{PyPI.file_storage_domain}",
        command_output(sys.executable, "-m", "pip", "config", "list"),
        command_output("apt-get", "indextargets", "--format", "$(SITE)"),
        command_output("npm", "config", "get", "registry"),
    ]
    hosts = set(re.findall(r"https?://(?:[^/@\s']*@)?([a-z0-9.-]+\.[a-z]+)", "\n".join(said), re.IGNORECASE))
    return {host for host in hosts if not host.endswith(".localhost")}


@pytest.fixture(scope="module")
def repository() -> dict[str, str]:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("only a git checkout knows which files are the repository's")
    return dict(texts())


def lines_with(pattern: str, files: dict[str, str]) -> list[str]:
    search = re.compile(pattern).search
    return [
        f"{file}:{number}: {line.strip()[:100]}"
        for file, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if search(line)
    ]


def test_no_line_names_a_path_of_one_machine(repository: dict[str, str]) -> None:
    assert not lines_with(r"(^|[^\w.~})])/(home|root|tmp|work|farm)/", repository)


def test_no_line_names_a_package_registry(repository: dict[str, str]) -> None:
    hosts = registry_hosts()
    assert hosts
    assert not lines_with("|".join(re.escape(host) for host in sorted(hosts)), repository)


def test_scripts_run_and_are_described() -> None:
    described = (ROOT / "scripts/README.md").read_text()
    scripts = [path for path in (ROOT / "scripts").iterdir() if path.is_file() and path.suffix == ""]
    for script in [*scripts, ROOT / ".ci/run"]:
        assert script.stat().st_mode & 0o111, f"{name(script)} is not executable"
        assert script.read_text().startswith("#!/usr/bin/env bash\n"), name(script)
    assert not [script.name for script in scripts if f"`scripts/{script.name}" not in described]


def documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "scripts/README.md", *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("document", documents(), ids=name)
def test_documents_name_only_what_exists(document: Path) -> None:
    """Scripts, tests and relative links."""
    text = document.read_text()
    named = re.findall(r"(?<![\w/])(?:\./)?((?:scripts|tests)/[\w./]*\w)", re.sub(r"tests/a/\S+", "", text))
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    missing = [path for path in named if not (ROOT / path).exists()]
    missing += [link for link in links if not (document.parent / link).exists()]
    assert not missing


def test_commands_in_the_readme_exist() -> None:
    """Every ``acd <words>`` in its code; arguments there are numbers, names of files or CAPITALS."""
    text = (ROOT / "README.md").read_text()
    code = re.findall(r"```sh\n(.*?)```", text, re.DOTALL) + re.findall(r"`([^`\n]+)`", text)
    commands = {
        tuple(words.split())
        for piece in code
        for words in re.findall(r"(?:^|\s|/)acd((?: [a-z][a-z-]+(?![\w./:-]))+)", piece, re.MULTILINE)
    }
    assert commands
    for command in sorted(commands):
        assert "Usage" in help_of(*command)
