"""Wald tests by hand: W = hᵀ (J V Jᵀ)⁻¹ h, and what cannot be tested."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2
from sem.lavaan_reference import dataset

from tamkit.errors import InputError
from tamkit.sem import fit
from tamkit.sem.result import Fit

MODEL = "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + x6\np := a*b"


@pytest.fixture(scope="module")
def model() -> Fit:
    return fit(MODEL, dataset("hs"))


def value(model: Fit, h: list[float], J: list[list[float]]) -> float:
    V = model.vcov.loc[list("abc"), list("abc")].to_numpy()
    slope, gap = np.array(J), np.array(h)
    return float(gap @ np.linalg.solve(slope @ V @ slope.T, gap))


def test_linear_constraints(model: Fit) -> None:
    a, b, c = (model.table.set_index("label").loc[name, "est"] for name in "abc")
    for text, h, J in (
        ("a == b", [a - b], [[1.0, -1, 0]]),
        ("a == 0.5", [a - 0.5], [[1.0, 0, 0]]),
        ("a == b; c == 1", [a - b, c - 1], [[1.0, -1, 0], [0, 0, 1]]),
        ("2*a - c == 0\nb == c", [2 * a - c, b - c], [[2.0, 0, -1], [0, 1, -1]]),
    ):
        found = model.wald(text)
        assert found.statistic == pytest.approx(value(model, h, J), rel=1e-8)
        assert found.df == len(h)
        assert found.pvalue == pytest.approx(chi2.sf(found.statistic, len(h)), rel=1e-8)
        assert found.constraints == text


def test_curved_constraints_and_definitions(model: Fit) -> None:
    a, b, _ = (model.table.set_index("label").loc[name, "est"] for name in "abc")
    wanted = value(model, [a * b - 0.4], [[b, a, 0.0]])
    assert model.wald("a*b == 0.4").statistic == pytest.approx(wanted, rel=1e-8)
    assert model.wald("p == 0.4").statistic == pytest.approx(wanted, rel=1e-8)
    log = value(model, [np.log(a) + 0.5], [[1 / a, 0, 0]])
    assert model.wald("log(a) == -0.5").statistic == pytest.approx(log, rel=1e-8)


def test_a_parameter_without_a_label_by_its_name(model: Fit) -> None:
    row = model.table[(model.table["rhs"] == "x6") & (model.table["op"] == "=~")].iloc[0]
    labelled = fit(MODEL.replace("x6", "d*x6"), dataset("hs"))
    assert labelled.wald("d == 1").statistic == pytest.approx(((row["est"] - 1) / row["se"]) ** 2, rel=1e-6)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a > b", "sem.wald_needs_equalities"),
        ("a == b; a < 1", "sem.wald_needs_equalities"),
        ("a == b; b == a", "sem.constraints_redundant"),
        ("a == a", "sem.constraints_redundant"),
    ],
)
def test_what_cannot_be_tested(model: Fit, text: str, key: str) -> None:
    with pytest.raises(InputError) as caught:
        model.wald(text)
    assert caught.value.message.key == key


def test_an_unknown_label_is_told_where_it_stands(model: Fit) -> None:
    with pytest.raises(InputError) as caught:
        model.wald("a == bb")
    for language in ("zh", "en"):
        assert "a == bb" in caught.value.message.say(language)


def test_its_card(model: Fit) -> None:
    found = model.wald("a == b")
    assert f"{found.statistic:.3f}" in repr(found)
    assert "df 1" in repr(found)
