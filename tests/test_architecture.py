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
# A module may import its own package and these; sem and questionnaire stand on the ground, of which `syntax` is a
# package: it reads and writes models for both.
ALLOWED = {name: set(ORDER[: place + 1]) for place, name in enumerate(ORDER)}
ALLOWED["questionnaire"] = {"questionnaire"}
ALLOWED["syntax"] = {"syntax"}
GROUND = {"errors", "progress", "_version", "syntax"}
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
        allowed = ALLOWED[package] | (GROUND if package != "syntax" else {"errors"})
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


# What reads a model with its own hands: an operator in a regular expression, or a text split at one.
_HANDS = re.compile(r"""re\.\w+\(\s*r?["'][^"'\n]*(?:=~|~~)|\.(?:r?split|r?partition)\(\s*["'](?:=~|~~|:=|~)["']""")
# What glues one: a line of syntax in an f-string.
_GLUE = re.compile(r"""f["'][^"'\n]*\{[^"'\n]*\}\s(?:=~|~~|~|:=)\s(?:["']|[^"'\n]*\{[^"'\n]*\})""")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_models_are_read_and_written_in_one_place(path: Path) -> None:
    """`tamkit.syntax` alone; the other engine has a syntax of its own, and a message of `sem` may show a formula."""
    if package_of(path) == "syntax" or path.name == "semopy.py":
        return
    made = package_of(path) != "sem"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        assert not _HANDS.search(line), f"{path.name}:{number} reads a model itself: {line.strip()}"
        assert not (made and _GLUE.search(line)), f"{path.name}:{number} writes a model itself: {line.strip()}"


def test_reading_a_model_imports_no_heavy_library() -> None:
    code = (
        "import sys\nfrom tamkit.syntax import parse\nstr(parse('f =~ (1/2)*x1 + x2; q := 2'))\n"
        f"print([name for name in {sorted(HEAVY)!r} if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert out.stdout.strip() == "[]"


def test_every_package_has_tests_of_its_name() -> None:
    packages = {path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert packages <= {path.name for path in (ROOT / "tests").iterdir()}
