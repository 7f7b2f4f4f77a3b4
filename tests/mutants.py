"""Small mistakes put into the package, one at a time, to see whether the tests notice.

``python tests/mutants.py [package …] [--seed N] [--count 40] [--jobs 2] [--json FILE] [--map FILE]``

A mutant is one edit of one line: a sign or comparison turned round (``sign``), a column or key misspelt (``key``),
a number off by one (``index``), a branch turned round or dropped (``branch``), two arguments or words swapped
(``swap``).
``count`` of them are drawn a package, as evenly over the five kinds as there are sites. The draw ranks every site by a
hash of the seed and of what stands there, so that an edit elsewhere in the package leaves the others as they are.

Each is tried in a copy of the repository in a temporary folder, by the tests that execute the edited lines: first those
of the mirrored file (``tests/measurement/test_efa.py`` for ``tamkit/measurement/efa.py``), then those of its package,
then those of the other packages, the fastest first and ``--budget`` seconds of them at most, until one fails. Which
test executes which line is recorded once with coverage.py (``--map`` keeps it in a file; only tests that changed are
run again); ``--files`` records nothing and asks whole files. A mutant whose tests take far longer than they did is
killed too.

What no test can tell from the original stands in ``equivalent_mutants.toml`` with the reason, and is not drawn.
The tree is left as it is, but for the file named by ``--json``.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("measurement", "drivers", "report", "study", "drawing", "syntax", "questionnaire", "sem", "survey", "cli")
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
KINDS = ("sign", "key", "index", "branch", "swap")
COPIED = ("tamkit", "tests", "questionnaires", "docs", "benchmarks", "reports", "analysis")
COPIED += ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")
# Tests of the text of the source itself would notice any edit; tests of these folders take their time elsewhere.
NOT_ASKED = ("test_architecture.py", "test_mirror.py", "test_mutants.py", "test_gallery.py", "analysis/", "golden/")
NOT_ASKED += ("messages/test_keys.py", "messages/test_nothing_outside.py", "test_contributing.py")


# --- where a mistake can be made -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mutant:
    """One edit: ``old`` at ``start`` … ``end`` (bytes of the file) becomes ``new``; ``lines`` execute it."""

    file: str
    where: str
    kind: str
    start: int
    end: int
    old: str
    new: str
    lines: tuple[int, int]
    nth: int = 0

    @property
    def id(self) -> str:
        """What is edited and where, without line numbers."""
        again = f" #{self.nth + 1}" if self.nth else ""
        return f"{self.file}:{self.where}: {self.old} → {self.new}{again}"

    def apply(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.end :]

    def line(self, source: bytes) -> int:
        return source[: self.start].count(b"\n") + 1


COMPARED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", ">="),
    ast.LtE: ("<=", ">"),
    ast.Gt: (">", "<="),
    ast.GtE: (">=", "<"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
}
FRAMES = {"DataFrame", "sort_values", "groupby", "set_index", "drop", "rename", "get", "pop", "assign", "merge"}


class Sites(ast.NodeVisitor):
    """Collects the edits of one module. What can't change what the package does is passed over."""

    def __init__(self, file: str, source: bytes) -> None:
        self.file, self.source = file, source
        self.starts = [0]
        for row in source.split(b"\n"):
            self.starts.append(self.starts[-1] + len(row) + 1)
        self.scope: list[str] = []
        self.span = (1, 1)
        self.found: list[Mutant] = []

    # positions and texts

    def at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column

    def ends(self, node: ast.AST) -> tuple[int, int]:
        n: Any = node
        return self.at(n.lineno, n.col_offset), self.at(n.end_lineno, n.end_col_offset)

    def text(self, node: ast.AST) -> str:
        start, end = self.ends(node)
        return self.source[start:end].decode()

    def add(self, kind: str, start: int, end: int, new: str) -> None:
        old = self.source[start:end].decode()
        if old != new:
            self.found.append(Mutant(self.file, ".".join(self.scope), kind, start, end, old, new, self.span))

    def operator(self, kind: str, left: ast.AST, right: ast.AST, old: str, new: str) -> None:
        start, end = self.ends(left)[1], self.ends(right)[0]
        at = self.source.find(old.encode(), start, end)
        if at >= 0:
            self.add(kind, at, at + len(old), new)

    def swap(self, one: ast.AST, other: ast.AST) -> None:
        start, end = self.ends(one)[0], self.ends(other)[1]
        between = self.source[self.ends(one)[1] : self.ends(other)[0]].decode()
        if self.text(one) != self.text(other):
            self.add("swap", start, end, f"{self.text(other)}{between}{self.text(one)}")

    # statements: which lines are executed, and what is passed over

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.stmt):
            before, self.span = self.span, _executed(node)
            super().visit(node)
            self.span = before
        else:
            super().visit(node)

    def body(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if not docstring:
                self.visit(statement)

    def visit_Module(self, node: ast.Module) -> None:
        self.body(node.body)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.scope.append(node.name)
        self.body(node.body)
        self.scope.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        names = {self.text(one).split(".")[-1] for one in node.decorator_list}
        if node.name in {"__repr__", "__dir__"} or "overload" in names:
            return
        self.scope.append(node.name)
        for default in [*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)]:
            self.visit(default)
        self.body(node.body)
        self.scope.pop()

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and "TypeAlias" not in self.text(node.annotation):
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        named = {target.id for target in node.targets if isinstance(target, ast.Name)}
        if named & {"__all__", "__slots__"} or any("Literal[" in self.text(node.value)[:8] for _ in named):
            return
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None: ...

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None: ...

    def visit_Assert(self, node: ast.Assert) -> None: ...

    def visit_Raise(self, node: ast.Raise) -> None: ...

    # the mistakes

    def visit_If(self, node: ast.If) -> None:
        test = self.text(node.test)
        if test in {"TYPE_CHECKING", '__name__ == "__main__"'}:
            return
        leaves = isinstance(node.body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)
        self.add("branch", *self.ends(node.test), "False" if leaves and not node.orelse else f"not ({test})")
        self.visit(node.test)
        self.body(node.body)
        self.body(node.orelse)

    def visit_While(self, node: ast.While) -> None:
        self.visit(node.test)
        self.body(node.body)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.add("branch", *self.ends(node.test), f"not ({self.text(node.test)})")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        word, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        if len(node.values) == 2:
            self.operator("branch", node.values[0], node.values[1], f" {word} ", f" {other} ")
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self.add("branch", *self.ends(test), "True")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        joins = any(
            isinstance(side, ast.JoinedStr | ast.List | ast.Tuple) or _is_text(side) for side in (node.left, node.right)
        )
        if not joins and isinstance(node.op, ast.Add | ast.Sub):
            old, new = ("+", "-") if isinstance(node.op, ast.Add) else ("-", "+")
            self.operator("sign", node.left, node.right, old, new)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        start, end = self.ends(node)
        if isinstance(node.op, ast.USub):
            self.add("sign", start, end, self.text(node.operand))
            if isinstance(node.operand, ast.Constant):
                return
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for left, op, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
            if type(op) in COMPARED:
                self.operator("sign", left, right, *COMPARED[type(op)])
        self.generic_visit(node)

    def key(self, node: ast.AST) -> None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w.\-~ ]+", node.value):
            start, end = self.ends(node)
            self.add("key", start, end, f'"{node.value}_"')

    def visit_Subscript(self, node: ast.Subscript) -> None:
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple | ast.List) else [node.slice]
        for part in parts:
            for one in part.elts if isinstance(part, ast.List | ast.Tuple) else [part]:
                self.key(one)
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        for one in node.keys:
            if one is not None:
                self.key(one)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in {"cast", "TypeVar", "NewType", "field", "getattr", "isinstance", "issubclass", "lru_cache"}:
            if name == "getattr" and len(node.args) > 1:
                self.key(node.args[1])
            return
        if name in FRAMES:
            for one in node.args:
                for part in one.elts if isinstance(one, ast.List | ast.Tuple) else [one]:
                    self.key(part)
        plain = [one for one in node.args if not isinstance(one, ast.Starred)]
        if len(plain) > 1:
            self.swap(plain[0], plain[1])
        languages = {word.arg: word.value for word in node.keywords}
        if languages.keys() >= {"zh", "en"}:
            self.swap(languages["zh"], languages["en"])
        self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        if (
            isinstance(node.ctx, ast.Load)
            and len(node.elts) > 1
            and not any(isinstance(one, ast.Slice) for one in node.elts)
        ):
            self.swap(node.elts[0], node.elts[1])
        self.generic_visit(node)

    def visit_List(self, node: ast.List) -> None:
        if isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
            self.swap(node.elts[0], node.elts[1])
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        start, end = self.ends(node)
        if type(node.value) is int and node.value < 100:
            self.add("index", start, end, str(node.value + 1))
        elif type(node.value) is float and 1e-3 <= node.value < 100:
            self.add("index", start, end, str(node.value * 2))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None: ...


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _executed(node: ast.stmt) -> tuple[int, int]:
    """The lines of a statement itself, without those of the statements in it."""
    if isinstance(node, ast.If | ast.While):
        return node.lineno, node.test.end_lineno or node.lineno
    if isinstance(node, ast.For):
        return node.lineno, node.iter.end_lineno or node.lineno
    if isinstance(node, ast.With):
        return node.lineno, node.items[-1].context_expr.end_lineno or node.lineno
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Try):
        return node.lineno, node.body[0].lineno - 1 if node.body[0].lineno > node.lineno else node.lineno
    return node.lineno, node.end_lineno or node.lineno


