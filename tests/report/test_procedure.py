"""What is read of how the answers came about."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pandas as pd
import pytest
from report import real

from tamkit.questionnaire import Text
from tamkit.report import procedure
from tamkit.report.content import Content


@pytest.mark.parametrize(
    ("provenance", "found"),
    [({"options": {"a": 1}, "a": 2}, 1), ({"options": {}, "a": 2}, 2), ({"options": None, "a": 2}, 2), ({}, None)],
)
def test_options_come_before_provenance(provenance: dict[str, object], found: object) -> None:
    assert procedure.option(SimpleNamespace(provenance=provenance), "a") == found


def with_form(content: Content, **parts: object) -> Content:
    return dataclasses.replace(content, questionnaire=content.questionnaire.model_copy(update=parts))


@pytest.mark.parametrize(
    ("said", "promised"),
    [
        ("问卷匿名填写，答案没有对错之分；您可以随时退出。", {"anonymous", "no_right_answer", "withdraw"}),
        ("本问卷不匿名。答案不分对错。", {"no_right_answer"}),
        ("It is anonymous, there are no right or wrong answers. You may stop at any time.", set(procedure.PROMISES)),
        ("It is not anonymous.", set()),
        ("您好！", set()),
    ],
)
def test_promises_of_the_introduction(models: Content, said: str, promised: set[str]) -> None:
    made = with_form(models, introduction=Text(zh=said, en=said))
    bare = dataclasses.replace(made, provenance={})
    assert set(procedure.remedies(bare)) & set(procedure.PROMISES) == promised


def test_remedies_are_those_of_the_form_and_of_the_study_file(models: Content) -> None:
    found = procedure.remedies(models)
    assert found["anonymous"] == 1  # stated, and promised
    assert "pages" not in found  # the study file says no
    assert found["checks"] == models.clean.survey.checks.shape[1]
    assert not {"marker", "reverse", "anchors", "time"} & set(found)
    stated = dataclasses.replace(
        models, provenance={"options": {"measurement": {"remedies": {"time": True, "checks": False}}}}
    )
    assert "time" in procedure.remedies(stated)
    assert "checks" not in procedure.remedies(stated)


def test_what_the_items_show(models: Content) -> None:
    form = models.questionnaire
    first = form.constructs[0]
    turned = first.items[0].model_copy(update={"reverse": True, "scale": "other"})
    marker = form.constructs[-1].model_copy(update={"role": "marker"})
    changed = (first.model_copy(update={"items": (turned, *first.items[1:])}), *form.constructs[1:-1], marker)
    found = procedure.remedies(dataclasses.replace(with_form(models, constructs=changed), provenance={}))
    assert (found["reverse"], found["anchors"], found["marker"]) == (1, 2, 1)


def test_the_outcome_has_a_page_of_its_own_only_where_no_other_scale_is_on_it(models: Content) -> None:
    form = models.questionnaire
    block = next(one for one in form.blocks if one.kind == "matrix")
    others = [code for code in form.item_codes if code not in form.items_of(form.outcome)]

    def pages(*entries: tuple[str, ...]) -> bool:
        made = tuple(block.model_copy(update={"entries": one}) for one in entries)
        return "pages" in procedure.remedies(dataclasses.replace(with_form(models, blocks=made), provenance={}))

    assert pages(tuple(others), tuple(form.items_of(form.outcome)))
    assert not pages(tuple(others), (others[0], *form.items_of(form.outcome)))
    assert not pages((*others, *form.items_of(form.outcome)))
    assert not pages()


def collected(content: Content, meta: pd.DataFrame, *platforms: str, simulated: bool = False) -> object:
    survey = dataclasses.replace(
        content.clean.survey, sources=tuple(SimpleNamespace(platform=name) for name in platforms)
    )
    clean = dataclasses.replace(content.clean, meta=meta, survey=survey)
    return procedure.collected(dataclasses.replace(real.but(content, clean=clean), simulated=simulated))


def test_where_and_when_as_far_as_it_is_known(models: Content) -> None:
    nothing = pd.DataFrame({"row": [1, 2]})
    assert collected(models, nothing, "csv", "spss") is None
    assert collected(models, nothing, "wjx", "wjx", "csv").platforms == ("wjx",)
    times = pd.DataFrame({"submitted": ["2026-01-02 08:00", None, "2026-01-01 23:00"], "seconds": [60.0, 120.0, None]})
    found = collected(models, times)
    assert (found.first, found.last, found.minutes) == ("2026-01-01", "2026-01-02", 1.5)
    assert collected(models, times, "wjx", simulated=True) is None
    empty = pd.DataFrame({"submitted": [None], "seconds": [None]})
    assert collected(models, empty) is None
