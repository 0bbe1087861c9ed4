"""The rules of the house that no linter knows: what may stand where, and how large it may grow."""

import ast
import calendar
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import timeline

ROOT = Path(__file__).parent.parent
MAX_MODULE = 450
MAX_FUNCTION = 60

PRODUCT = sorted(
    [*(ROOT / "timeline").rglob("*.py"), *(ROOT / "charts").rglob("*.py"), ROOT / "streamlit_app.py"]
)
MODULES = sorted([*PRODUCT, *(ROOT / "tools").glob("*.py"), *(ROOT / "benchmarks").glob("*.py")])

NEVER_IMPORTED = {
    "lxml-html-clean": "htmldate and trafilatura use lxml's cleaner, a package of its own since lxml 5.2",
    "tzdata": "gives zoneinfo its time zones where the system has none, as on Windows",
}
"""Dependencies that no line imports, each with its reason."""


def name(path: Path) -> str:
    """Give a path as it is written in a message."""
    return path.relative_to(ROOT).as_posix()


def committed() -> list[Path]:
    """Give the files of the checkout that git keeps or would keep; all but the ignored ones without git."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]
    parts = {".venv", "out", ".git", "__pycache__"}
    return [p for p in ROOT.rglob("*") if p.is_file() and not parts & set(p.relative_to(ROOT).parts)]


# Put together, so that this file does not hold what it forbids. Tests of sharing use the home of an Anna.
FORBIDDEN = {
    "a registry host": re.compile(
        "|".join(["pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.(org|com)"])
    ),
    "a path of one machine": re.compile(r"(?<![\w.:/-])/(wor" + r"k/(main|shared)|ro" + r"ot/)"),
    "somebody's home": re.compile(r"(?<![\w.:/-])/(hom" + r"e|User" + r"s)/(?!anna/)\w+/"),
    "a scratch folder": re.compile(r"(?<![\w.:/-])/tm" + r"p/\w"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_committed_file_names(what: str) -> None:
    found = []
    for path in committed():
        data = path.read_bytes()
        if b"\0" in data[:8000]:
            continue
        for number, line in enumerate(data.decode("utf-8", errors="replace").splitlines(), 1):
            if FORBIDDEN[what].search(line):
                found.append(f"{name(path)}:{number}: {line.strip()[:100]}")
    assert not found, f"{what}:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("a registry host", "https://" + "pypi" + ".org/simple"),
        ("a path of one machine", 'open("/ro' + 'ot/x")'),
        ("somebody's home", "see /hom" + "e/jane/x"),
        ("a scratch folder", "write to /tm" + "p/x"),
    ],
)
def test_the_search_finds_what_it_forbids(what: str, line: str) -> None:
    assert FORBIDDEN[what].search(line)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_stays_small_enough_to_read(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_MODULE, f"{name(path)} has {lines} lines: would two rooms be clearer?"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_function_stays_small_enough_to_read(path: Path) -> None:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= MAX_FUNCTION, f"{name(path)}:{node.lineno} {node.name} has {lines} lines"


def parse(path: Path) -> ast.Module:
    """Give a module as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(tree: ast.Module, *, whole: bool = True) -> Iterator[tuple[str, int]]:
    """Give the top package of every import and its line; with ``whole`` false, not those inside functions.

    What stands under ``if TYPE_CHECKING`` never runs and does not count.
    """
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0], node.lineno
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
        elif whole or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def test_imports_are_told_by_where_they_stand() -> None:
    tree = ast.parse(
        "import a.b\nif TYPE_CHECKING:\n    import b\ndef f():\n    from c import d\nfrom . import e"
    )
    assert {name for name, _ in imports(tree)} == {"a", "c"}
    assert {name for name, _ in imports(tree, whole=False)} == {"a"}


ANALYSIS = [
    p for p in PRODUCT if "timeline" in p.parts and not name(p).startswith(("timeline/app/", "timeline/cli"))
]
COMMANDS = [p for p in PRODUCT if name(p).startswith("timeline/cli")]
PICTURES = [p for p in PRODUCT if name(p).startswith("charts/")]


@pytest.mark.parametrize("path", ANALYSIS, ids=name)
def test_analysis_imports_neither_the_app_nor_charts(path: Path) -> None:
    """Importing timeline must stay light: a cluster's workers and other people's scripts do it."""
    for package, line in imports(parse(path)):
        assert package not in {"streamlit", "altair"}, f"{name(path)}:{line} imports {package}"
    for package, line in imports(parse(path), whole=False):
        assert package != "charts", f"{name(path)}:{line} imports charts when it is loaded"


