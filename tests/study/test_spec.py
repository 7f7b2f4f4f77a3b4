"""A study file's mistakes are answered with the place, what was found and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tamkit.errors import InputError
from tamkit.study.spec import load

GOOD = """\
title: {zh: 研究, en: A study}
data: data/responses.xlsx
questionnaire: huabei_baitiao
screening: {attention: 1, min_seconds_per_item: 2, longstring: 0.5, missing: 0.2}
estimator: MLR
models: [tam, tam_risk_trust]
groups: [product]
controls: [gender, age]
robustness: [WLSMV]
report: {lang: [zh, en], format: [html, docx]}
"""


def study(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "study.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(tmp_path: Path, text: str) -> str:
    with pytest.raises(InputError) as caught:
        load(study(tmp_path, text))
    return str(caught.value)


def test_every_documented_key_is_read(tmp_path: Path) -> None:
    spec = load(study(tmp_path, GOOD)).spec
    assert spec.data == ("data/responses.xlsx",)
    assert spec.models == ("tam", "tam_risk_trust")
    assert spec.screening["min_seconds_per_item"] == 2
    assert spec.report.lang == ("zh", "en")
    assert spec.title is not None
    assert spec.title.get("zh") == "研究"


def test_how_items_are_explored(tmp_path: Path) -> None:
    text = "data: a.csv\nquestionnaire: q\nefa: {mode: spss, factors: 4, rotation: promax}\n"
    spec = load(study(tmp_path, text)).spec
    assert (spec.efa.mode, spec.efa.factors, spec.efa.rotation) == ("spss", 4, "promax")
    assert load(study(tmp_path, text.replace("4", "map"))).spec.efa.factors == "map"
    plain = load(study(tmp_path, "data: a.csv\nquestionnaire: q\n")).spec
    assert (plain.efa.mode, plain.efa.factors, plain.measurement.efa, plain.second_engine) == (
        "factor",
        None,
        None,
        True,
    )


def test_one_word_stands_for_a_list_of_one(tmp_path: Path) -> None:
    spec = load(study(tmp_path, "data: a.csv\nquestionnaire: q\nmodels: tam\nreport: {lang: zh}\n")).spec
    assert (spec.data, spec.models, spec.report.lang) == (("a.csv",), ("tam",), ("zh",))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("estimator: MLR", "estimater: MLR", ["study.yaml:5:1", "'estimater'", "Did you mean 'estimator'?"]),
        ("estimator: MLR", "estimator: WLS", ["study.yaml:5:12", "'WLS'", "WLSMV"]),
        ("models: [tam, tam_risk_trust]", "models: []", ["study.yaml:6:9", "'models' is empty"]),
        ("models: [tam, tam_risk_trust]\n", "measurement: {efa: 1}\n", ["study.yaml:6:20", "efa"]),
        ("groups: [product]", "efa: {mode: amos}", ["study.yaml:7:13", "'amos'", "factor, spss"]),
        ("groups: [product]", "efa: {factors: 0}", ["study.yaml:7:16", "parallel, map, kaiser"]),
        ("groups: [product]", "efa: {rotation: quartimax}", ["study.yaml:7:", "'quartimax'", "varimax"]),
        ("data: data/responses.xlsx", "data: 3", ["study.yaml:2:7", "'data'", "a list"]),
        ("attention: 1", "atention: 1", ["study.yaml:4:13", "'atention'", "attention"]),
        ("missing: 0.2", "missing: 7", ["study.yaml:4:", "missing", "from 0 to 1"]),
        ("lang: [zh, en]", "lang: [zh, fr]", ["study.yaml:10:21", "'fr'", "zh, en"]),
        ("format: [html, docx]", "format: [html, doc]", ["'doc'", "did you mean 'docx'?"]),
        ("format: [html, docx]", "grey: grey", ["study.yaml:10:32", "'grey'", "true or false"]),
        ("format: [html, docx]", "hypothesis_label: true", ["study.yaml:10:", "Did you mean 'hypothesis_labels'?"]),
        ("title: {zh: 研究, en: A study}", "title: {zh: 研究, de: X}", ["study.yaml:1:", "'de'", "zh, en"]),
        ("groups: [product]", "bootstrap: many", ["study.yaml:7:12", "whole number", "'many'"]),
        ("groups: [product]", "groups: *anchor", ["study.yaml:7:", "aliases"]),
        ("groups: [product]", "groups: [product", ["study.yaml:", "YAML"]),
    ],
)
def test_a_mistake_is_placed(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert old in GOOD
    message = complaint(tmp_path, GOOD.replace(old, new))
    for part in expected:
        assert part in message


def test_several_mistakes_are_all_listed(tmp_path: Path) -> None:
    message = complaint(tmp_path, GOOD.replace("MLR", "XYZ").replace("lang: [zh, en]", "lang: [zh, xx]"))
    assert message.startswith(f"{tmp_path / 'study.yaml'}: 2 mistakes\n")


@pytest.mark.parametrize("text", ["", "just words\n", "- a\n- b\n"])
def test_a_file_that_is_no_map(tmp_path: Path, text: str) -> None:
    assert "a study is a map" in complaint(tmp_path, text)


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "study.yaml")
    (tmp_path / "study.yaml").write_bytes("title: 研究".encode("gb18030"))
    with pytest.raises(InputError, match="not UTF-8"):
        load(tmp_path / "study.yaml")


def test_a_language_that_was_added_is_one_of_the_report(tmp_path: Path) -> None:
    from tamkit.messages import add_language, remove_language

    (tmp_path / "de.json").write_text("{}", encoding="utf-8")
    add_language("de", tmp_path / "de.json")
    try:
        assert load(study(tmp_path, GOOD.replace("lang: [zh, en]", "lang: de"))).spec.report.lang == ("de",)
    finally:
        remove_language("de")
    assert "'de'" in complaint(tmp_path, GOOD.replace("lang: [zh, en]", "lang: de"))


def test_tests_of_exact_fit_are_a_key(tmp_path: Path) -> None:
    said = GOOD.replace("estimator: MLR", "estimator: MLM\ntest: [fmg, bollen.stine]")
    assert load(study(tmp_path, said)).options.test == ("peba4_rls", "bollen.stine")
    for wrong, tells in (
        ("test: [browne]", "browne.residual.nt"),
        ("test: fmg", "'peba4_rls' exists for ML, MLM, not for MLR"),
    ):
        message = complaint(tmp_path, GOOD.replace("estimator: MLR", f"estimator: MLR\n{wrong}"))
        assert "study.yaml" in message
        assert tells in message
