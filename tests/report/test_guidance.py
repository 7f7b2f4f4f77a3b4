"""Each failure is spoken of in a study that has it, and in no other."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from report import real
from report.reading import section

from tamkit.messages.catalogue import catalogue
from tamkit.report import document, guidance
from tamkit.report.chapters.references import texts
from tamkit.report.content import Content
from tamkit.report.guidance import FAILURES
from tamkit.report.references import named_in
from tamkit.report.tree import Document, Note, blocks_of
from tamkit.report.words import Words

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "guides"
PLACES = {
    "fit": "fit_section",
    "heywood": "fit_section",
    "discriminant": "discriminant",
    "nonsignificant": "structural",
    "small_sample": "flow",
}


class Changed:
    """An object with some of its attributes others."""

    def __init__(self, of: object, **parts: object) -> None:
        self.__dict__ |= parts
        self._of = of

    def __getattr__(self, name: str) -> object:
        return getattr(self._of, name)


def good(content: Content) -> Content:
    """A study without a failure, whatever the real one's."""
    decided = content.drivers.hypotheses.assign(verdict="supported")
    drivers = Changed(
        content.drivers,
        hypotheses=decided,
        main=proper(content.drivers.main),
        fits={name: proper(fit) for name, fit in content.drivers.fits.items()},
    )
    htmt, fl = content.measurement.htmt, content.measurement.fornell_larcker
    apart = fl.copy()
    apart.iloc[:, :] = 0.2
    for i in range(len(apart)):
        apart.iloc[i, i] = 0.8
    measurement = Changed(
        content.measurement, cfa=proper(content.measurement.cfa), htmt=htmt * 0 + 0.5, fornell_larcker=apart
    )
    return real.but(content, drivers=drivers, measurement=measurement)


def proper(fit: object) -> object:
    fits = {name: (0.99 if name.startswith(("cfi", "tli")) else 0.01) for name in fit.fit if name[:3] != "chi"}
    return Changed(fit, fit={**fit.fit, **fits}, warnings=())


def failing(content: Content, key: str) -> Content:
    drivers, measurement = content.drivers, content.measurement
    if key == "fit":
        bad = Changed(drivers.main, fit={**drivers.main.fit, "cfi": 0.5, "cfi_robust": 0.5})
        return real.but(content, drivers=Changed(drivers, main=bad))
    if key == "discriminant":
        htmt = measurement.htmt.copy()
        htmt.iloc[1, 0] = 0.86
        return real.but(content, measurement=Changed(measurement, htmt=htmt))
    if key == "nonsignificant":
        stated = drivers.hypotheses.copy()
        stated.loc[stated.index[0], "verdict"] = "unknown"
        return real.but(content, drivers=Changed(drivers, hypotheses=stated))
    if key == "heywood":
        warned = Changed(measurement.cfa, warnings=(SimpleNamespace(code="heywood"),))
        return real.but(content, measurement=Changed(measurement, cfa=warned))
    few = Changed(drivers.main, n=(199,))
    return real.but(content, drivers=Changed(drivers, main=few))


def held(content: Content) -> set[str]:
    return {failure.key for failure in FAILURES if failure.holds(content)}


@pytest.fixture(scope="module")
def sound(models: Content) -> Content:
    return good(models)


def test_a_good_study_has_none(sound: Content) -> None:
    assert sum(sound.drivers.main.n) >= guidance.FEW
    assert held(sound) == set()
    assert guidance.notes(sound, Words("en"), *PLACES) == []


@pytest.mark.parametrize("key", [failure.key for failure in FAILURES])
def test_a_failing_study_has_that_one(sound: Content, key: str) -> None:
    assert held(failing(sound, key)) == {key}
    (told,) = guidance.notes(failing(sound, key), Words("zh"), *PLACES)
    (note,) = told.blocks
    assert note.title == Words("zh")("report.guidance.title", failure=key)
    assert [len(note.blocks), note.tone] == [3, "warning"]
    assert f"docs/guides/{key}" in note.blocks[2].text
    assert guidance.notes(failing(sound, key), Words("zh"), *(PLACES.keys() - {key})) == []


def test_constructs_that_share_more_than_their_items_overlap(sound: Content) -> None:
    fl = sound.measurement.fornell_larcker.copy()
    fl.iloc[1, 0] = -0.81
    assert guidance.overlap(real.but(sound, measurement=Changed(sound.measurement, fornell_larcker=fl)))
    fl.iloc[1, 0] = float("nan")
    assert not guidance.overlap(real.but(sound, measurement=Changed(sound.measurement, fornell_larcker=fl)))
    bare = Changed(sound.measurement, fornell_larcker=None, htmt=None)
    assert not guidance.overlap(real.but(sound, measurement=bare))


def test_cut_offs_that_do_not_apply_are_not_missed(sound: Content) -> None:
    bad = Changed(sound.drivers.main, fit={**sound.drivers.main.fit, "cfi": 0.5}, estimator="WLSMV")
    assert not guidance.misfit(real.but(sound, drivers=Changed(sound.drivers, main=bad)))


def test_a_study_without_models_is_told_nothing(battery: Content) -> None:
    assert held(battery) == set()


def test_a_verdict_frame_without_rows_is_no_failure(sound: Content) -> None:
    bare = Changed(sound.drivers, hypotheses=pd.DataFrame())
    assert not guidance.undecided(real.but(sound, drivers=bare))


@pytest.mark.parametrize("study", ["models", "ordered", "demo"])
def test_the_note_stands_beside_the_failure(request: pytest.FixtureRequest, study: str) -> None:
    content = request.getfixturevalue(study)
    made: Document = document(content, "en")
    titles = {Words("en")("report.guidance.title", failure=key): key for key in PLACES}
    found = [titles[b.title] for b in blocks_of(made) if isinstance(b, Note) and b.title in titles]
    assert set(found) == held(content)
    assert len(found) == len(set(found))
    for key in found:
        notes = [b.title for b in blocks_of(section(made, PLACES[key])) if isinstance(b, Note)]
        assert Words("en")("report.guidance.title", failure=key) in notes


def test_in_a_thesis_the_note_is_not_in_the_body(demo: Content) -> None:
    made = document(demo, "en", "thesis")
    body = [part for part in made.sections if part.part == "body"]
    titles = {Words("en")("report.guidance.title", failure=key) for key in PLACES}
    assert not titles & {b.title for part in body for b in blocks_of(part) if isinstance(b, Note)}
    assert titles & {b.title for b in blocks_of(made) if isinstance(b, Note)}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.key)
def test_every_failure_has_its_words_and_its_guide(failure: guidance.Failure, lang: str) -> None:
    keys = {f"report.guidance.{part}" for part in ("title", "may", "may_not", "write")}
    for key in keys:
        assert failure.key in catalogue(lang)[key]
    cited = set(named_in(" ".join(catalogue(lang)[key][failure.key] for key in keys), lang))
    guide = (GUIDES / f"{failure.key}.{lang}.md").read_text(encoding="utf-8")
    assert cited
    assert cited <= set(named_in(guide, lang))
    assert dataclasses.is_dataclass(failure)
    assert list(texts(failure.key)) == [failure.key]
