"""The mutants are edits that read as Python, drawn the same every time, and the equivalent ones are still there."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import mutants
import pytest

SOURCE = b'''"""Words == 1."""
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LIMIT: "int" = 12


def f(a: int, b: int = 2) -> int:
    """a - b"""
    assert a != b, "a - b"
    if a < b and a:
        raise ValueError("a - b")
    frame = {"key": -a, "other": max(a, b)}
    return frame["key"] + [one for one in (a, b) if one > 3][0]
'''


def test_sites_of_a_module() -> None:
    found = mutants.sites("tamkit/x/y.py", SOURCE)
    edits = {(one.kind, one.old, one.new) for one in found}
    assert {
        ("index", "12", "13"),
        ("index", "2", "3"),
        ("sign", "<", ">="),
        ("sign", "-a", "a"),
        ("sign", "+", "-"),
        ("branch", "a < b and a", "False"),
        ("branch", " and ", " or "),
        ("branch", "one > 3", "True"),
        ("key", '"key"', '"key_"'),
        ("swap", "a, b", "b, a"),
    } <= edits
    assert not [one for one in found if b"- b" in SOURCE[one.start : one.end]]
    assert not [one for one in found if one.old in ("!=", "TYPE_CHECKING")]


def test_every_edit_reads_as_python_and_changes_one_place() -> None:
    for one in mutants.sites("tamkit/x/y.py", SOURCE):
        made = one.apply(SOURCE)
        ast.parse(made)
        assert made != SOURCE
        assert ast.dump(ast.parse(made)) != ast.dump(ast.parse(SOURCE)), one.id


@pytest.mark.parametrize("package", mutants.PACKAGES)
def test_forty_are_drawn_a_package_the_same_every_time(package: str) -> None:
    found = []
    for file in mutants.modules(package):
        found += mutants.sites(file, (mutants.ROOT / file).read_bytes())
    drawn = mutants.drawn(found, 1, 40)
    assert len({one.id for one in drawn}) == 40
    assert drawn == mutants.drawn(found[::-1], 1, 40)
    assert drawn != mutants.drawn(found, 2, 40)
    kinds = [one.kind for one in drawn]
    assert {kinds.count(kind) for kind in mutants.KINDS} == {8}
    for one in drawn:
        ast.parse(one.apply((mutants.ROOT / one.file).read_bytes()))


def test_other_code_does_not_change_what_is_drawn() -> None:
    found = mutants.sites("tamkit/x/y.py", SOURCE)
    more = mutants.sites("tamkit/x/y.py", SOURCE.replace(b"LIMIT", b"# a comment\n\n\nLIMIT"))
    assert [one.id for one in mutants.drawn(found, 1, 5)] == [one.id for one in mutants.drawn(more, 1, 5)]


def test_what_is_left_out_is_not_drawn() -> None:
    found = mutants.sites("tamkit/x/y.py", SOURCE)
    first = mutants.drawn(found, 1, 1)[0]
    assert first.id not in {one.id for one in mutants.drawn(found, 1, 99, {first.id})}


def test_equivalent_mutants_are_there_and_have_a_reason() -> None:
    for name, reason in mutants.equivalent().items():
        file = name.split(":")[0]
        assert name in {one.id for one in mutants.sites(file, (mutants.ROOT / file).read_bytes())}, name
        assert len(reason) > 20


def test_nine_of_ten_are_killed() -> None:
    kept = Path(mutants.__file__).with_name("mutants.json")
    if not kept.exists():
        pytest.skip("no outcome is committed")
    for package, found in json.loads(kept.read_text(encoding="utf-8"))["packages"].items():
        assert found["killed"] >= 0.9 * found["total"], package
