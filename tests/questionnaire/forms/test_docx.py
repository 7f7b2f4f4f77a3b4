"""The form in Word: what hangs together on a page, and how far things are indented."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import docx
import pytest
from questionnaire.sample import SAMPLE
from report.ooxml import faults

from tamkit.questionnaire import export, loads

OPTIONS = "".join(f"      - {{code: {n}, label: answer number {n} of a long list}}\n" for n in range(1, 8))
#: Seven answers, more than stand side by side.
TEXT = SAMPLE.replace(
    "blocks:\n", f"  - code: many\n    name: Many\n    text: Which one?\n    options:\n{OPTIONS}blocks:\n", 1
)
TEXT = TEXT.replace("[user, product, age]", "[user, product, age, many]")


@pytest.fixture(scope="module")
def paragraphs(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    path = tmp_path_factory.mktemp("form") / "form.docx"
    export(loads(TEXT), "docx", path, lang="en")
    return docx.Document(str(path)).paragraphs


def test_word_would_not_call_it_damaged(tmp_path: Path) -> None:
    for name in ("en", "both"):
        export(loads(TEXT), "docx", tmp_path / f"{name}.docx", lang=name)
        assert faults((tmp_path / f"{name}.docx").read_bytes()) == []


def stems(paragraphs: list) -> list:
    return [one for one in paragraphs if one.text[:1].isdigit() and "\t" in one.text]


def answers(paragraphs: list) -> list:
    return [one for one in paragraphs if "answer number" in one.text]


def test_numbers_hang_out_by_as_much_as_the_text_is_indented(paragraphs: list) -> None:
    assert len(stems(paragraphs)) == 5
    for one in stems(paragraphs):
        shape = one.paragraph_format
        assert shape.first_line_indent == -shape.left_indent
        assert [stop.position for stop in shape.tab_stops] == [shape.left_indent]


def test_answers_stand_in_columns_below_the_text_of_their_question(paragraphs: list) -> None:
    rows = answers(paragraphs)
    columns = [one.text.count("\t") + 1 for one in rows]
    assert sum(columns) == 7
    assert columns[0] > 1
    assert [n for n in columns[:-1] if n != columns[0]] == []
    for one in rows:
        shape = one.paragraph_format
        assert shape.left_indent == stems(paragraphs)[0].paragraph_format.left_indent
        stops = [shape.left_indent, *(stop.position for stop in shape.tab_stops)]
        assert len(stops) == columns[0]
        gaps = [after - before for before, after in pairwise(stops)]
        assert max(gaps) - min(gaps) <= 2000  # evenly, to a few thousandths of a millimetre


def test_a_question_stays_on_one_page(paragraphs: list) -> None:
    """Each paragraph holds on to the next, but for the last row of answers."""
    rows = answers(paragraphs)
    assert [one.paragraph_format.keep_with_next for one in rows] == [True] * (len(rows) - 1) + [False]
    stem = next(one for one in paragraphs if "Which one?" in one.text)
    assert stem.paragraph_format.keep_with_next
    without = next(one for one in paragraphs if "How old?" in one.text)
    assert not without.paragraph_format.keep_with_next
