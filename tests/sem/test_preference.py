"""Which of two models resamples prefer by AIC."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tamkit.errors import InputError
from tamkit.sem import Fit, fit, simulate
from tamkit.sem.preference import preferred
from tamkit.sem.resampling import chunks

MEASURED = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nC =~ c1 + c2 + c3\n"
POPULATION = """
  A =~ 0.8*a1 + 0.8*a2 + 0.8*a3
  B =~ 0.8*b1 + 0.8*b2 + 0.8*b3
  C =~ 0.8*c1 + 0.8*c2 + 0.8*c3
  B ~ 0.4*A
  C ~ 0.5*B
"""
CHAIN, FORK, TURNED = "B ~ A\nC ~ B", "B ~ A\nC ~ A", "A ~ B\nB ~ C"


def data() -> pd.DataFrame:
    return simulate(POPULATION, 200, seed=4, standardized=True)


def fitted(structure: str, frame: pd.DataFrame | None = None, **options: object) -> Fit:
    return fit(MEASURED + structure, data() if frame is None else frame, **options)


def test_the_share_is_that_of_fits_made_one_by_one() -> None:
    """AIC of both models of each of 30 resamples, by ordinary fits."""
    rows = data()
    one, other = fitted(CHAIN), fitted(FORK)
    found = preferred(one, other, draws=30, seed=5)
    index = chunks([200], 30, 5)[0].indices()[0]
    alone = [fitted(CHAIN, rows.iloc[at]).fit["aic"] < fitted(FORK, rows.iloc[at]).fit["aic"] for at in index]
    assert found.draws == 30
    assert found.share == pytest.approx(np.mean(alone))
    assert found.share > 0.5


def test_a_bootstrap_at_hand_is_used_and_says_the_same() -> None:
    plain, booted, other = fitted(CHAIN), fitted(CHAIN, bootstrap=60, seed=5), fitted(FORK)
    assert booted.bootstrap is not None
    assert preferred(booted, other, draws=40, seed=5) == preferred(plain, other, draws=40, seed=5)


def test_equivalent_models_are_preferred_half_the_time() -> None:
    assert preferred(fitted(CHAIN), fitted(TURNED), draws=20, seed=1).share == 0.5


def test_incomplete_rows_are_drawn_too() -> None:
    rows = data().mask(np.random.default_rng(1).random((200, 9)) < 0.03)
    one, other = (fitted(text, rows, missing="fiml") for text in (CHAIN, FORK))
    assert preferred(one, other, draws=5, seed=1).draws == 5


def test_models_of_other_items_are_not_compared() -> None:
    other = fit("A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nB ~ A", data())
    with pytest.raises(InputError, match="same items and rows"):
        preferred(fitted(CHAIN), other, draws=5, seed=1)
    squares = fitted(CHAIN, estimator="ULS")
    with pytest.raises(InputError, match="likelihood"):
        preferred(squares, squares, draws=5, seed=1)
