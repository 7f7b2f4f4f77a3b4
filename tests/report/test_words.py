"""`Words`: what stands in the catalogues, in one language, with emphasis and references."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tamkit.errors import OptionError
from tamkit.messages import Message
from tamkit.questionnaire import Text
from tamkit.report.tree import Column, Table, paragraph
from tamkit.report.words import Words
from tamkit.sem.notes import FitWarning

EN, ZH = Words("en"), Words("zh")


def test_a_phrase_and_its_values() -> None:
    assert EN("report.sample.step_n", step="Valid", n=3) == "Valid  n = 3"
    assert EN("report.table", number=2, appendix=False) == "Table 2"
    assert ZH("report.table", number=2, appendix=False) == "表2"


def test_a_paragraph_has_emphasis_and_its_values_have_none() -> None:
    values = {"title": "*a* **b** {c}", "table": "fit", "shown": 1, "pairs": 3, "n": 9}
    made = EN.p("report.credit.together_text", **values)
    assert made.text.startswith("*a* **b** {c}. fit gives ")
    assert [(run.text, run.style) for run in made.runs if run.style] == [("*a* **b** {c}.", "strong"), ("fit", "ref")]


def test_values_are_said_in_the_language() -> None:
    values = {"rows": 1, "platform": Message("report.platform", platform="wjx"), "name": "a.csv"}
    assert EN.p("report.provenance.data", **values).text == "a.csv (1 row, platform: Wenjuanxing)"
    assert ZH.p("report.provenance.data", **values).text.startswith("a.csv")
    assert "问卷星" in ZH.p("report.provenance.data", **values).text


def test_what_other_packages_say_is_said_in_the_language() -> None:
    warning = FitWarning("heywood", Message("located", place="tam", what=("PU", "IT")))
    assert ZH.say(warning) == "tam：PU、IT"
    assert EN.say(warning) == "tam: PU, IT"
    assert EN.say(OptionError(Message("report.nothing_chosen"))).startswith("report: name at least")
    assert ZH.say(Text(zh="说明", en="A remark.")) == "说明"
    assert ZH.say("never seen before") == "never seen before"
    assert EN.say(SimpleNamespace(message=Message("report.skip"))) == EN("report.skip")


def test_each_remark_stands_once() -> None:
    (made,) = EN.remarks([Message("report.skip"), "Skip to the text", "*other* {words}"])
    assert [item.text for item in made.items] == ["Skip to the text", "*other* {words}"]
    assert EN.remarks([]) == ()


def test_bullets_are_ordered_where_asked() -> None:
    items = (paragraph("a"), paragraph("b"))
    assert EN.bullets(*items).items == items
    assert (EN.bullets(*items).ordered, EN.bullets(*items, ordered=True).ordered) == (False, True)


def test_the_first_note_of_a_table_is_introduced() -> None:
    def table(*notes: str) -> Table:
        return Table("t", "c", (Column("a", "A"),), (), notes)

    assert [one.text for one in EN.notes(table("one *a*", "two {b}"))] == ["Note: one *a*", "two {b}"]
    assert EN.notes(table()) == []
    assert [one.text for one in EN.notes(table("one.", "n\u00a0= 3.", "two"))] == ["Note: one. n\u00a0= 3.", "two"]
    assert [one.text for one in ZH.notes(table("一。", "n = 3，无缺失。"))] == ["注：一。n = 3，无缺失。"]
    assert [one.text for one in EN.notes(table("n = 3."))] == ["Note: n = 3."]
    assert len(EN.notes(table("one.", f"n = 3. {'And much more. ' * 9}"))) == 2
    assert ZH.notes(table("一"))[0].text.startswith("注")


@pytest.mark.parametrize(("t", "joined", "clauses"), [(EN, "a, b", "a; b"), (ZH, "a、b", "a；b")])
def test_lists_in_running_text(t: Words, joined: str, clauses: str) -> None:
    assert t.join(["a", "b"]) == joined
    assert t.clauses(["a", "b"]) == clauses
    assert t.join([]) == t.clauses([]) == ""
    assert t.han == (t is ZH)
