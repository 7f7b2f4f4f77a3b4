"""What docs/design.md says of the whole tree, held: one direction of imports, light start-up, small modules."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "tamkit"
ORDER = ["sem", "questionnaire", "survey", "measurement", "drivers", "report", "study", "cli"]
# A module may import its own package and these; sem and questionnaire stand on the ground.
ALLOWED = {name: set(ORDER[: place + 1]) for place, name in enumerate(ORDER)}
ALLOWED["questionnaire"] = {"questionnaire"}
GROUND = {"errors", "_version"}
HEAVY = {
    "docx",
    "jinja2",
    "matplotlib",
    "numpy",
    "openpyxl",
    "pandas",
    "pingouin",
    "pyarrow",
    "pydantic",
    "pyreadstat",
    "python_calamine",
    "scipy",
    "seaborn",
    "semopy",
    "statsmodels",
    "tqdm",
    "typst",
    "yaml",
}
# Each of these takes a third of a second or more to import, or is only needed for one output or one file type.
IMPORTED_WHERE_USED = {"docx", "matplotlib", "openpyxl", "pingouin", "pyarrow", "pyreadstat", "python_calamine"} | {
    "seaborn",
    "semopy",
    "statsmodels",
    "tqdm",
    "typst",
}
CEILING = 400
MODULES = sorted(PACKAGE.rglob("*.py"))


def package_of(path: Path) -> str:
    """The package right below tamkit a module belongs to; "" for the modules of tamkit itself."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imported(path: Path, *, top_level: bool = False) -> set[str]:
    """Dotted names a module imports; with ``top_level`` only what runs when it is imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if top_level and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            # Types only: no import at run time, but the direction holds for them too.
            if not top_level:
                for child in ast.iter_child_nodes(node):
                    visit(child)
            return
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                base = path.relative_to(ROOT).with_suffix("").parts
                package = base[: len(base) - node.level]
                module = ".".join((*package, module)) if module else ".".join(package)
            found.add(module)
            if module == "tamkit":
                found.update(f"tamkit.{alias.name}" for alias in node.names)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(tree)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    package = package_of(path)
    if not package:
        return
    assert package in ALLOWED, f"docs/design.md knows no package {package}"
    for name in imported(path):
        parts = name.split(".")
        if parts[0] != "tamkit" or len(parts) == 1:
            continue
        target = parts[1]
        allowed = ALLOWED[package] | GROUND
        # The command line alone may use the public face of the whole program.
        assert target in allowed or package == "cli", f"{path.name} of {package} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_are_imported_where_they_are_used(path: Path) -> None:
    roots = {name.split(".")[0] for name in imported(path, top_level=True)}
    assert not roots & IMPORTED_WHERE_USED, f"{path.relative_to(ROOT)} imports {roots & IMPORTED_WHERE_USED} on top"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= CEILING


def test_the_command_line_starts_without_heavy_libraries() -> None:
    code = (
        "import sys, tamkit, tamkit.cli\n"
        "tamkit.cli.parser()\n"
        f"print([name for name in {sorted(HEAVY)!r} if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert out.stdout.strip() == "[]"


def test_every_package_has_tests_of_its_name() -> None:
    packages = {path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert packages <= {path.name for path in (ROOT / "tests").iterdir()}


# -- no circle ---------------------------------------------------------------------------------------------------------


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def arrows(folder: Path) -> dict[str, set[str]]:
    """Module → the modules of the folder that it imports, those in functions and for types alone counted.

    A package's ``__init__`` only re-exports, so it is no module here.
    """
    modules = {module_name(path): path for path in folder.rglob("*.py") if path.name != "__init__.py"}
    found: dict[str, set[str]] = {name: set() for name in modules}
    for name, path in modules.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                wanted = {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                wanted = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            else:
                continue
            found[name] |= wanted & set(modules) - {name}
    return found


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The sets of modules that reach each other, by Tarjan's algorithm."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    out: list[list[str]] = []

    def visit(name: str) -> None:
        number[name] = low[name] = len(number)
        stack.append(name)
        for other in sorted(graph[name]):
            if other not in number:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], number[other])
        if low[name] == number[name]:
            at = stack.index(name)
            members = stack[at:]
            del stack[at:]
            if len(members) > 1:
                out.append(sorted(members))

    for name in sorted(graph):
        if name not in number:
            visit(name)
    return out


def test_circles_are_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == [["b", "c"]]


@pytest.mark.parametrize("package", ["sem"])
def test_no_circle_between_modules(package: str) -> None:
    assert circles(arrows(PACKAGE / package)) == []


# -- the routes of sem -------------------------------------------------------------------------------------------------

ROOMS = ("complete", "ordinal", "missing")
# Words by which a module would ask what kind of data it has before it.
KIND = re.compile(
    r"\.(ordinal|patterns|statistics|saturated)\b|isinstance\([^)]*(Route|WeightedLS|OrdinalLS|IncompleteML)|needs_rows"
)


def test_only_one_place_knows_all_kinds_of_data() -> None:
    """The ground of sem knows no room, and no room another; `routes` chooses."""
    for name, targets in arrows(PACKAGE / "sem").items():
        own = name.split(".")[2]
        rooms = {target.split(".")[2] for target in targets} & set(ROOMS)
        if own in ROOMS:
            assert rooms <= {own}, f"{name} imports {rooms}"
        elif name != "tamkit.sem.routes":
            assert not rooms, f"{name} imports {rooms}"


def test_nothing_asks_which_kind_of_data_it_has() -> None:
    for path in (PACKAGE / "sem").rglob("*.py"):
        if path.relative_to(PACKAGE / "sem").parts[0] in ROOMS:
            continue
        text = re.sub(r"from tamkit[.\w]+ import|`[^`]*`", "", path.read_text(encoding="utf-8"))
        assert not KIND.search(text), f"{path.name}: {KIND.search(text)}"
