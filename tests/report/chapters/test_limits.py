"""A limit is named where a fact of the study says so, and nowhere else."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pandas as pd
import pytest
from report import real
from report.reading import section, text_of
from report.test_guidance import Changed, failing, good

from tamkit.messages import Message
from tamkit.report import document, guidance
from tamkit.report.chapters import limits as chapter
from tamkit.report.content import Content
from tamkit.report.tree import Paragraph
from tamkit.report.words import Words
from tamkit.sem.notes import FitWarning

T = Words("en")


@pytest.fixture(scope="module")
def sound(models: Content) -> Content:
    """Nothing failed, nobody left out, no groups, nothing open or fragile."""
    clean = dataclasses.replace(models.clean, items=models.clean.items.iloc[: sum(models.drivers.main.n)].fillna(3))
    parts = {"groups": None, "invariance": None, "verdicts": None, "clean": clean, "common_method": None}
    return dataclasses.replace(real.but(good(models), **parts), simulated=False, warnings=())


def every() -> list[chapter.Limit]:
    return [limit for limits in chapter.LIMITS.values() for limit in limits]


def told(limit: chapter.Limit, content: Content) -> str:
    said = limit(content, T)
    return "" if said is None else said.text


def stated(content: Content, **remedies: bool) -> Content:
    options = {**content.provenance["options"], "measurement": {"remedies": remedies}}
    return dataclasses.replace(content, provenance={**content.provenance, "options": options})


def test_what_every_survey_has(sound: Content) -> None:
    found = [limit.__name__ for limit in every() if limit(sound, T) is not None]
    assert found == ["sampling", "self_report", "design", "estimator"]


def test_simulated_answers(sound: Content) -> None:
    assert "simulated" in told(chapter.simulated, dataclasses.replace(sound, simulated=True))


def test_one_time_unless_the_study_says_otherwise(sound: Content, battery: Content) -> None:
    assert "direction of the paths" in told(chapter.design, sound)
    assert "Maxwell & Cole" in told(chapter.design, sound)
    direct = real.but(sound, drivers=Changed(sound.drivers, mediation=[]))
    assert "Maxwell & Cole" not in told(chapter.design, direct)
    assert "paths" not in told(chapter.design, battery)
    assert told(chapter.design, stated(sound, time=True)) == ""


def people(content: Content, *rows: tuple[str, int, float | None, float | None]) -> Content:
    frame = pd.DataFrame(rows, columns=["variable", "option", "n", "percent"])
    return real.but(content, description=SimpleNamespace(respondents=frame))


def test_whom_the_sample_consists_of_mostly(sound: Content) -> None:
    gender = sound.questionnaire.variable("gender")
    rows = (("gender", 1, 30, 30.0), ("gender", 2, 70, 70.0), ("product", 1, 90, 90.0))
    text = told(chapter.sampling, people(sound, *rows))
    assert f"{gender.option(2).label.get('en')} accounts for 70.0%" in text
    even = told(chapter.sampling, people(sound, ("gender", 1, 50, 50.0), ("gender", 2, 50, 50.0)))
    assert "accounts for" not in even
    assert "weights" in even
    hidden = told(chapter.sampling, people(sound, ("gender", 1, None, None), ("gender", 2, 97, 97.0)))
    assert "accounts for" not in hidden


def test_self_report_unless_other_sources_back_it(sound: Content, models: Content) -> None:
    assert "not tested" in told(chapter.self_report, sound)
    tested = real.but(sound, common_method=models.findings.common_method)
    assert "not exclude it" in told(chapter.self_report, tested)
    assert told(chapter.self_report, stated(sound, behaviour=True)) == ""
    assert told(chapter.self_report, stated(sound, sources=True)) == ""


@pytest.mark.parametrize(
    ("key", "limit"), [("fit", chapter.fit), ("discriminant", chapter.overlap), ("small_sample", chapter.few)]
)
def test_failures(sound: Content, key: str, limit: chapter.Limit) -> None:
    assert told(limit, sound) == ""
    assert told(limit, failing(sound, key))


@pytest.mark.parametrize(
    ("held", "named"),
    [
        (None, True),
        ("metric", True),
        ("partial metric", True),
        ("scalar", False),
        ("partial scalar", False),
        ("strict", False),
    ],
)
def test_groups_that_are_not_measured_alike(sound: Content, held: str | None, named: bool) -> None:
    ladder = {"gender": SimpleNamespace(held=held)}
    made = real.but(sound, groups={"gender": None}, invariance=ladder)
    assert bool(told(chapter.invariance, made)) == named
    assert "gender" in told(chapter.invariance, real.but(sound, groups={"gender": None}, invariance=None))


def test_open_hypotheses_with_what_could_have_been_found(sound: Content) -> None:
    def verdicts(*each: tuple[str, str, float | None], fragile: tuple[str, ...] = ()) -> Content:
        made = [
            SimpleNamespace(
                row={"hypothesis": name, "verdict": verdict},
                prospect=None if size is None else SimpleNamespace(detectable=size),
            )
            for name, verdict, size in each
        ]
        found = [SimpleNamespace(hypothesis=name, reason="run", run="strict") for name in fragile]
        return real.but(sound, verdicts=SimpleNamespace(each=made, fragile=found))

    some = verdicts(
        ("H1", "supported", 0.1), ("H2", "unknown", 0.113), ("H3", "unknown", float("nan")), fragile=("H2", "")
    )
    assert "It remains unknown whether hypotheses H2, H3 hold" in told(chapter.unknown, some)
    assert "coefficient of about 0.11" in told(chapter.unknown, some)
    assert "coefficient" not in told(chapter.unknown, verdicts(("H2", "unknown", None)))
    assert told(chapter.unknown, verdicts(("H1", "supported", 0.1))) == ""
    assert "decision on H2" in told(chapter.fragile, some)
    assert 'in "' in told(chapter.fragile, some)  # the run that decides otherwise, not what else could have been varied
    assert "exclusions" not in told(chapter.fragile, some).lower().replace("strict exclusion", "")
    assert "(sensitivity)" in told(chapter.fragile, some)
    assert told(chapter.fragile, verdicts(("H1", "supported", 0.1), fragile=("",))) == ""


def test_people_and_answers_that_are_missing(sound: Content, models: Content) -> None:
    more = pd.concat([sound.clean.items, sound.clean.items.iloc[:2]])
    left = real.but(sound, clean=dataclasses.replace(sound.clean, items=more))
    assert "2 valid respondents are not in the models" in told(chapter.missing, left)
    blank = sound.clean.items.copy()
    blank.iloc[0, 0] = float("nan")
    options = {**sound.provenance["options"], "missing": "fiml"}
    fiml = dataclasses.replace(sound, provenance={**sound.provenance, "options": options})
    assert told(chapter.missing, fiml) == ""
    some = real.but(fiml, clean=dataclasses.replace(sound.clean, items=blank))
    assert "full-information" in told(chapter.missing, some)


def test_answers_taken_for_continuous(sound: Content, ordered: Content, battery: Content) -> None:
    assert "bear from five points on" in told(chapter.estimator, sound)
    scales = {name: scale.model_copy(update={"points": 4}) for name, scale in sound.questionnaire.scales.items()}
    four = sound.questionnaire.model_copy(update={"scales": scales})
    assert "biases" in told(chapter.estimator, dataclasses.replace(sound, questionnaire=four))
    assert "WLSMV" in told(chapter.estimator, ordered)
    assert told(chapter.estimator, battery) == ""


def test_a_paragraph_a_subject(demo: Content, battery: Content) -> None:
    for content in (demo, battery):
        part = chapter.build(content, Words("zh"))
        subjects = [
            [text for limit in limits if (text := limit(content, Words("zh"))) is not None]
            for limits in chapter.LIMITS.values()
        ]
        said = [texts for texts in subjects if texts]
        assert len(part.blocks) == len(said) >= 3
        for block, texts in zip(part.blocks, said, strict=True):
            assert isinstance(block, Paragraph)
            assert all(one.text in block.text for one in texts)
    assert text_of(section(document(demo, "zh"), "limits")).count("“初始信任”") == 1
    assert guidance.undecided(demo)


def test_who_answers_of_what_they_have_left_behind_and_where_both_are_compared(demo: Content) -> None:
    (said,) = [one for one in demo.warnings if getattr(one, "key", "") == chapter.POOLED]
    text = told(chapter.pooled, demo)
    assert "from memory" in text
    assert text.endswith("compared in groups_user.")
    assert "compared in" not in told(chapter.pooled, real.but(demo, groups=None))
    assert told(chapter.pooled, dataclasses.replace(demo, warnings=())) == ""
    (bullets,) = chapter.warned(demo, T, ["one thing.", said])
    assert [item.text for item in bullets.items] == ["one thing.", text]
    assert chapter.warned(demo, T, []) == ()


def test_a_lower_minimum_that_was_found_is_a_limit(sound: Content, battery: Content) -> None:
    assert told(chapter.minimum, sound) == ""
    assert told(chapter.minimum, battery) == ""
    values = {"chisq": 120.5, "lower": 110.25, "parameters": (), "inadmissible": True}
    warning = FitWarning("lower_minimum", Message("sem.lower_minimum", **values))
    main = Changed(sound.drivers.main, warnings=(warning,))
    text = told(chapter.minimum, real.but(sound, drivers=Changed(sound.drivers, main=main)))
    assert "of the structural model (χ² = 110.250, against 120.500 of the solution reported), which is inadm" in text


def test_intention_means_another_thing_to_users(demo: Content, models: Content) -> None:
    assert "begin again, to the others to go on" in told(chapter.intention, demo)
    assert told(chapter.intention, dataclasses.replace(demo, warnings=())) == ""
    elsewhere = real.but(demo, drivers=dataclasses.replace(demo.drivers, outcome="ATT"))
    assert told(chapter.intention, elsewhere) == ""


def test_arrows_that_were_turned_round_still_rest_on_theory(demo: Content) -> None:
    said = told(chapter.directions, demo)
    assert "initial trust → perceived risk" in said
    none = dataclasses.replace(demo.findings.model_set, directions=demo.findings.model_set.directions.head(0))
    assert told(chapter.directions, real.but(demo, model_set=none)) == ""
    assert told(chapter.directions, real.but(demo, model_set=None)) == ""


def test_a_method_factor_that_improves_the_fit_is_said(demo: Content) -> None:
    assert "a method factor changes the CFI by 0.020" in told(chapter.self_report, demo)
    calm = dataclasses.replace(demo.findings.common_method, latent=None)
    assert "not exclude it" in told(chapter.self_report, real.but(demo, common_method=calm))
