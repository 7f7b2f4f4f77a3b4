"""What a study's file declares, checked against its questionnaire before any work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from study.small import write

from tamkit.errors import InputError
from tamkit.study import Study
from tamkit.study.declared import Declared


def declared(folder: Path, more: str = "", **changed: str) -> Declared:
    where = write(folder / "study", 12, more)
    text = (where / "study.yaml").read_text(encoding="utf-8")
    for old, new in changed.items():
        text = re.sub(rf"^{old}: .*$", f"{old}: {new}", text, flags=re.MULTILINE)
    (where / "study.yaml").write_text(text, encoding="utf-8")
    return Declared.load(where)


def test_a_folder_is_its_study_yaml(tmp_path: Path) -> None:
    found = declared(tmp_path)
    assert found.path == tmp_path / "study" / "study.yaml"
    assert found == Declared.load(tmp_path / "study" / "study.yaml")
    assert found.data_paths == [tmp_path / "study" / "responses.csv"]
    assert found.questionnaire_path == tmp_path / "study" / "form.yaml"
    assert found.added_paths == ()


def test_the_title_is_the_study_s_or_the_questionnaire_s(tmp_path: Path) -> None:
    assert declared(tmp_path / "a").title.get("en") == "Small"
    assert declared(tmp_path / "b", "title: {zh: 我的, en: Mine}\n").title.get("en") == "Mine"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("groups: [gendr]\n", r"study\.yaml:6:10: .*did you mean 'gender'"),
        ("groups: [age]\n", r"study\.yaml:6:10: .*number"),
        ("controls: [gender, agee]\n", r"study\.yaml:6:20: .*did you mean 'age'"),
        ("robustness: [ML, PLS]\n", r"study\.yaml:6:18: PLS"),
        ("robustness: [MLX]\n", r"study\.yaml:6:14: "),
        ("ordered: [PU1, PU9]\nestimator: WLSMV\n", r"study\.yaml:6:16: .*PU9"),
        ("derive: {a: {from: agee, cut: [30]}}\n", r"study\.yaml:6:20: unknown variable 'agee'"),
        ("derive: {age: {from: age, cut: [30]}}\n", r"study\.yaml:6:10: 'age' is something else already"),
        ("derive: {a: {from: gender, join: {x: [1], y: [3]}}}\n", r"study\.yaml:6:47: 'gender' has no option 3"),
        ("segments: [gender, gender]\n", r"study\.yaml:6:20: 'gender' stands here twice"),
        ("groups: [gender, gender]\n", r"study\.yaml:6:18: 'gender' stands here twice"),
        ("segments: [gender, age]\n", r"study\.yaml:6:20: 'age' is a number question"),
        ("derive: {q: {quadrants: [INT, IT]}}\ngroups: [q]\n", r"study\.yaml:7:10: q is made from .*INT, IT.*segments"),
        ("derive: {q: {quadrants: [INT, IT]}}\ncontrols: [q]\n", r"study\.yaml:7:12: q is made from"),
        ("group_test: lrt\n", r"study\.yaml:6:13: .*wald, chisq"),
        ("measurement: {remedies: {anonymos: true}}\n", r"study\.yaml:6:\d+: .*anonymous"),
    ],
)
def test_names_that_the_questionnaire_does_not_have(tmp_path: Path, more: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        declared(tmp_path, more)


def test_a_derived_variable_can_be_named_wherever_one_is(tmp_path: Path) -> None:
    more = "derive: {young: {from: age, cut: [30], label: {zh: 年龄段, en: Age group}}}\n"
    found = declared(tmp_path, f"{more}groups: [young]\ncontrols: [young]\nsegments: [young, gender]\n")
    assert found.questionnaire.variable("young").name.get("zh") == "年龄段"
    assert found.questionnaire.segments == ("young", "gender")
    assert "young" not in [variable.code for variable in found.questionnaire.variables]


def test_models_must_be_named_where_there_are_some(tmp_path: Path) -> None:
    where = write(tmp_path / "a", 12)
    text = (where / "study.yaml").read_text(encoding="utf-8").replace("models: [short, full]\n", "")
    (where / "study.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="short, full"):
        Declared.load(where)
    with pytest.raises(InputError, match=r"study\.yaml:4:\d+: .*did you mean 'full'"):
        declared(tmp_path / "b", models="[short, ful]")


def test_a_questionnaire_that_is_not_there_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"study\.yaml:2:16: "):
        declared(tmp_path, questionnaire="no_such.yaml")


def test_a_shipped_questionnaire_by_name_and_modules_and_additions(tmp_path: Path) -> None:
    found = declared(tmp_path, "add: credit_reference\n", questionnaire="huabei_baitiao_short", models="[tam]")
    assert found.questionnaire.reference_values
    assert [path.name for path in found.added_paths] == ["credit_reference.yaml"]
    with pytest.raises(InputError, match=r"study\.yaml:6:\d+: "):
        declared(tmp_path / "b", "add: [no_such]\n")


def test_output_is_what_is_asked_for_or_declared(tmp_path: Path) -> None:
    found = declared(tmp_path)
    assert found.output() == (["md"], ["en"])
    assert found.output(["html"], ["zh", "en"]) == (["html"], ["zh", "en"])
    with pytest.raises(InputError, match="html"):
        found.output(["htm"])


def test_resampling_off_is_off_for_htmt_too(tmp_path: Path) -> None:
    assert declared(tmp_path / "a", "bootstrap: 0\n").htmt_draws == 0
    assert declared(tmp_path / "b", "bootstrap: 9\nmeasurement: {htmt_bootstrap: 7}\n").htmt_draws == 7
    assert declared(tmp_path / "c").htmt_draws == 1000


def test_how_its_report_looks(tmp_path: Path) -> None:
    plain = declared(tmp_path / "a").layout
    assert (plain.grey, plain.hypothesis_labels) == (False, False)
    found = declared(tmp_path / "b", report="{lang: en, grey: true, hypothesis_labels: true}").layout
    assert (found.grey, found.hypothesis_labels) == (True, True)


def test_a_study_is_what_it_declares(tmp_path: Path) -> None:
    declared(tmp_path, "seed: 5\n")
    study = Study.load(tmp_path / "study")
    assert study.options.seed == 5
    assert study.spec.models == ("short", "full")


def test_a_word_template_is_looked_at_before_the_work(tmp_path: Path) -> None:
    found = declared(tmp_path, report="{lang: en, format: [docx, md], docx_template: school.docx}")
    with pytest.raises(InputError, match=r"^report\.docx_template: there is no file school\.docx"):
        found.output()
    assert found.output(["md"]) == (["md"], ["en"])
    (tmp_path / "study" / "school.docx").write_bytes(b"no Word file")
    with pytest.raises(InputError, match=r"^report\.docx_template: school\.docx is no Word file"):
        found.output()
