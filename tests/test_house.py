"""The rules of the house that a reader would otherwise have to remember."""

import ast
import re
import subprocess
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
MODULES = sorted((SOURCE / "baoming").rglob("*.py"))

# Arrows point down: a module imports from its own level and from those below it.
# A module `database_sqlite` belongs to `database`.
GROUND = ("clock", "setting", "settings", "errors", "database", "fields", "security", "storage")
LEVEL = {
    **dict.fromkeys(GROUND, 0),
    # every tables.py: 1
    **dict.fromkeys(("catalogue", "accounts", "candidates", "wechat", "applications"), 2),
    **dict.fromkeys(("materials", "returning", "document", "desk", "outbox", "audit", "files"), 2),
    **dict.fromkeys(("miniapp",), 2),
    **dict.fromkeys(("migrate", "schema", "piccolo_app"), 2),
    **dict.fromkeys(("web", "worker", "up", "demo", "simulator", "backup", "doctor"), 3),
    **dict.fromkeys(("app", "serving", "cli", "__main__"), 4),
}
PROGRAMS = {"web", "worker", "simulator"}
WEB_LIBRARIES = {"litestar", "jinja2"}
# module → (what it imports against the rule, why that is right)
UPWARD: dict[str, tuple[str, str]] = {}

LONGEST_MODULE = 250
LONGEST_FUNCTION = 40
# name → why it may be longer
LONGER = {
    "baoming.accounts.registration.fields": "one form, field by field",
    "baoming.applications.sections.exam._experience": "one form, field by field",
    "baoming.applications.sections.career._work": "one form, field by field",
}

# Calls that read the machine's time; only the clock may, since a demo stands at another time.
OWN_TIME = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
# module → why
OWN_TIME_ALLOWED = {"baoming.clock": "it is the clock"}

# Taken apart, so that this file does not find itself.
UNWANTED = [
    "pypi" + ".org",
    "python" + "hosted",
    "deb.debian" + ".org",
    "registry.npm" + "js",
    "/wo" + "rk/",
    "/ro" + "ot/",
    "TO" + "DO",
    "FIX" + "ME",
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: _name(path))
def test_a_module_imports_only_downwards(path: Path) -> None:
    module = _name(path)
    allowed = UPWARD.get(module, ("", ""))[0]
    upward = [
        imported
        for imported in _imports(path)
        if imported.startswith("baoming.") and _level(imported) > _level(module)
    ]
    assert [name for name in upward if name != allowed] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: _name(path))
def test_the_rules_know_no_web(path: Path) -> None:
    if _level(_name(path)) <= 2:
        assert {imported.split(".")[0] for imported in _imports(path)} & WEB_LIBRARIES == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: _name(path))
def test_programs_share_rules_not_each_other(path: Path) -> None:
    """Site, worker and simulator run apart; only the command line knows them all."""
    own = _program(_name(path))
    if own in PROGRAMS:
        assert {_program(imported) for imported in _imports(path)} & PROGRAMS <= {own}


def test_modules_and_functions_stay_short() -> None:
    sizes = [(_name(path), len(path.read_text().splitlines())) for path in MODULES]
    long = {name for name, lines in sizes if lines > LONGEST_MODULE}
    long |= {name for name, lines in _functions() if lines > LONGEST_FUNCTION}
    assert long == set(LONGER)


def test_time_comes_from_the_clock() -> None:
    readers = {
        _name(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and _ends_with(ast.unparse(node.func), OWN_TIME)
    }
    assert readers == set(OWN_TIME_ALLOWED)


def test_no_file_names_a_registry_a_machine_or_work_left_over() -> None:
    found = [
        f"{path}: {word}"
        for path in _tracked()
        for word in UNWANTED
        if word.encode() in (ROOT / path).read_bytes()
    ]
    assert found == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_no_host_and_hashes_everything(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "--index-url" not in text
    for package in re.split(r"\n(?=\S)", text.strip()):
        assert package.startswith("#") or "--hash=sha256:" in package, package.splitlines()[0]


def test_a_lock_names_the_extras_that_its_packages_want() -> None:
    """Else the pip of Debian 12 takes the newest release for them, whose hash is not here."""
    pins = _pins("requirements.txt")
    wanted = {
        named[0].replace(" ", "")
        for package in pins
        for each in _wants(package.partition("[")[0])
        if "extra ==" not in each and (named := re.match(r"[\w.-]+ *\[[^]]*\]", each))
    }
    assert wanted == {"pydantic[email]"}
    assert wanted <= pins.keys()


def test_the_locks_agree() -> None:
    running, testing = _pins("requirements.txt"), _pins("requirements-dev.txt")
    assert running.items() <= testing.items()


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _level(module: str) -> int:
    """KeyError: a new module or package needs its level in this file."""
    _, _, rest = module.partition("baoming")
    names = rest.strip(".").split(".")
    if names == [""]:
        return 0
    if names[1:2] == ["tables"]:
        return 1
    return LEVEL[names[0] if names[0] in LEVEL else names[0].partition("_")[0]]


def _program(module: str) -> str:
    return module.removeprefix("baoming.").split(".")[0]


def _imports(path: Path) -> Iterator[str]:
    """`from baoming.accounts import tables` counts as baoming.accounts.tables."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if _is_module(whole) else str(node.module)


def _is_module(name: str) -> bool:
    path = SOURCE / name.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def _functions() -> Iterator[tuple[str, int]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{_name(path)}.{node.name}", node.end_lineno - node.lineno + 1


def _ends_with(call: str, endings: set[str]) -> bool:
    return any(call == ending or call.endswith("." + ending) for ending in endings)


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [path for path in listed.stdout.decode().split("\0") if (ROOT / path).is_file()]


def _wants(package: str) -> list[str]:
    """Nothing where it is for another system and not installed here."""
    try:
        return metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        return []


def _pins(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text().splitlines()
    pins = [line.split(" ")[0].split("==") for line in lines if line[:1].isalpha()]
    return dict(pins)
