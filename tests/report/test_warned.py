"""One collector: whatever a fit of a study warns of reaches the machine file, the appendix, and page one in short."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
from report import real

from tamkit.measurement import assess
from tamkit.messages import Message
from tamkit.questionnaire.parts import Base
from tamkit.report import document, md
from tamkit.report.content import Content
from tamkit.report.plain import dumps
from tamkit.report.warned import NAMED, Warned, _named, collected, draws, first_page, unsaid, unsettled
from tamkit.sem.notes import FitWarning
from tamkit.sem.result import Fit
from tamkit.study import Results

ODD = FitWarning("heywood", Message("sem.heywood", variables=("x",), group=None))


@pytest.fixture
def all_warn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fit warns of something, each of something of its own."""
    said = Fit.warnings

    def told(self: Fit) -> tuple[FitWarning, ...]:
        own = FitWarning("heywood", Message("sem.heywood", variables=(f"of {id(self)}",), group=None))
        return (*said.func(self), own)

    monkeypatch.setattr(Fit, "warnings", property(told))


@pytest.mark.usefixtures("all_warn")
def test_every_fit_is_heard(small: Results) -> None:
    """Fails at 0.1.0 for every companion: ``warnings`` was empty whatever they said."""
    fits = list(small.findings.fits())
    assert {field for field, _, _ in fits} >= {"measurement", "drivers", "common_method", "competing", "robustness"}
    heard = {
        one.message.values["variables"][0]
        for one in collected(small.findings)
        if one.code == "heywood" and one.message.values["variables"][0].startswith("of ")
    }
    assert heard == {f"of {id(fit)}" for _, _, fit in fits}
    told = json.loads(dumps(small.to_dict()))["warnings"]
    for _, _, fit in fits:
        (one,) = (entry for entry in told if entry.get("code") == "heywood" and f"of {id(fit)}" in entry["en"])
        assert set(one) == {"stage", "model", "code", "key", "values", "zh", "en"}
    text = md.render(document(small.content, "en")).decode()
    assert all(f"of {id(fit)}" in text for _, _, fit in fits)


@pytest.mark.usefixtures("all_warn")
def test_page_one_has_a_line_for_the_companions_together(small: Results) -> None:
    beside = [(field, name) for field, name, _ in small.findings.companions()]
    lines = [one for one in small.warnings if one.key == "report.companions_warn"]
    (line,) = (one for one in lines if one.values["code"] == "heywood")
    assert line.values["n"] == len({(field, name) for field, name in beside})
    for part in line.values["fits"]:
        assert (part.values["fits"] is None) == (part.values["n"] > NAMED)
    assert "Robustness" in line.say("en")
    assert "稳健性" in line.say("zh")


def test_one_warning_of_several_models_is_one_line(small: Results) -> None:
    assert small.measurement is not None
    rows = [one for one in collected(small.findings) if one.code == "rows_dropped"]
    assert len(rows) > 3  # every fit left out the two who skipped an item
    said = [str(one) for one in small.warnings]
    assert sum("2 of 120" in one for one in said) == 1
    assert not any("rows" in one for one in said)


def warned(models: Content, monkeypatch: pytest.MonkeyPatch, *codes: FitWarning) -> tuple[Message, ...]:
    monkeypatch.setattr(Fit, "warnings", property(lambda self: codes))
    return first_page(models.findings, models.questionnaire)


