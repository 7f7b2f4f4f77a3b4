"""SPSS's tables of an exploratory analysis, against base R (tests/reference/tables.R) and the definitions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from measurement.reference import TOLERANCE, distance, likert, reference

from tamkit.measurement import explore
from tamkit.measurement.efa import Efa
from tamkit.measurement.explained import communalities, sorted_by_size, total_variance

R = reference("tables")["spss"]
ANSWERS = likert().iloc[:, 1:]


@pytest.fixture(scope="module")
def spss() -> Efa:
    return explore(ANSWERS, mode="spss", draws=20)


def test_spss_mode_has_spss_s_numbers(spss: Efa) -> None:
    assert (spss.n, spss.factors) == (R["n"], R["factors"])
    assert spss.kmo.overall == pytest.approx(R["kmo"], abs=1e-9)
    assert spss.communalities["kmo"].tolist() == pytest.approx(R["kmo_items"], abs=1e-9)
    assert (spss.bartlett.chisq, spss.bartlett.df) == (pytest.approx(R["chisq"], rel=1e-9), R["df"])
    assert distance(spss.pattern.abs(), R["loadings"]) < 1e-6


@pytest.mark.parametrize("key", ["initial", "initial_share", "initial_cumulative", "extracted", "extracted_cumulative"])
def test_total_variance_before_rotation(spss: Efa, key: str) -> None:
    found = spss.explained[key].dropna()
    assert found.tolist() == pytest.approx(R[key], abs=1e-9)


def test_total_variance_after_rotation(spss: Efa) -> None:
    found = spss.explained[["rotated", "rotated_cumulative"]].dropna()
    assert found["rotated"].tolist() == pytest.approx(R["rotated"], abs=TOLERANCE)
    assert found["rotated_cumulative"].tolist() == pytest.approx(R["rotated_cumulative"], abs=TOLERANCE)
    last = found["rotated_cumulative"].iloc[-1]  # rotation moves variance, it adds none
    assert last == pytest.approx(spss.explained["extracted_cumulative"].dropna().iloc[-1], abs=1e-12)


def test_communalities_of_components_and_factors(spss: Efa) -> None:
    assert spss.communalities["initial"].tolist() == [1.0] * 20
    assert spss.communalities["extraction"].tolist() == pytest.approx(R["communalities"], abs=1e-9)
    factors = explore(ANSWERS, factors=3, draws=20)
    assert factors.communalities["initial"].tolist() == pytest.approx(R["smc"], abs=1e-9)
    own = (factors.pattern.to_numpy() @ factors.phi.to_numpy() * factors.pattern.to_numpy()).sum(axis=1)
    assert factors.communalities["extraction"].tolist() == pytest.approx(own.tolist(), abs=1e-6)


def test_factors_that_correlate_split_the_communalities() -> None:
    """By the formula: the sums of diag(phi P'P) come to the sum of the communalities."""
    P = np.array([[0.8, 0.1], [0.7, 0.0], [0.0, 0.6], [0.1, 0.7]])
    phi = np.array([[1.0, 0.4], [0.4, 1.0]])
    found = total_variance(np.array([2.0, 1.0, 0.6, 0.4]), P, P, phi)
    assert found["rotated"].sum() == pytest.approx(np.diag(P @ phi @ P.T).sum())
    assert found["extracted"].sum() == pytest.approx((P**2).sum())
    assert found["rotated"].isna().tolist() == [False, False, True, True]
    assert found["initial_cumulative"].tolist() == pytest.approx([0.5, 0.75, 0.9, 1.0])


def test_the_smc_is_that_of_a_regression() -> None:
    """R² of an item on the others, by least squares."""
    X = ANSWERS.iloc[:, :5].to_numpy(dtype=float)
    C = np.corrcoef(X, rowvar=False)
    found = communalities(C, np.ones(5), list("abcde"), np.ones(5), components=False)["initial"]
    others = np.column_stack([np.ones(len(X)), X[:, 1:]])
    rest = X[:, 0] - others @ np.linalg.lstsq(others, X[:, 0], rcond=None)[0]
    assert found[0] == pytest.approx(1 - rest.var() / X[:, 0].var())


def test_sorted_as_spss_sorts() -> None:
    L = pd.DataFrame(
        [[0.2, -0.9], [0.5, 0.1], [-0.7, 0.3], [0.0, 0.4]], index=["a", "b", "c", "d"], columns=["F1", "F2"]
    )
    assert list(sorted_by_size(L).index) == ["c", "b", "a", "d"]
