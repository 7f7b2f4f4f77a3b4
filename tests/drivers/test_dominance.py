"""What each direct predictor contributes, against base R on lavaan's latent covariances, and where it can't be told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from drivers.contributions_reference import REFERENCE, answers, fitted

from tamkit import sem
from tamkit.drivers import contributions
from tamkit.drivers.dominance import (
    MOST,
    conditional_dominance,
    dominance_levels,
    relative_weights,
    size_of,
    subset_r2,
)


@pytest.mark.parametrize("given", REFERENCE["divided"], ids=lambda given: str(given["target"]))
def test_every_number_is_base_r_s(given: dict[str, object]) -> None:
    found = contributions(fitted())
    predictors = given["predictors"]
    predictors = [predictors] if isinstance(predictors, str) else predictors
    f2 = found.f2[found.f2["target"] == given["target"]]
    assert f2["source"].tolist() == predictors
    assert f2["f2"].to_numpy() == pytest.approx(np.atleast_1d(given["f2"]), abs=2e-5)
    assert f2["n"].eq(400).all()
    rows = found.table[found.table["target"] == given["target"]]
    if len(predictors) == 1:
        assert rows.empty  # one predictor has all there is
        return
    assert rows["predictor"].tolist() == predictors
    for column, name in {"general": "general", "weight": "weights"}.items():
        assert rows[column].to_numpy() == pytest.approx(np.array(given[name]), abs=1e-5)
        assert rows[column].sum() == pytest.approx(given["r2"], abs=1e-5)
    by_size = found.conditional[found.conditional["target"] == given["target"]]
    assert by_size["increment"].to_numpy() == pytest.approx(np.ravel(given["conditional"]), abs=1e-5)
    complete = found.dominance[
        (found.dominance["target"] == given["target"]) & (found.dominance["level"] == "complete")
    ]
    assert {tuple(pair) for pair in given["complete"]} == set(
        zip(complete["dominant"], complete["dominated"], strict=True)
    )


def test_by_the_formulas_of_two_predictors() -> None:
    """General dominance of a: (r_a² + R² − r_b²)/2."""
    r_a, r_b, r_ab = 0.5, 0.3, 0.4
    whole = (r_a**2 + r_b**2 - 2 * r_a * r_b * r_ab) / (1 - r_ab**2)
    P, r = np.array([[1.0, r_ab], [r_ab, 1.0]]), np.array([r_a, r_b])
    r2 = subset_r2(P, r)
    assert r2 == pytest.approx([0.0, r_a**2, r_b**2, whole])
    by_size = conditional_dominance(r2)
    assert by_size[0] == pytest.approx([r_a**2, whole - r_b**2])
    assert by_size.mean(axis=1) == pytest.approx([(r_a**2 + whole - r_b**2) / 2, (r_b**2 + whole - r_a**2) / 2])
    assert relative_weights(P, r).sum() == pytest.approx(whole)
    assert dominance_levels(r2, by_size) == [(0, 1, "complete")]


def test_dominance_has_levels() -> None:
    """a explains more alone, b more beside c: neither dominates completely, general dominance tells a mean."""
    P = np.array([[1.0, 0.0, 0.75], [0.0, 1.0, 0.0], [0.75, 0.0, 1.0]])
    r = np.array([0.45, 0.40, 0.40])
    r2 = subset_r2(P, r)
    levels = {(i, j): level for i, j, level in dominance_levels(r2, conditional_dominance(r2))}
    assert levels[1, 0] == "general"
    assert levels[0, 2] == "complete"
    same = subset_r2(np.eye(2), np.array([0.3, -0.3]))
    assert dominance_levels(same, conditional_dominance(same)) == [(0, 1, "equal")]


def test_conditional_but_not_complete() -> None:
    """The averages of every size are larger, one of the sets is not."""
    rng = np.random.default_rng(0)
    for _ in range(2000):
        A = rng.normal(size=(5, 5))
        C = A @ A.T
        R = C / np.sqrt(np.outer(np.diag(C), np.diag(C)))
        r2 = subset_r2(R[:-1, :-1], R[:-1, -1])
        by_size = conditional_dominance(r2)
        for i, j, level in dominance_levels(r2, by_size):
            if level == "conditional":
                assert (by_size[i] > by_size[j]).all()
                rest = [s for s in range(16) if not (s >> i | s >> j) & 1]
                assert min(r2[s | 1 << i] - r2[s | 1 << j] for s in rest) < 0
                return
    pytest.fail("no such correlations were met")


def test_a_negative_f2_is_left_and_said() -> None:
    """The residuals of x and y covary, so a regression explains more of y than the model says."""
    rng = np.random.default_rng(2)
    shared, z = rng.normal(size=(2, 600))
    x = 0.6 * z + shared + 0.3 * rng.normal(size=600)
    frame = pd.DataFrame({"z": z, "x": x, "y": 0.05 * x + shared + 0.3 * rng.normal(size=600)})
    found = contributions(sem.fit("x ~ z\ny ~ x + 0*z\ny ~~ x", frame))
    row = found.f2.set_index(["source", "target"]).loc[("z", "y")]
    assert row["f2"] < 0
    assert row["size"] == "negative"
    assert [note.key for note in found.notes] == ["drivers.negative_f2"]
    assert row["f2"] == pytest.approx((row["r2_included"] - row["r2_excluded"]) / (1 - row["r2_included"]))


def test_a_construct_with_no_variance_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tamkit.drivers.dominance._positive", lambda cov: len(cov) != 5)
    found = contributions(fitted())
    assert [(note.key, note.values["target"]) for note in found.notes] == [
        ("drivers.not_positive", "ATT"),
        ("drivers.not_positive", "INT"),
    ]
    assert set(found.f2["target"]) == {"IT", "PR", "PU"}


def test_many_predictors_have_weights_only() -> None:
    rng = np.random.default_rng(4)
    names = [f"x{i}" for i in range(MOST + 1)]
    frame = pd.DataFrame({name: rng.normal(size=200) for name in names})
    frame["y"] = frame[names].sum(axis=1) + rng.normal(size=200)
    found = contributions(sem.fit(f"y ~ {' + '.join(names)}", frame))
    assert found.table["general"].isna().all()
    assert found.table["weight"].sum() == pytest.approx(found.table["r2"].iloc[0])
    assert found.conditional.empty
    assert [note.key for note in found.notes] == ["drivers.many_predictors"]


def test_of_each_group() -> None:
    frame = answers().assign(half=np.arange(400) % 2)
    both = sem.fit("f =~ PU1 + PU2 + PU3\ng =~ PE1 + PE2 + PE3\nh =~ AI1 + AI2\nh ~ f + g", frame, group="half")
    first, second = (contributions(both, group) for group in ("0", "1"))
    assert first.n == second.n == 200
    assert first.table["general"].tolist() != second.table["general"].tolist()
    assert second.table["r2"].iloc[0] == pytest.approx(both.r2["1"]["h"], abs=1e-9)


def test_sizes_after_cohen() -> None:
    assert [size_of(f2) for f2 in (0.0199, 0.0201, 0.1499, 0.1501, 0.3499, 0.3501)] == [
        "negligible",
        "small",
        "small",
        "medium",
        "medium",
        "large",
    ]
    assert size_of(float("nan")) == ""


def test_it_shows_itself() -> None:
    text = repr(contributions(fitted()))
    assert "contributes" in text
    assert ".table (10)" in text
