"""A report folder is whole or absent, and nothing of anybody's is lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tamkit.errors import InputError
from tamkit.study.folder import check_replaceable, files_of, read_manifest, replacing, write_whole


def make(folder: Path, text: str = "numbers") -> None:
    with replacing(folder) as staging:
        (staging / "tables").mkdir()
        (staging / "tables" / "fit.csv").write_text(text, encoding="utf-8")
        manifest = {"tamkit": {}, "files": files_of(staging)}
        (staging / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_a_folder_appears_whole_with_ordinary_rights(tmp_path: Path) -> None:
    target = tmp_path / "reports" / "mine"
    make(target)
    assert (target / "tables" / "fit.csv").read_text(encoding="utf-8") == "numbers"
    assert [path.name for path in target.parent.iterdir()] == ["mine"]
    mask = os.umask(0)
    os.umask(mask)
    assert target.stat().st_mode & 0o777 == 0o777 & ~mask


def test_an_untouched_report_is_replaced(tmp_path: Path) -> None:
    make(tmp_path / "out", "old")
    (tmp_path / "out" / ".DS_Store").write_bytes(b"")
    make(tmp_path / "out", "new")
    assert (tmp_path / "out" / "tables" / "fit.csv").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_failure_leaves_the_old_one_and_nothing_else(tmp_path: Path, error: type[BaseException]) -> None:
    make(tmp_path / "out", "old")

    def interrupted() -> None:
        with replacing(tmp_path / "out") as staging:
            (staging / "half").write_text("x", encoding="utf-8")
            raise error

    with pytest.raises(error):
        interrupted()
    assert (tmp_path / "out" / "tables" / "fit.csv").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_takes_back_the_parents_it_made(tmp_path: Path) -> None:
    def failing() -> None:
        with replacing(tmp_path / "a" / "b"):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert list(tmp_path.iterdir()) == []


def test_somebody_s_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("work", encoding="utf-8")
    with pytest.raises(InputError, match="not empty and no report"):
        check_replaceable(tmp_path)


def test_a_note_put_into_a_report_is_not_lost(tmp_path: Path) -> None:
    make(tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"notes\.txt, not written by tamkit"):
        check_replaceable(tmp_path / "out")


def test_an_edited_report_is_not_lost(tmp_path: Path) -> None:
    make(tmp_path / "out")
    (tmp_path / "out" / "tables" / "fit.csv").write_text("edited", encoding="utf-8")
    with pytest.raises(InputError, match=r"fit\.csv, edited since"):
        check_replaceable(tmp_path / "out")


def test_a_file_in_the_way_and_a_foreign_manifest(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="not a folder"):
        check_replaceable(tmp_path / "file")
    for text, expected in (("{", "not readable as JSON"), ("{}", "not a manifest of tamkit")):
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=expected):
            read_manifest(tmp_path)


def test_write_whole_replaces_or_leaves(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.json", "one\n")
    write_whole(tmp_path / "a.json", "two\n")
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "two\n"
    with pytest.raises(InputError, match="no such folder"):
        write_whole(tmp_path / "none" / "a.json", "x")
    with pytest.raises(InputError, match="a folder"):
        write_whole(tmp_path, "x")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_report_edited_while_a_new_one_is_made_is_kept_and_the_new_one_stands_beside(tmp_path: Path) -> None:
    """At 0.1.0 the edit was overwritten without a word."""
    make(tmp_path / "out", "old")

    def edited_meanwhile() -> None:
        with replacing(tmp_path / "out") as staging:
            (staging / "report.md").write_text("new", encoding="utf-8")
            (tmp_path / "out" / "tables" / "fit.csv").write_text("my numbers", encoding="utf-8")

    for kept in ("out.new", "out.new-2"):
        with pytest.raises(InputError, match=rf"out: changed .* \(tables/fit\.csv\), .* in .*{kept}\.$"):
            edited_meanwhile()
        assert (tmp_path / "out" / "tables" / "fit.csv").read_text(encoding="utf-8") == "my numbers"
        assert (tmp_path / kept / "report.md").read_text(encoding="utf-8") == "new"
        (tmp_path / "out" / "tables" / "fit.csv").write_text("old", encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "out.new", "out.new-2"]


def test_a_folder_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    def another_came() -> None:
        with replacing(tmp_path / "out") as staging:
            (staging / "report.md").write_text("new", encoding="utf-8")
            (tmp_path / "out").mkdir()
            (tmp_path / "out" / "thesis.docx").write_text("work", encoding="utf-8")

    with pytest.raises(InputError, match=r"out: changed while the new one was being made, and left"):
        another_came()
    assert (tmp_path / "out" / "thesis.docx").read_text(encoding="utf-8") == "work"


def test_a_link_put_into_a_report_is_not_lost(tmp_path: Path) -> None:
    make(tmp_path / "out")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "mine").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="mine, not written by tamkit"):
        check_replaceable(tmp_path / "out")


def test_a_report_that_a_killed_run_left_aside_comes_back(tmp_path: Path) -> None:
    make(tmp_path / "out", "old")
    (tmp_path / "out").rename(tmp_path / ".out.tamkit-0123abcd.old")
    make(tmp_path / "out", "new")
    assert (tmp_path / "out" / "tables" / "fit.csv").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
