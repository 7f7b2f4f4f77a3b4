"""Whether any count of fewer people than the study shows leaves it: every text, table and number is looked through."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from study import small as example

from tamkit.messages import Message
from tamkit.messages.catalogue import catalogue
from tamkit.messages.wording import cases
from tamkit.study import Study
from tamkit.study.protected import COUNTS, LEVELS, SAID, few, protected

LIMIT = 100
#: Levels of 97 and 83 people; 79 of the 83 answered what only they were asked; 71 of one level and 68 of
#: another did not say whether they work.
SMALL = {"97", "83", "79", "71", "68"}
ASKED = """
  - code: edu
    name: {zh: 学历, en: Education}
    text: {zh: 您的学历, en: Your education}
    options:
      - {code: 1, label: {zh: 高中, en: School}}
      - {code: 2, label: {zh: 本科, en: Bachelor}}
      - {code: 3, label: {zh: 硕士, en: Master}}
      - {code: 4, label: {zh: 博士, en: Doctor}}
  - code: field
    name: {zh: 专业, en: Field}
    text: {zh: 您的专业, en: Your field}
    options: [{code: 1, label: {zh: 文科, en: Arts}}, {code: 2, label: {zh: 理科, en: Science}}]
    base: {variable: edu, options: [4]}
  - code: work
    name: {zh: 工作, en: Work}
    text: {zh: 您有工作吗, en: Do you work}
    options: [{code: 1, label: {zh: 有, en: Working}}, {code: 2, label: {zh: 无, en: Not working}}]
models:"""
MORE = f"""\
small_cells: {LIMIT}
groups: [edu]
segments: [edu, work]
analyses:
  crosstabs: [{{row: edu, column: work}}]
questions:
  - {{id: RQ1, text: {{zh: 意愿如何, en: How high}}, kind: level, of: [INT, work, PU1], by: [edu]}}
  - {{id: RQ2, text: {{zh: 谁, en: Who}}, kind: segments, of: [PU, IT], by: [edu]}}
report: {{lang: [zh, en], format: [md]}}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report folder of a study that hides counts below 100."""
    folder = tmp_path_factory.mktemp("small_cells")
    example.write(folder, 580, MORE)
    study = folder / "study.yaml"
    study.write_text(study.read_text(encoding="utf-8").replace("report: {lang: en, format: md}\n", "", 1), "utf-8")
    form = folder / "form.yaml"
    form.write_text(form.read_text(encoding="utf-8").replace("\nmodels:", ASKED, 1), encoding="utf-8")
    answers = pd.read_csv(folder / "responses.csv")
    labels = np.repeat(["School", "Bachelor", "Master", "Doctor"], [250, 150, 97, 83])
    answers["edu"] = labels
    answers["field"] = np.where(labels == "Doctor", np.where(np.arange(580) % 3, "Arts", "Science"), None)
    answers.loc[answers.index[-4:], "field"] = None
    answers["work"] = np.where(np.arange(580) % 4, "Working", "Not working")
    answers.loc[[*range(100, 171), *range(300, 368)], "work"] = None
    answers.to_csv(folder / "responses.csv", index=False)
    Study.load(study).run().report(folder / "out")
    return folder / "out"


def numbers(text: str) -> set[str]:
    """The whole numbers of a text that are no part of another one."""
    return set(re.findall(r"(?<![\w.,−–%\[\]#/-])\d+(?![\w%/]|[.,]\d|\])", text))


def rows(found: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(found, dict):
        yield where, found
        for key, part in found.items():
            yield from rows(part, f"{where}.{key}")
    elif isinstance(found, list):
        for part in found:
            yield from rows(part, where)


def test_no_count_below_the_limit_is_in_the_results(told: Path) -> None:
    found = json.loads((told / "results.json").read_text(encoding="utf-8"))
    odd, seen = [], 0
    for where, row in rows(found):
        counted = [name for name in COUNTS if name in row] if not LEVELS.isdisjoint(row) else []
        counted += SAID.get(str(row.get("key")), ())
        counted += ["small"] if "unplaced" in row and "small" in row else []
        for name in counted:
            seen += 1
            if few(row.get(name, row.get("values", {}).get(name) if "values" in row else None), LIMIT):
                odd.append((where, name, row))
    assert seen > 100
    assert not odd, odd[:5]


def test_no_text_and_no_table_has_one(told: Path) -> None:
    results = json.loads((told / "results.json").read_text(encoding="utf-8"))
    assert results["description"].pop("likert")  # how an item was answered tells of nobody
    texts = {"results": json.dumps(results, indent=1)}
    texts |= {path.name: path.read_text(encoding="utf-8-sig") for path in told.glob("tables/*.csv")}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in told.glob("*.md")}
    assert len(texts) > 10
    odd = {
        (name, line.strip()[:200])
        for name, text in texts.items()
        for line in text.splitlines()
        if numbers(line) & SMALL
    }
    assert not odd, sorted(odd)[:10]


def test_what_is_hidden_without_a_study() -> None:
    frame = pd.DataFrame(
        {"level": [1, 2, 3], "n": [40, 3, 0], "mean": [1.0, 2.0, 3.0], "why": [None, told_of(4), None]}
    )
    made = protected(frame, 5)
    assert made["n"].isna().tolist() == [False, True, False]
    assert made["mean"].tolist() == [1.0, 2.0, 3.0]
    assert str(made["why"][1]) == "A (few)"
    assert protected(frame, 0) is frame
    assert protected(frame, 3) is frame
    free = pd.DataFrame({"item": ["a"], "n": [3]})
    assert protected(free, 5) is free  # who answered an item is no level
    assert protected((told_of(9),), 5) == (told_of(9),)


@dataclasses.dataclass(frozen=True)
class Found:
    refused: dict[str, Any]
    remarks: tuple[Message, ...] = ()


def test_sizes_by_level_do_not_follow_from_their_sum() -> None:
    made = protected(Found({"1": 30, "2": 3, "3": 9}, (Message("list.more", words=(told_of(3),), more=1),)), 5)
    assert made.refused == {"1": 30, "2": None, "3": None}
    assert str(made.remarks[0]) == "A (few) and 1 more"


def told_of(n: int) -> Message:
    return Message("drivers.group_size", label="A", n=n)


def test_every_entry_has_words_for_what_is_hidden() -> None:
    for language in ("zh", "en"):
        for key, names in SAID.items():
            entry = catalogue(language)[key]
            assert all("none" in cases(entry)[name] for name in names), key


def test_sizes_of_levels_are_said_by_entries_that_can_hide_them() -> None:
    """A new sentence with the number of people in a level is found by its words."""
    told = {
        key
        for key, entry in catalogue("en").items()
        if isinstance(entry, str) and re.search(r"\{(label|level)\}.*\b[n(] ?=? ?\{n[:}]", entry)
    }
    fitted = {"sem.drawn_group", "sem.summary_group"}  # of whole fits, which are not of few
    assert told - fitted <= set(SAID), told - set(SAID)
    assert len(told) > 3