def test_what_the_main_models_share_is_said_once(ordered: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    found = warned(ordered, monkeypatch, ODD)
    (line,) = (one for one in found if one.key == "report.warns")
    names = [str(model) for model in line.values["models"]]
    assert names == ["measurement model", "model tam", "model tam_risk_trust"]
    assert warned(ordered, monkeypatch) == tuple(
        one for one in found if one.key not in ("report.warns", "report.companions_warn")
    )


@dataclasses.dataclass
class Drawn:
    requested: int
    converged: int
    admissible: int


@dataclasses.dataclass
class Resampled:
    bootstrap: Drawn | None


@pytest.mark.parametrize(
    ("drawn", "codes"),
    [
        (None, []),
        (Drawn(1000, 1000, 1000), []),
        (Drawn(1000, 950, 950), []),
        (Drawn(1000, 949, 949), ["draws_lost"]),
        (Drawn(1000, 1000, 950), []),
        (Drawn(492, 492, 443), ["draws_inadmissible"]),
        (Drawn(500, 400, 300), ["draws_lost", "draws_inadmissible"]),
    ],
)
def test_draws_that_settle_little(drawn: Drawn | None, codes: list[str]) -> None:
    assert [one.code for one in draws(Resampled(drawn))] == codes


MOVED = Message("sem.moves", name="PU =~ PU1", here=1.0, there=-1.0)
LOWER = FitWarning(
    "lower_minimum",
    Message(
        "sem.lower_minimum",
        lower=1.0,
        chisq=2.0,
        parameters=(Message("sem.moves", name="PU =~ PU1", here=1.0, there=-1.0),),
        inadmissible=False,
    ),
)


def test_a_lower_minimum_is_told_without_a_command_and_once(models: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not unsettled(models.findings)
    (line,) = (one for one in warned(models, monkeypatch, LOWER) if one.key == "report.warns")
    for lang in ("en", "zh"):
        assert "adopt" not in line.say(lang)
        assert "adopt" in LOWER.message.say(lang)
    assert "PU =~" not in line.say("zh")
    assert unsettled(models.findings)
    note = Message("located", place="model tam", what=LOWER.message)
    kept = Message("drivers.not_nested", model="tam", full="tam_risk_trust")
    assert unsaid((note, kept), models.findings) == [kept]


def test_the_same_of_one_fit_is_told_once() -> None:
    one = Warned("robustness", "WLSMV", ODD.code, ODD.message)
    assert len({one, dataclasses.replace(one)}) == 1
    assert one.said.say("en").startswith("Robustness, WLSMV: ")
    assert one.to_dict()["model"] == "WLSMV"


def test_groups_that_are_too_small_stand_on_page_one(models: Content) -> None:
    assert models.findings.groups
    (group,) = models.findings.groups
    found = models.findings.groups[group]
    assert not any(one.key == "report.groups_left_out" for one in first_page(models.findings, models.questionnaire))
    cut = dataclasses.replace(found, refused={"3": 40, "4": 21})
    given = real.but(models, groups={group: cut})
    (line,) = (one for one in first_page(given.findings, given.questionnaire) if one.key == "report.groups_left_out")
    assert line.values | {"group": 0} == {
        **{"group": 0, "n": 61, "of": 61 + sum(found.n), "levels": 2, "all": 4},
        **{"small": 61, "nowhere": 0},
    }
    assert f"61 of {61 + sum(found.n)} respondents are left out, for the 2 levels they are in (of 4) are" in str(line)


def test_who_gave_no_answer_that_makes_a_group_stands_on_page_one(models: Content) -> None:
    (found,) = models.findings.groups.values()
    for refused, said in (({}, "5 of "), ({"3": 40}, "45 of ")):
        cut = dataclasses.replace(found, refused=refused, unplaced=5)
        given = real.but(models, groups={found.group: cut})
        (line,) = (
            one for one in first_page(given.findings, given.questionnaire) if one.key == "report.groups_left_out"
        )
        assert said in str(line)
        assert "5 without an answer that puts them in one" in str(line)
        assert ("too small" in str(line)) == bool(refused)
        assert "5 名没有作出可归入某组的回答" in line.say("zh")


def pooled(content: Content, answers: Mapping[int, int] | None, codes: tuple[int, ...]) -> list[Message]:
    form = content.questionnaire
    trust = form.construct("IT")
    base = Base(variable="gender", options=codes)
    made = [one.model_copy(update={"defined_for": base}) if one is trust else one for one in form.constructs]
    form = form.model_copy(update={"constructs": tuple(made)})
    if answers is not None:
        column = [code for code, n in answers.items() for _ in range(n)]
        clean = dataclasses.replace(content.clean, respondents=pd.DataFrame({"gender": column}))
        content = real.but(content, clean=clean)
    return [one for one in first_page(content.findings, form) if one.key == "report.pooled"]


def test_a_construct_for_some_measured_of_all_is_told(models: Content) -> None:
    (line,) = pooled(models, {1: 30, 2: 70}, (2,))
    assert (line.values["inside"], line.values["outside"], line.values["grouped"]) == (70, 30, True)
    assert "the main model takes all 70 together with 30 others, who can only answer from memory" in line.say("en")
    assert "70 人与其他 30 人" in line.say("zh")


@pytest.mark.parametrize(("answers", "codes"), [({2: 70}, (2,)), ({1: 70}, (2,)), ({1: 30, 2: 70}, (1, 2))])
def test_nobody_is_pooled_where_all_are_alike(models: Content, answers: dict[int, int], codes: tuple[int, ...]) -> None:
    assert pooled(models, answers, codes) == []


def test_a_reversed_item_is_told_and_on_page_one(models: Content) -> None:
    """Fails at 0.1.0: one unreversed item of a scale gave α .413 and no remark."""
    items, form = models.clean.items, models.questionnaire
    assert not assess(items, form).warnings
    turned: Any = items.assign(PU2=6 - items["PU2"])
    found = assess(turned, form)
    (line,) = found.warnings
    assert (line.values["code"], line.values["items"]) == ("PU", ("PU2",))
    given = real.but(models, measurement=found)
    assert line in first_page(given.findings, form)
    few = assess(items.drop(columns="PU4").assign(PU2=6 - items["PU2"]), {"PU": ["PU1", "PU2", "PU3"]})
    (line,) = few.warnings  # the item-rest r of the two others is negative too; they are not to blame
    assert line.values["items"] == ("PU2",)
    whole = assess(items.assign(**{name: 6 - items[name] for name in items.columns if name[:2] == "PU"}), form)
    assert not whole.warnings  # all turned: the scale is of one mind


def test_parameters_of_a_search_are_told_by_names_with_a_real_minus(models: Content) -> None:
    form = models.questionnaire
    source, target = (form.construct(code) for code in ("PU", "INT"))
    moved = tuple(Message("sem.moves", name=name, here=-0.12345, there=0.5) for name in ("INT~PU", "INT=~INT1", "v1"))
    told = _named(Message("sem.lower_adopted", chisq=1.0, higher=2.0, parameters=moved), form)
    for lang in ("zh", "en"):
        said = told.say(lang)
        assert f"{source.name.get(lang)} → {target.name.get(lang)}" in said
        assert "−0.123 → 0.500" in said
        assert "~" not in said
        assert "v1 −0.123" in said
