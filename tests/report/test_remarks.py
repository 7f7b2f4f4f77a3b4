"""What other packages say of their results, in the language of the report."""

from __future__ import annotations

import pytest
from report.reading import text_of


def test_remarks_of_other_packages_are_said_in_chinese():
    from tamkit.report.remarks import say

    text = "model tam: Heywood case: negative variance of AT1; do not interpret as it stands."
    assert say(text, "zh") == "模型 tam\uff1aHeywood 现象\uff1aAT1 的方差为负\uff0c现有解不宜解释\u3002"
    assert say(text, "en") == text
    assert say("never seen before", "zh") == "never seen before"


@pytest.mark.parametrize(
    "text",
    [
        "No marker construct was named, so the CFA marker technique, the best test after the fact, is absent.",
        "robustness, run WLSMV: did not converge.",
        "12 of 500 valid respondents left an item out and are not in the models.",
        "measurement model: the residual covariance matrix is not positive definite.",
    ],
)
def test_what_the_stages_say_is_known_in_chinese(text):
    from tamkit.report.remarks import say

    said = say(text, "zh")
    assert said != text
    assert any("\u4e00" <= char <= "\u9fff" for char in said)


def _raised_by_the_engine() -> list[str]:
    """Every warning and refusal of the engine, raised by samples that deserve them."""
    import numpy as np
    import pandas as pd

    from tamkit.errors import TamkitError
    from tamkit.sem import fit

    def items(n: int, seed: int, **more: object) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        f = rng.normal(size=(n, 1))
        y = np.column_stack([f + rng.normal(size=(n, 3)), 0.95 * f + 0.1 * rng.normal(size=(n, 1)), rng.normal(size=n)])
        return pd.DataFrame(y, columns=list("abcde")).assign(**more)

    two = "F =~ a + b\nG =~ c + d + e"
    gaps = items(60, 3).mask(np.random.default_rng(1).random((60, 5)) < 0.05)
    grouped = items(80, 4, g=["u", "v"] * 40)
    tried: list[tuple[str, pd.DataFrame, dict[str, object]]] = [
        ("F =~ a + b + c + e", gaps, {}),
        ("F =~ a + b\na ~~ b", items(60, 1), {}),
        ("F =~ NA*a + b + c + d", items(60, 1), {}),
        ("F =~ a + b + c", items(4, 1).iloc[:3], {}),
        ("F =~ a + b + c + h", items(60, 1).assign(h=lambda frame: frame["a"] + frame["b"]), {}),
    ]
    tried += [(two, items(30, seed), {}) for seed in range(12)]
    tried += [(two, grouped.iloc[seed : seed + 44], {"group": "g"}) for seed in range(0, 36, 6)]
    said = []
    for model, data, options in tried:
        try:
            said += [warning.message for warning in fit(model, data, **options).warnings]
        except TamkitError as error:
            said.append(str(error))
    return list(dict.fromkeys(said))


def test_what_the_engine_says_is_known_in_chinese():
    from tamkit.measurement.remarks import model_failed, model_warns
    from tamkit.report.remarks import say

    said = _raised_by_the_engine()
    assert {text.split(":")[0] for text in said} >= {"Heywood case", "the model is not identified"}
    assert any("in group" in text for text in said)
    assert len(said) > 8
    for text in said:
        for whole in (say(text, "zh"), say(model_warns("m", text), "zh"), say(model_failed("m", text), "zh")):
            assert any("\u4e00" <= char <= "\u9fff" for char in whole), text
            assert " the " not in whole, whole
            assert " is " not in whole, whole


def test_models_are_called_what_their_tables_call_them():
    from tamkit.measurement.remarks import model_warns, not_converged
    from tamkit.report.remarks import say

    warned = model_warns("method_equal", "the residual covariance matrix is not positive definite.")
    assert say(warned, "zh") == "模型“等载荷方法因子”的警告\uff1a残差协方差矩阵非正定。"
    assert say(warned, "en").startswith("Model “Method factor, equal loadings”: the residual")
    assert say(not_converged("bifactor"), "zh") == "模型“双因子”未收敛。"
    assert say(not_converged("mine"), "en") == "Model mine did not converge."


def test_a_reason_that_is_handed_on_is_said_in_chinese_with_its_group():
    from tamkit.report.remarks import say

    reason = "the residual covariance matrix is not positive definite in group 'new users'."
    assert say(f"groups: gender: {reason}", "zh").endswith("组“new users”：残差协方差矩阵非正定。")
    assert say(f"model tam: {reason}", "zh").startswith("模型 tam")
    assert say("battery: never seen before", "zh").endswith("never seen before")


def test_nothing_of_a_report_claims_causes(models_zh, models_en):
    for made, words in ((models_zh, ("导致", "证明")), (models_en, (" proves ", " proven "))):
        said = text_of(made)
        assert not [word for word in words if word in said]
    assert "cross-sectional" in text_of(models_en)
    assert "横断面" in text_of(models_zh)
