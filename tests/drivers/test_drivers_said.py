"""What the drivers say, in both languages; their errors keep the class they came with."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tamkit import sem
from tamkit.drivers import analyse, power, usable
from tamkit.drivers.groups import free_loadings, group_failed, left_out, untested
from tamkit.drivers.reruns import HOW_CONTROLLED, control_columns, no_cutoffs, run_failed
from tamkit.errors import DataError, NotConverged, NotIdentified, OptionError, QuestionnaireError, SampleError
from tamkit.messages import Message, speak
from tamkit.questionnaire import Questionnaire, load


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return load("huabei_baitiao_short")


def test_groups_speak_by_the_labels_of_the_language(form: Questionnaire) -> None:
    product = form.variable("product")
    name, third = product.name.zh, product.options[2].label
    remark = left_out("product", {"3": 20, "9": 4}, product)
    assert str(remark) == (
        f"{product.name.en}: groups with fewer than 100 complete answers were left out: {third.en} (n = 20), 9 (n = 4)."
    )
    assert remark.say("zh") == f"{name}：完整作答不足 100 份的组未参与比较：{third.zh}（n = 20）、9（n = 4）。"
    why = Message("drivers.no_metric")
    assert group_failed("product", "3", product, why).say("zh").startswith(f"{name}的“{third.zh}”组未能估计：未达到")
    assert untested("g", None, why).say("en").startswith("g: differences of paths were not tested: Metric")
    assert free_loadings(["PU=~PU1"]).say("zh") == "部分等值：下列载荷在各组自由估计：PU=~PU1。"
    assert str(free_loadings(["a", "b"])) == "Partial invariance: these loadings are free in every group: a, b."


def test_too_few_groups_with_and_without_small_ones(form: Questionnaire) -> None:
    rows = pd.DataFrame({"x": 1.0, "g": np.repeat([1.0, 2.0], [120, 30])})
    with pytest.raises(SampleError) as caught:
        usable(rows, ["x"], "g")
    assert str(caught.value) == (
        "g: fewer than two groups of 100 complete rows or more; too small: 2 (n = 30). Join groups, or leave it out."
    )
    assert "，人数过少的组：2（n = 30）。应合并分组" in caught.value.message.say("zh")
    with pytest.raises(SampleError, match=r"or more\. Join groups"):
        usable(rows.head(120), ["x"], "g")
    with pytest.raises(DataError, match="grouping column"):
        usable(rows, ["x"], "h")
    with pytest.raises(DataError, match="120 different values") as wide:
        usable(rows.head(120).assign(g=np.arange(120.0)), ["x"], "g")
    assert "120 个不同取值" in wide.value.message.say("zh")


def test_runs_have_names() -> None:
    assert str(no_cutoffs(["main", "WLSMV"])).startswith("main analysis, WLSMV: the cut-offs")
    assert no_cutoffs(["strict_screening", "ULS"]).say("zh").startswith("严格剔除、ULS：Hu & Bentler (1999)")
    error = SampleError(Message("drivers.sample_size", n=3))
    assert run_failed("controls", error).say("zh") == "稳健性分析（加入控制变量）未完成：n = 3"
    assert "Singular" in str(run_failed("ML", np.linalg.LinAlgError("Singular matrix")))
    assert "虚拟变量" in HOW_CONTROLLED.say("zh")


def test_what_cannot_be_a_control_is_named(form: Questionnaire) -> None:
    many = form.variable("product").model_copy(update={"kind": "multiple"})
    with pytest.raises(DataError, match="is a multiple-choice question") as caught:
        control_columns(many, pd.DataFrame())
    assert f"{many.code} 是多选题；" in caught.value.message.say("zh")
    one = form.variable("product")
    with pytest.raises(DataError, match="no answers to product"):
        control_columns(one, pd.DataFrame())
    with pytest.raises(DataError, match="everyone gave the same answer"):
        control_columns(one, pd.DataFrame({"product": [1.0, 1.0]}))


def test_a_failure_names_its_model_and_keeps_its_class(form: Questionnaire, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **options: object) -> object:
        raise NotIdentified(Message("drivers.no_numbers"))

    with pytest.raises(OptionError, match="no model to fit") as none:
        analyse(pd.DataFrame(), form, [])
    assert "没有要拟合的模型" in none.value.message.say("zh")
    monkeypatch.setattr("tamkit.sem.fit", lambda *given, **options: SimpleNamespace(converged=False, n=(60,)))
    with pytest.raises(NotConverged, match=r"^model tam: the ML estimation did not converge on 60 rows") as caught:
        analyse(pd.DataFrame(), form, "tam", estimator="ML")
    assert caught.value.message.say("zh").startswith("模型 tam：ML 估计在 60 行数据上未收敛")
    monkeypatch.setattr("tamkit.sem.fit", refuse)
    with pytest.raises(NotIdentified, match=r"^model tam: the model has no numbers"):
        analyse(pd.DataFrame(), form, "tam", estimator="ML")


def test_progress_is_told_in_messages() -> None:
    seen: list[tuple[object, int, int]] = []
    truth = "f =~ 0.8*a + 0.8*b + 0.8*c\ng =~ 0.8*d + 0.8*e + 0.8*h\ng ~ 0.5*f"
    power(truth, [200], replications=2, progress=lambda what, done, total: seen.append((what, done, total)))
    assert seen == [(Message("drivers.sample_size", n=200), 0, 2), (Message("drivers.sample_size", n=200), 1, 2)]


def test_a_questionnaire_without_truth(form: Questionnaire) -> None:
    with pytest.raises(QuestionnaireError, match="no 'truth'") as caught:
        power(form.model_copy(update={"truth": None}), 100)
    assert "没有“truth”部分" in caught.value.message.say("zh")


def test_a_result_shows_itself_in_the_language(form: Questionnaire) -> None:
    from tamkit.survey import simulate

    found = analyse(simulate(form, n=300, seed=3).survey.items, form, "tam", estimator="ML")
    assert repr(found).startswith("Drivers of INT (tam; ML)\n  n           300\n  hypotheses  ")
    assert "<h4>hypotheses</h4>" in found._repr_html_()
    speak("zh")
    try:
        assert repr(found).startswith("INT 的影响因素（tam；ML）\n  样本量    300\n  假设      ")
        assert "条" in repr(found)
        assert "<h4>假设</h4>" in found._repr_html_()
    finally:
        speak("en")
    assert isinstance(found.fits["tam"], sem.Fit)
