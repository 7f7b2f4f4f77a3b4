"""Tests stand where the code stands: a test file a module, lines in proportion, and no clock in an assertion."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
PACKAGE = TESTS.parent / "tamkit"
MIRRORED = ("drawing", "measurement", "drivers", "report", "study")
#: Lines of tests to lines of code at least, a package.
LEAST = {"drawing": 0.5, "report": 0.5}
LEAST_OF_ALL = 0.6
PACKAGES = ("messages", "drawing", "syntax", "questionnaire", "sem", "survey", "measurement", "drivers")
PACKAGES += ("report", "study", "cli")
CLOCKS = {"time", "perf_counter", "monotonic", "process_time", "thread_time", "perf_counter_ns", "time_ns", "elapsed"}


def modules(package: str) -> list[str]:
    """The modules of a package that want a test file, as paths below ``tamkit``."""
    found = (path.relative_to(PACKAGE).as_posix() for path in (PACKAGE / package).rglob("*.py"))
    return sorted(name for name in found if not name.endswith("__init__.py"))


def mirror(module: str) -> Path:
    """``report/chapters/fit.py`` → ``tests/report/chapters/test_fit.py``."""
    folder, _, name = module.rpartition("/")
    return TESTS / folder / f"test_{name}"


def lines(text: str) -> int:
    """Lines that hold code: no blank ones, comments or docstrings."""
    kept: set[int] = set()
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in skipped:
            kept |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and ast.get_docstring(node, clean=False) is not None
        ):
            said = node.body[0]
            kept -= set(range(said.lineno, (said.end_lineno or said.lineno) + 1))
    return len(kept)


def ratio(package: str) -> tuple[int, int]:
    """Lines of tests and of code. Fixtures, helpers and data beside the tests do not count."""
    tests = sum(lines(path.read_text(encoding="utf-8")) for path in (TESTS / package).rglob("test_*.py"))
    return tests, sum(lines(path.read_text(encoding="utf-8")) for path in (PACKAGE / package).rglob("*.py"))


@pytest.mark.parametrize("package", MIRRORED)
def test_every_module_has_its_test_file(package: str) -> None:
    missing = [str(mirror(module).relative_to(TESTS)) for module in modules(package) if not mirror(module).exists()]
    assert not missing, f"no {', '.join(missing)}"


@pytest.mark.parametrize("package", MIRRORED)
def test_a_mirrored_test_file_tests_its_module(package: str) -> None:
    """It has tests and names the module, or what its package hands on."""
    for module in modules(package):
        text = mirror(module).read_text(encoding="utf-8")
        name = module.removesuffix(".py").replace("/", ".")
        assert "def test_" in text, module
        packages = ("tamkit", f"tamkit.{name.rpartition('.')[0]}")
        assert f"tamkit.{name}" in text or any(f"from {one} import" in text for one in packages), module


@pytest.mark.parametrize("package", PACKAGES)
def test_lines_of_tests_to_lines_of_code(package: str) -> None:
    tests, code = ratio(package)
    least = LEAST.get(package, LEAST_OF_ALL)
    assert tests >= least * code, f"{package}: {tests} lines of tests to {code} of code, {tests / code:.2f} < {least}"


def _clocks(tree: ast.AST) -> Iterator[int]:
    """Assertions that compare what a clock said, directly or by a name that was given a clock's reading."""

    def reads(node: ast.AST) -> bool:
        return any(isinstance(part, ast.Call) and _is_clock(part.func) for part in ast.walk(node))

    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef):
            continue
        timed: set[str] = set()
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and (reads(node.value) or _names(node.value) & timed):
                timed |= {name for target in node.targets for name in _names(target)}
        for node in ast.walk(scope):
            if isinstance(node, ast.Assert) and (reads(node.test) or _names(node.test) & timed):
                yield node.lineno


def _is_clock(called: ast.expr) -> bool:
    """``perf_counter()``, ``time.time()``; ``datetime.time(…)`` is an hour of the day."""
    if isinstance(called, ast.Attribute):
        return called.attr in CLOCKS and not (called.attr == "time" and ast.unparse(called.value) != "time")
    return isinstance(called, ast.Name) and called.id in CLOCKS


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def test_nothing_asserts_how_long_something_took() -> None:
    found = []
    for path in TESTS.rglob("*.py"):
        found += [f"{path.relative_to(TESTS)}:{line}" for line in _clocks(ast.parse(path.read_text(encoding="utf-8")))]
    assert not found, "an assertion reads the clock: " + ", ".join(found)


def test_a_clock_in_an_assertion_is_seen() -> None:
    bad = "def f():\n    start = perf_counter()\n    g()\n    took = time.time() - start\n    assert took < 1\n"
    assert list(_clocks(ast.parse(bad))) == [5]
    assert list(_clocks(ast.parse("def f():\n    start = perf_counter()\n    assert g()\n"))) == []
    assert list(_clocks(ast.parse("def f():\n    assert g(dt.time(1, 2)) == 62\n"))) == []


def test_lines_are_those_with_code() -> None:
    assert (
        lines('"""Said."""\n\n# a comment\nx = (\n    1,  # one\n)\n\n\ndef f():\n    """Said."""\n    return x\n') == 5
    )


if __name__ == "__main__":
    for package in PACKAGES:
        tests, code = ratio(package)
        print(f"{package:14} {tests:6} {code:6} {tests / code:5.2f}", file=sys.stdout)
