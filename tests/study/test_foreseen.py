"""What would stop a report is found before the analysis, and what is found would really stop it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from study.small import FORM, STUDY, answers, write

from tamkit import assess
from tamkit.cli import main
from tamkit.errors import InputError, TamkitError
from tamkit.questionnaire import loads
from tamkit.study import Study, foreseen
from tamkit.study.foreseen import losses, not_identified, stops, untranslated
from tamkit.study.stages.answers import read, screen
from tamkit.survey import describe

Damage = Callable[[pd.DataFrame], object]


def damaged(folder: Path, damage: Damage, n: int = 60, more: str = "bootstrap: 0\n") -> Study:
    where = write(folder, n, more)
    frame = answers(n)
    frame["gender"] = frame["gender"].astype(object)
    made = damage(frame)
    frame = made if isinstance(made, pd.DataFrame) else frame
    frame.to_csv(where / "responses.csv", index=False)
    return Study.load(where)


def found(study: Study) -> tuple[list[str], list[str]]:
    clean = study.screen(study.read())
    return [str(one) for one in stops(study, clean)], [str(one) for one in losses(study, clean)]


def fill(column: str, value: object) -> Damage:
    return lambda frame: frame.__setitem__(column, value)


DAMAGES: dict[str, tuple[Damage, str]] = {
    "constant": (fill("IT2", 4), "item IT2 has the same answer in all 60 rows"),
    "empty": (fill("PU1", None), "item PU1 has no answer from any of the 60 valid respondents"),
    "copy": (lambda frame: frame.__setitem__("PU2", frame["IN1"]), "a pair of items says the same .*PU2 = IN1"),
    "mirror": (lambda frame: frame.__setitem__("PU2", 6 - frame["IN1"]), "a pair of items says the same"),
    "few": (
        lambda frame: frame.drop(index=range(7, 60)),
        "9 items need at least 10 complete rows, found 7",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_would_end_the_study_is_found_before_its_models(tmp_path: Path, name: str) -> None:
    damage, said = DAMAGES[name]
    study = damaged(tmp_path, damage)
    told, _ = found(study)
    assert len(told) == 1
    with pytest.raises(InputError, match=said):
        study.run()
    with pytest.raises((TamkitError, ArithmeticError)):  # and the measurement model would really have failed
        assess(study.screen(study.read()).items, study.questionnaire)


def test_an_item_that_is_the_sum_of_others(tmp_path: Path) -> None:
    def sums(frame: pd.DataFrame) -> None:
        frame["IN3"] = frame["IN1"]
        low = frame["IT1"].clip(upper=3)
        frame["IT1"], frame["IT2"] = low, (frame["IT2"] - 3).clip(0, 2)
        frame["IT2"] = frame["IT2"].where(frame["IT2"] > 0, 1)
        frame["IT3"] = frame["IT1"] + frame["IT2"]
        frame["IN3"] = answers(len(frame), seed=9)["IN3"]

    told, _ = found(damaged(tmp_path, sums))
    assert [one for one in told if "IT1, IT2, IT3 follows from the others" in one] == told
    assert told


def test_sound_answers_have_nothing_to_be_told(tmp_path: Path) -> None:
    study = damaged(tmp_path, lambda frame: None, n=240, more="groups: [gender]\ncontrols: [age]\n")
    assert found(study) == ([], [])
    assert not_identified(study.questionnaire) == ()


def test_a_study_without_models_has_none_to_stop_it(tmp_path: Path) -> None:
    where = write(tmp_path, 30)
    form = FORM[: FORM.index("models:")]
    (where / "form.yaml").write_text(form, encoding="utf-8")
    (where / "study.yaml").write_text("data: responses.csv\nquestionnaire: form.yaml\n", encoding="utf-8")
    assert found(Study.load(where))[0] == []


@pytest.mark.parametrize(
    ("damage", "more", "said"),
    [
        (fill("gender", "Male"), "groups: [gender]\n", "groups|gender"),
        (lambda frame: frame.drop(columns="gender"), "groups: [gender]\n", "no answers to gender"),
        (lambda frame: frame.assign(gender=["Male"] * 31 + ["Female"] * 29), "groups: [gender]\n", "gender"),
        (fill("age", 30), "controls: [age]\n", "everyone gave the same answer to age"),
        (lambda frame: frame.drop(columns="age"), "controls: [age]\n", "no answers to age"),
    ],
)
def test_what_the_report_would_lack_is_told_at_its_place(tmp_path: Path, damage: Damage, more: str, said: str) -> None:
    told, lost = found(damaged(tmp_path, damage, more=more))
    assert told == []
    assert len(lost) == 1
    assert said.split("|")[-1] in lost[0]
    assert "study.yaml:6:" in lost[0]


def test_words_a_language_of_the_report_does_not_have(tmp_path: Path) -> None:
    form = FORM.replace("{zh: 信任三, en: Trust three}", "{en: Trust three}").replace(
        ", en: [no, rather no", ", xx: [no"
    )
    form = form.replace(', xx: [no, neutral, rather yes, "yes"]', "")
    where = write(tmp_path, 30)
    (where / "form.yaml").write_text(form, encoding="utf-8")
    text = (where / "study.yaml").read_text(encoding="utf-8").replace("lang: en", "lang: [zh, en]")
    (where / "study.yaml").write_text(text, encoding="utf-8")
    _, lost = found(Study.load(where))
    assert ["Trust three" in lost[0], "非常不同意" in lost[1]] == [True, True]
    assert "study.yaml:5:17" in lost[0]
    assert list(untranslated(loads(FORM), "en")) == []


def test_three_texts_without_words_are_named_and_the_others_counted(tmp_path: Path) -> None:
    """Long ones cut short."""
    where = write(tmp_path, 60, "bootstrap: 0\n")
    form = FORM
    pairs = (("有用一", "Useful one"), ("有用二", "Useful two"), ("有用三", "Useful three"), ("信任一", "Trust one"))
    for zh, en in pairs:
        form = form.replace(f"{{zh: {zh}, en: {en}}}", f"{{en: {en}{' indeed' * 6}}}")
    (where / "form.yaml").write_text(form, encoding="utf-8")
    (where / "study.yaml").write_text(STUDY.replace("lang: en", "lang: zh") + "bootstrap: 0\n", encoding="utf-8")
    study = Study.load(where)
    (told,) = foreseen._languages(study)
    values = told.values["what"].values
    assert (values["n"], len(values["texts"]), values["more"]) == (4, 3, 1)
    assert all(len(text) == 30 and text.endswith("…") for text in values["texts"])


def test_models_that_no_data_identify() -> None:
    form = loads(FORM.replace('"INT ~ PU"', '"INT ~ PU\\nPU ~ INT"'))
    assert [str(one).split(":")[0] for one in not_identified(form)] == ["model short"]
    assert not_identified(form, ["full"]) == ()
    two = FORM.replace("      - {code: PU2, text: {zh: 有用二, en: Useful two}}\n", "")
    alone = two.replace("      - {code: PU3, text: {zh: 有用三, en: Useful three}}\n", "")
    assert isinstance(not_identified(loads(alone)), tuple)


def test_check_ends_with_what_would_stop_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = damaged(tmp_path, fill("IT2", 4)).path.parent
    assert main(["check", str(where), "--messages", "en"]) == 2
    said = capsys.readouterr()
    assert "Received" in said.out
    assert "the report would stop here" in said.err
    assert "item IT2 has the same answer" in said.err


def test_questionnaire_check_names_models_that_are_not_identified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "form.yaml"
    file.write_text(FORM.replace('"INT ~ PU"', '"INT ~ PU\\nPU ~ INT"'), encoding="utf-8")
    assert main(["questionnaire", "check", str(file), "--messages", "en"]) == 2
    assert "model short: the model is not identified" in capsys.readouterr().err


SLIDERS = "{points: 5, labels: {zh: [a, b, c, d, e]}}"


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("estimator: WLSMV\n", "6:12"),
        ("ordered: [IT1, PU1]\nestimator: DWLS\n", "6:16"),
        ("robustness: [ML, WLSMV]\n", "6:18"),
    ],
)
def test_numbers_on_a_slider_are_not_ordered(tmp_path: Path, more: str, place: str) -> None:
    where = write(tmp_path, 30, more)
    form = FORM.replace("scales:\n", "scales:\n  slider: {range: [0, 100]}\n").replace(
        "code: PU1,", "code: PU1, scale: slider,"
    )
    form = form.replace("code: IT", "scale: agree, code: IT").replace("scale: agree, code: IT\n", "code: IT\n")
    form = form.replace("{code: IN", "{scale: agree, code: IN").replace("{code: PU2", "{scale: agree, code: PU2")
    (where / "form.yaml").write_text(form.replace("{code: PU3", "{scale: agree, code: PU3"), encoding="utf-8")
    with pytest.raises(InputError, match=rf"study\.yaml:{place}: answers on a slider .*PU1"):
        Study.load(where)


@pytest.mark.parametrize(("few", "told"), [(0, 0), (1, 1), (4, 1), (5, 0)])
def test_fewer_than_five_people_in_a_cell_are_told(tmp_path: Path, few: int, told: int) -> None:
    where = write(tmp_path, 60, "bootstrap: 0\n")
    frame = answers(60).assign(gender=["Male"] * (60 - few) + ["Female"] * few)
    frame.to_csv(where / "responses.csv", index=False)
    study = Study.load(where)
    clean = screen(study, read(study))
    assert [one.values["n"] for one in foreseen.few_people(study, describe(clean))] == [1] * told


def test_what_is_lost_is_told_in_the_order_of_the_report(tmp_path: Path) -> None:
    """Groups, then controls."""
    where = write(tmp_path, 60, "bootstrap: 0\ngroups: [gender]\ncontrols: [age]\n")
    answers(60).assign(age=30).to_csv(where / "responses.csv", index=False)
    study = Study.load(where)
    said = [str(one) for one in losses(study, screen(study, read(study)))]
    assert [("gender" in one, "age" in one) for one in said] == [(True, False), (False, True)]


def test_the_made_up_matrix_tells_constructs_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Items of one construct hang together more than those of two, and the matrix is one of correlations."""
    asked: list[pd.DataFrame] = []
    monkeypatch.setattr("tamkit.sem.fit", lambda model, moments, estimator: asked.append(moments.cov))
    foreseen._fitted(loads(FORM).model("full"))
    (R,) = asked
    within, between = R.loc["PU1", "PU2"], R.loc["PU1", "IT1"]
    assert within > between > 0.2
    assert R.loc["IN1", "IN3"] > R.loc["IN1", "PU3"]
    assert (np.linalg.eigvalsh(R.to_numpy()) > 0).all()
    assert (np.diag(R) == 1).all()


def test_questions_that_no_model_answers_are_told(tmp_path: Path) -> None:
    questions = (
        "questions:\n"
        "  - {id: a, text: {en: What goes with it?}, kind: drivers, outcome: INT}\n"
        "  - {id: b, text: {en: What goes with it?}, kind: drivers, outcome: IT}\n"
        "  - {id: c, text: {en: What goes with it?}, kind: drivers, outcome: INT, of: [age]}\n"
    )
    study = Study.load(write(tmp_path, 60, "bootstrap: 0\n" + questions))
    said = [str(one) for one in losses(study, screen(study, read(study)))]
    told = [one for one in said if "will not be answered" in one]
    assert len(told) == 2
    assert "question b will not be answered: IT is not explained" in told[0]
    assert "question c will not be answered: none of age has a path to INT" in told[1]
    assert all("study.yaml:" in one for one in told)
