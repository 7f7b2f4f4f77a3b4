"""What docs/design.md says of the whole tree, held: one direction of imports, light start-up, small modules."""

from __future__ import annotations

import ast
import importlib
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
ALLOWED["drawing"] = {"drawing"}  # pictures, for fits and reports; it knows neither
ALLOWED["messages"] = {"messages"}
GROUND = {"errors", "messages", "progress", "shown", "_version", "foreign", "syntax", "drawing"}
# What syntax may know of it: sentences, and errors, which are made of them.
LOWEST = {"errors", "messages"}
HEAVY = {
    "docx",
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
# What a package hands on by lazy_loader stands in a stub beside its __init__.
STUBS = sorted(PACKAGE.rglob("*.pyi"))


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


@pytest.mark.parametrize("path", [*MODULES, *STUBS], ids=lambda path: str(path.relative_to(PACKAGE)))
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
        allowed = ALLOWED[package] | (GROUND if package not in ("syntax", "messages") else LOWEST)
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


# -- no circle ---------------------------------------------------------------------------------------------------------


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_face(path: Path) -> bool:
    """Whether an ``__init__`` only hands names on: it defines nothing."""
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return not any(isinstance(node, defined) for node in ast.parse(path.read_text(encoding="utf-8")).body)


NAMED = {module_name(path): path for path in MODULES}
FACES = {name for name, path in NAMED.items() if path.name == "__init__.py" and is_face(path)}


def handed_on(name: str) -> dict[str, tuple[str, str]]:
    """What a face hands on: name → (module, name there); by its stub where it has one, else by its own imports."""
    found: dict[str, tuple[str, str]] = {}
    stub = NAMED[name].with_suffix(".pyi")
    for node in ast.walk(ast.parse((stub if stub in STUBS else NAMED[name]).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            module = f"{name}.{node.module}" if node.level else str(node.module)
            if module in NAMED:
                found |= {alias.asname or alias.name: (module, alias.name) for alias in node.names}
    return found


HANDED = {name: handed_on(name) for name in FACES}


def home(module: str, name: str) -> str | None:
    """The module in which ``from module import name`` ends, through as many faces as there are."""
    if f"{module}.{name}" in NAMED:
        return f"{module}.{name}"
    if module in FACES:
        return home(*HANDED[module][name]) if name in HANDED[module] else None
    return module if module in NAMED else None


def arrows() -> dict[str, set[str]]:
    """Module → the modules it imports, those in functions and for types alone counted, found through the faces."""
    found: dict[str, set[str]] = {name: set() for name in NAMED if name not in FACES}
    for name in found:
        tree = ast.parse(NAMED[name].read_text(encoding="utf-8"))
        faces: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found[name] |= {alias.name for alias in node.names if alias.name in NAMED}
            elif isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    target = home(node.module, alias.name)
                    if target in FACES:
                        faces[alias.asname or alias.name] = str(target)
                    elif target is not None:
                        found[name].add(target)
        for node in ast.walk(tree):  # ``from tamkit import sem`` … ``sem.fit``
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in faces:
                target = home(faces[node.value.id], node.attr)
                if target is not None:
                    found[name].add(target)
    return {name: targets - {name} - FACES for name, targets in found.items()}


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


def test_no_circle_between_modules() -> None:
    assert circles(arrows()) == []


def test_a_name_is_looked_up_through_the_faces() -> None:
    assert home("tamkit.sem", "fit") == "tamkit.sem.fitting"
    assert home("tamkit.sem.fitting", "fit") == "tamkit.sem.fitting"
    assert home("tamkit", "fit") == "tamkit._front"
    assert home("tamkit", "compare") == "tamkit.sem.comparison"
    assert home("tamkit.survey", "load_mapping") == "tamkit.survey.readers.mapping"
    assert "tamkit.sem.fitting" in arrows()["tamkit.measurement.model_fits"]


@pytest.mark.parametrize("stub", STUBS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_stub_is_what_the_package_hands_on(stub: Path) -> None:
    """Every name under its own, from a module of its own package: all that lazy_loader can hand on."""
    init = stub.with_suffix(".py")
    face = importlib.import_module(module_name(init))
    assert dir(face) == sorted(face.__all__) == sorted(HANDED[module_name(init)])
    for name, (module, there) in HANDED[module_name(init)].items():
        assert name == there
        assert getattr(face, name) is getattr(importlib.import_module(module), name)


@pytest.mark.parametrize(
    "name", ["", "sem", "survey", "drivers", "report", "study", "measurement", "questionnaire", "syntax"]
)
def test_a_package_shows_its_public_names_alone(name: str) -> None:
    package = importlib.import_module(f"tamkit.{name}" if name else "tamkit")
    assert dir(package) == sorted(package.__all__)
    assert all(getattr(package, shown) is not None for shown in dir(package))


def test_every_lazy_package_has_its_stub() -> None:
    lazy = [path for path in MODULES if "attach_stub" in path.read_text(encoding="utf-8")]
    assert [path.with_suffix(".pyi") for path in lazy] == STUBS


# -- the routes of sem -------------------------------------------------------------------------------------------------

ROOMS = ("complete", "ordinal", "missing")
# Words by which a module would ask what kind of data it has before it (``kind.ordinal`` is said of an estimator).
KIND = re.compile(
    r"(?<!kind)\.(ordinal|patterns|statistics|saturated)\b|isinstance\([^)]*(Route|WeightedLS|OrdinalLS|IncompleteML)"
)


def test_only_one_place_knows_all_kinds_of_data() -> None:
    """The ground of sem knows no room, and no room another; `routes` chooses."""
    for name, targets in arrows().items():
        if not name.startswith("tamkit.sem."):
            continue
        own = name.split(".")[2]
        rooms = {target.split(".")[2] for target in targets if target.startswith("tamkit.sem.")} & set(ROOMS)
        if own in ROOMS:
            assert rooms <= {own}, f"{name} imports {rooms}"
        elif name != "tamkit.sem.routes":
            assert not rooms, f"{name} imports {rooms}"


def test_nothing_asks_which_kind_of_data_it_has() -> None:
    for path in (PACKAGE / "sem").rglob("*.py"):
        if path.relative_to(PACKAGE / "sem").parts[0] in ROOMS or path.name == "estimators.py":
            continue
        text = re.sub(r"from tamkit[.\w]+ import|`[^`]*`", "", path.read_text(encoding="utf-8"))
        assert not KIND.search(text), f"{path.name}: {KIND.search(text)}"