def sites(file: str, source: bytes) -> list[Mutant]:
    """Every edit of a module, each with a number where the same edit is possible more than once in a function."""
    visitor = Sites(file, source)
    visitor.visit(ast.parse(source))
    seen: dict[str, int] = defaultdict(int)
    made = []
    for one in sorted(visitor.found, key=lambda one: (one.start, one.end, one.kind)):
        nth = seen[one.id]
        seen[one.id] += 1
        made.append(Mutant(*(getattr(one, name) for name in one.__slots__ if name != "nth"), nth=nth))
    return made


def modules(package: str, root: Path = ROOT) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in (root / "tamkit" / package).rglob("*.py"))


def drawn(found: list[Mutant], seed: int, count: int, left_out: Iterable[str] = ()) -> list[Mutant]:
    """``count`` mutants, evenly over the kinds; the same for the same seed wherever else the code changes."""
    ranked: dict[str, list[Mutant]] = {kind: [] for kind in KINDS}
    for one in sorted(found, key=lambda one: hashlib.sha256(f"{seed}\0{one.kind}\0{one.id}".encode()).digest()):
        if one.id not in left_out:
            ranked[one.kind].append(one)
    picked: list[Mutant] = []
    while len(picked) < count and any(ranked.values()):
        for kind in KINDS:
            if ranked[kind] and len(picked) < count:
                picked.append(ranked[kind].pop(0))
    return picked