@pytest.mark.parametrize("path", COMMANDS, ids=name)
def test_commands_load_what_draws_only_when_they_draw(path: Path) -> None:
    for package, line in imports(parse(path), whole=False):
        assert package not in {"streamlit", "altair", "charts"}, f"{name(path)}:{line} imports {package}"


@pytest.mark.parametrize("path", PICTURES, ids=name)
def test_charts_do_not_know_the_app(path: Path) -> None:
    for package, line in imports(parse(path)):
        assert package != "streamlit", f"{name(path)}:{line} imports streamlit"


def declared() -> dict[str, Requirement]:
    """Give the project's direct dependencies by their canonical names, extras too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    texts = [
        *project["dependencies"],
        *(t for extra in project["optional-dependencies"].values() for t in extra),
    ]
    return {canonicalize_name(r.name): r for r in map(Requirement, texts)}


def imported() -> dict[str, str]:
    """Give the canonical names of distributions that the product imports, with one place each."""
    owners = packages_distributions()
    found: dict[str, str] = {}
    for path in PRODUCT:
        for package, line in imports(parse(path)):
            if package in sys.stdlib_module_names or package in {"timeline", "charts"}:
                continue
            for owner in owners.get(package, [package]):
                found.setdefault(canonicalize_name(owner), f"{name(path)}:{line}")
    return found


def test_every_dependency_is_used() -> None:
    extra = {canonicalize_name(Requirement(t).name) for t in ("pyspark", "pandas", "pyarrow")}
    unused = set(declared()) - set(imported()) - set(NEVER_IMPORTED) - extra
    assert not unused, f"declared, never imported, and no reason given in NEVER_IMPORTED: {sorted(unused)}"


def test_a_reason_is_given_for_what_is_there() -> None:
    assert set(NEVER_IMPORTED) <= set(declared()) - set(imported())


def test_every_import_is_declared() -> None:
    foreign = {owner: place for owner, place in imported().items() if owner not in declared()}
    assert not foreign, f"imported, but not a dependency in pyproject.toml: {foreign}"


def strings(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Give every string of a module with its line, without the docstrings."""
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docstrings.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value, node.lineno


NAMES = {n.lower() for n in (*calendar.day_name, *calendar.month_name) if n} - {"may", "march"}
ALONE = NAMES | {n.lower() for n in (*calendar.day_abbr, *calendar.month_abbr, "may", "march") if n}
"""Two are English words besides, and short forms are parts of words: these count where they stand alone."""


def names_a_day(text: str) -> bool:
    """Say whether a string holds the name of a weekday or month.

    >>> names_a_day("on Monday"), names_a_day("Jan"), names_a_day("may be wrong"), names_a_day("May")
    (True, True, False, True)
    """
    words = re.findall(r"[^\W\d_]+", text.lower())
    return bool(NAMES & set(words)) or (len(words) == 1 and words[0] in ALONE)


LANGUAGE_FREE = [p for p in PRODUCT if name(p).startswith(("timeline/temporal/", "timeline/events/"))]


@pytest.mark.parametrize("path", LANGUAGE_FREE, ids=name)
def test_words_of_a_language_live_in_its_file(path: Path) -> None:
    for text, line in strings(parse(path)):
        assert not names_a_day(text), f"{name(path)}:{line} {text!r}: belongs into languages/*.toml"


def test_the_app_has_the_same_settings_wherever_it_is_started() -> None:
    ours = ROOT / ".streamlit" / "config.toml"
    packaged = ROOT / "timeline" / "app" / ".streamlit" / "config.toml"
    assert packaged.read_bytes() == ours.read_bytes(), (
        "copy .streamlit/config.toml to timeline/app/.streamlit"
    )


def test_the_app_stays_on_this_machine_and_tells_nobody() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["showEmailPrompt"] is False


def test_every_setting_is_one_that_streamlit_knows() -> None:
    from streamlit import config

    def keys(table: dict[str, object], head: str = "") -> Iterator[str]:
        for key, value in table.items():
            if isinstance(value, dict):
                yield from keys(value, f"{head}{key}.")
            else:
                yield f"{head}{key}"

    known = config.get_config_options()
    for key in keys(tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))):
        assert key in known, key


def test_the_version_is_the_same_wherever_it_stands() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {project['version']}\n" in citation
    assert timeline.__version__ == project["version"]
    assert project["version"] in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"Dateline {project['version']}" in (ROOT / "README.md").read_text(encoding="utf-8")