def equivalent() -> dict[str, str]:
    """Mutants that change nothing anyone can see, each with the reason."""
    if not EQUIVALENT.exists():
        return {}
    return {entry["id"]: entry["reason"] for entry in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]}


# --- which tests execute a line --------------------------------------------------------------------------------------

RECORD = "tests.record"


class Recorder:
    """A pytest plugin: which lines each test, each fixture and each import executes, and how long a test takes."""

    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.used: dict[str, list[str]] = {}
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.context = ""

    def switch(self, name: str) -> str:
        before, self.context = self.context, name
        self.coverage.switch_context(name)
        return before

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        for item in items:
            info = getattr(item, "_fixtureinfo", None)
            self.used[item.nodeid] = sorted(getattr(info, "names_closure", ()))

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:  # without any mutant: it could tell nothing
            self.failed.add(report.nodeid)

    def hooks(self) -> Any:
        import pytest

        outer = self

        class Hooks:
            @pytest.hookimpl(hookwrapper=True)
            def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
                before = outer.switch(f"test {item.nodeid}")
                yield
                outer.switch(before)

            @pytest.hookimpl(hookwrapper=True)
            def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
                before = outer.switch(f"fixture {fixturedef.argname}")
                yield
                outer.switch(before)

        return Hooks()


def record(file: str, out: str) -> None:
    """Runs one test file and writes what it executes: ``{"seconds", "lines": {module: {line: [tests]}}}``."""
    import coverage
    import pytest

    data = Path(out).with_suffix(".coverage")
    measured = coverage.Coverage(source=["tamkit"], data_file=str(data), config_file=False)
    measured.start()
    plugin = Recorder(measured)
    with contextlib.redirect_stdout(sys.stderr):
        pytest.main(["-q", "-p", "no:cacheprovider", file], plugins=[plugin, plugin.hooks()])
    measured.stop()
    needs: dict[str, list[str]] = defaultdict(list)
    for test, fixtures in plugin.used.items():
        for name in fixtures:
            needs[f"fixture {name}"].append(test)
    lines: dict[str, dict[int, list[str]]] = {}
    found = measured.get_data()
    for path in found.measured_files():
        module = Path(path).relative_to(Path.cwd()).as_posix()
        executed = lines.setdefault(module, {})
        for line, contexts in found.contexts_by_lineno(path).items():
            tests: set[str] = set()
            for context in contexts:
                tests |= {context[5:]} if context.startswith("test ") else set(needs.get(context, ()))
            executed[line] = sorted(tests - plugin.failed)
    Path(out).write_text(json.dumps({"seconds": plugin.seconds, "lines": lines}), encoding="utf-8")
    data.unlink(missing_ok=True)


def files_of_tests(root: Path = ROOT) -> list[str]:
    found = (path.relative_to(root).as_posix() for path in (root / "tests").rglob("test_*.py"))
    return sorted(file for file in found if not any(part in file for part in NOT_ASKED))


def _environment(root: Path) -> dict[str, str]:
    """The package of this folder comes before an installed one; one thread each, and no compiled files left behind."""
    return {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}


def _hash(paths: list[Path]) -> str:
    made = hashlib.sha256()
    for path in paths:
        made.update(path.read_bytes())
    return made.hexdigest()


def executed_by(kept: Path | None, jobs: int, folders: tuple[str, ...] = ()) -> dict[str, Any]:
    """What every test file (of these folders) executes; only what changed since the map was kept is run again."""
    known = json.loads(kept.read_text(encoding="utf-8")) if kept is not None and kept.exists() else {}
    modules = {path.relative_to(ROOT).as_posix(): _hash([path]) for path in sorted((ROOT / "tamkit").rglob("*.py"))}
    states = {}
    for file in files_of_tests():
        if folders and not file.startswith(folders):
            continue
        beside = [path for path in (ROOT / file).parent.glob("*.py") if not path.name.startswith("test_")]
        states[file] = _hash([ROOT / file, *sorted(beside)])

    def fresh(file: str) -> bool:
        """The test file and every module it executes are as they were."""
        about = known.get(file)
        return about is not None and about["state"] == states[file] and about["modules"].items() <= modules.items()

    found = {file: known[file] for file in states if fresh(file)}

    def one(file: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "map.json"
            subprocess.run(
                [sys.executable, __file__, "--record", file, str(out)],
                cwd=ROOT, capture_output=True, env=_environment(ROOT), check=False,
            )  # fmt: skip
            if not out.exists():
                raise SystemExit(f"{file}: its tests could not be run.")
            about = json.loads(out.read_text(encoding="utf-8"))
            executed = {name: modules[name] for name, lines in about["lines"].items() if lines and name in modules}
            found[file] = about | {"state": states[file], "modules": executed}

    missing = [file for file in states if file not in found]
    with ThreadPoolExecutor(jobs) as pool:
        for number, _ in enumerate(pool.map(one, missing), 1):
            print(f"\rrecording what the tests execute: {number}/{len(missing)}", end="", file=sys.stderr)
    if missing:
        print(file=sys.stderr)
    if kept is not None:
        kept.write_text(json.dumps(known | found), encoding="utf-8")
    return found


def asked(mutant: Mutant, executed: dict[str, Any], budget: float) -> tuple[list[str], float]:
    """The tests that execute the edited lines, in the order in which they are asked, and the seconds they take."""
    package = mutant.file.split("/")[1]
    mirror = mutant.file.replace("tamkit/", "tests/", 1).rsplit("/", 1)
    flat = f"tests/{package}/test_{mirror[1]}"
    chosen: list[tuple[int, float, str]] = []
    for file, about in executed.items():
        module = about["lines"].get(mutant.file)
        if module is None:
            continue
        tests: set[str] = set()
        for line in range(mutant.lines[0], mutant.lines[1] + 1):
            tests |= set(module.get(str(line), ()))
        if not tests or not mutant.where or _at_import(mutant):  # executed by importing the module
            tests = {test for some in module.values() for test in some} or set(about["seconds"])
        rank = (
            0 if file in (f"{mirror[0]}/test_{mirror[1]}", flat) else 1 if file.startswith(f"tests/{package}/") else 2
        )
        chosen += [(rank, about["seconds"].get(test, 0.0), test) for test in tests]
    taken: list[str] = []
    seconds = 0.0
    for rank, cost, test in sorted(chosen):
        if rank == 0 or seconds + cost <= budget:
            taken.append(test)
            seconds += cost
    return taken, seconds


def whole(mutant: Mutant) -> tuple[list[str], float]:
    """The mirrored file and then the others of the package, snapshots before the rest: they look at everything."""
    package = mutant.file.split("/")[1]
    mirrored = f"test_{Path(mutant.file).name}"
    files = [file for file in files_of_tests() if file.startswith(f"tests/{package}/")]
    inner = str(Path(mutant.file).parent).replace("tamkit", "tests", 1)

    def rank(file: str) -> tuple[int, str]:
        if file == f"{inner}/{mirrored}":
            return 0, file
        return (1 if any(name in file for name in ("snapshots", "rendered", "drawn")) else 2), file

    return sorted(files, key=rank), 240.0


def _at_import(mutant: Mutant) -> bool:
    """Whether the edit stands in a class's body or a default, which no test executes but by importing it."""
    return mutant.where[:1].isupper() and "." not in mutant.where


# --- trying ----------------------------------------------------------------------------------------------------------


class First:
    """A pytest plugin: runs the asked tests in their order and remembers which failed."""

    def __init__(self, tests: list[str]) -> None:
        self.order = {test: number for number, test in enumerate(tests)}
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        def place(item: Any) -> int:
            """Of a test named alone or by its file; -1 where neither is asked."""
            return self.order.get(item.nodeid, self.order.get(item.nodeid.split("::")[0], -1))

        items[:] = sorted((item for item in items if place(item) >= 0), key=place)

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def attempt(out: str) -> None:
    """Reads test names from stdin; writes which fails first, or nothing."""
    import pytest

    tests = json.load(sys.stdin)
    plugin = First(tests)
    # A test file that came after the copy was made is no test of it, and asking for it would be an error, not a kill.
    files = [file for file in dict.fromkeys(test.split("::")[0] for test in tests) if Path(file).exists()]
    with contextlib.redirect_stdout(sys.stderr):
        code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *files], plugins=[plugin])
    Path(out).write_text(plugin.failed or ("" if code in (0, 5) else f"exit status {int(code)}"), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Outcome:
    mutant: Mutant
    line: int
    killed_by: str
    tests: int

    @property
    def killed(self) -> bool:
        return bool(self.killed_by)


@contextlib.contextmanager
def copies(jobs: int) -> Iterator[SimpleQueue[Path]]:
    """Copies of the repository to spoil; what stands beside it (public data) is linked."""
    with tempfile.TemporaryDirectory(prefix="mutants.") as folder:
        queue: SimpleQueue[Path] = SimpleQueue()
        for number in range(jobs):
            root = Path(folder) / str(number) / "repository"
            root.mkdir(parents=True)
            shutil.copy(ROOT / "pyproject.toml", root)
            for name in COPIED:
                source = ROOT / name
                if source.is_dir():
                    shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
                elif source.exists():
                    shutil.copy(source, root)
            if (ROOT.parent / "shared").exists():
                (root.parent / "shared").symlink_to(ROOT.parent / "shared")
            queue.put(root)
        yield queue


def tried(mutant: Mutant, root: Path, tests: list[str], seconds: float) -> Outcome:
    file = root / mutant.file
    source = file.read_bytes()
    line = mutant.line(source)
    if not tests:
        return Outcome(mutant, line, "", 0)
    out = root.parent / "outcome"
    out.unlink(missing_ok=True)
    file.write_bytes(mutant.apply(source))
    try:
        process = subprocess.Popen(
            [sys.executable, str(root / "tests" / "mutants.py"), "--attempt", str(out)],
            cwd=root, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=_environment(root), start_new_session=True, text=True,
        )  # fmt: skip
        try:
            process.communicate(json.dumps(tests), timeout=60 + 5 * seconds)
            killed = out.read_text(encoding="utf-8") if out.exists() else "the process ended"
        except subprocess.TimeoutExpired:
            killed = "timeout"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    finally:
        file.write_bytes(source)
    return Outcome(mutant, line, killed, len(tests))


def run(
    packages: list[str],
    seed: int,
    count: int,
    jobs: int,
    budget: float,
    kept: Path | None,
    own: bool,
    files: bool,
    known: dict[str, str],
) -> dict[str, list[Outcome]]:
    folders = tuple(f"tests/{package}/" for package in packages) if own else ()
    executed = {} if files else executed_by(kept, jobs, folders)
    left_out = set(equivalent())
    outcomes: dict[str, list[Outcome]] = {}
    with copies(jobs) as queue, ThreadPoolExecutor(jobs) as pool:

        def one(mutant: Mutant) -> Outcome:
            if known.get(mutant.id):
                return Outcome(mutant, 0, known[mutant.id], 0)
            root = queue.get()
            try:
                tests, seconds = whole(mutant) if files else asked(mutant, executed, budget)
                outcome = tried(mutant, root, tests, seconds)
            finally:
                queue.put(root)
            if not outcome.killed:
                print(f"survived  {mutant.kind:6} {mutant.file}:{outcome.line}  ({outcome.tests} tests)", flush=True)
                print(f"          {mutant.where}: {mutant.old} → {mutant.new}", flush=True)
            return outcome

        for package in packages:
            found = [site for file in modules(package) for site in sites(file, (ROOT / file).read_bytes())]
            began = time.monotonic()
            outcomes[package] = list(pool.map(one, drawn(found, seed, count, left_out)))
            killed = sum(outcome.killed for outcome in outcomes[package])
            total, took = len(outcomes[package]), time.monotonic() - began
            print(f"{package:14} {killed}/{total} killed  ({len(found)} sites, {took:.0f} s)", flush=True)
    return outcomes


def plain(outcomes: dict[str, list[Outcome]], seed: int) -> dict[str, Any]:
    packages = {}
    for package, found in outcomes.items():
        packages[package] = {
            "killed": sum(one.killed for one in found),
            "total": len(found),
            "survivors": [{"kind": one.mutant.kind, "id": one.mutant.id} for one in found if not one.killed],
            "mutants": {one.mutant.id: one.killed_by for one in found},
        }
    return {"seed": seed, "packages": packages}


def main(argv: list[str] | None = None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    if argv[:1] == ["--record"]:
        record(*argv[1:])
        return 0
    if argv[:1] == ["--attempt"]:
        attempt(*argv[1:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="*", metavar="package", help=", ".join(PACKAGES))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--budget", type=float, default=60.0, help="seconds of tests a mutant at most")
    parser.add_argument("--own", action="store_true", help="ask only the tests of the packages named")
    parser.add_argument("--files", action="store_true", help="record nothing: ask whole files, the mirrored one first")
    parser.add_argument("--again", action="store_true", help="only those that --json does not tell as killed")
    parser.add_argument("--map", type=Path, help="file to keep in what the tests execute")
    parser.add_argument("--json", type=Path, help="file to write the outcome to; packages not run stay as they are")
    parser.add_argument("--list", action="store_true", help="print the mutants without trying them")
    args = parser.parse_args(argv)
    packages = args.packages or list(PACKAGES)
    if wrong := [name for name in packages if name not in PACKAGES]:
        parser.error(f"no package {', '.join(wrong)}; there are {', '.join(PACKAGES)}")
    if args.list:
        for package in packages:
            found = [site for file in modules(package) for site in sites(file, (ROOT / file).read_bytes())]
            for one in drawn(found, args.seed, args.count, set(equivalent())):
                print(f"{one.kind:6} {one.id}")
        return 0
    known: dict[str, str] = {}
    if args.again and args.json is not None and args.json.exists():
        for about in json.loads(args.json.read_text(encoding="utf-8"))["packages"].values():
            known |= about["mutants"]
    outcomes = run(packages, args.seed, args.count, args.jobs, args.budget, args.map, args.own, args.files, known)
    if args.json is not None:
        made = plain(outcomes, args.seed)
        if args.json.exists():
            before = json.loads(args.json.read_text(encoding="utf-8"))
            if before["seed"] == args.seed:
                made["packages"] = before["packages"] | made["packages"]
        args.json.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0 if all(sum(one.killed for one in found) >= 0.9 * len(found) for found in outcomes.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
