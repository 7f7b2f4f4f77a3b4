"""Samples of a population solved as a stack against the same samples fitted one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tamkit.sem import fit, population
from tamkit.sem.options import Options
from tamkit.sem.paths import path_rows
from tamkit.sem.replications import replications
from tamkit.syntax import parse

TRUTH = population(
    "A =~ .8*a1 + .7*a2 + .6*a3\nB =~ .8*b1 + .7*b2 + .7*b3\nC =~ .8*c1 + .7*c2 + .7*c3\nB ~ .4*A\nC ~ .3*A + .3*B",
    standardized=True,
)
MODEL = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nC =~ c1 + c2 + c3\nB ~ A\nC ~ A + B"
SAMPLES = 6


def lot(n: int = 150, cut: bool = False) -> np.ndarray:
    rng = np.random.default_rng(3)
    rows = rng.multivariate_normal(np.zeros(9), TRUTH.cov, size=(SAMPLES, n))
    return np.digitize(rows, [-1, 0, 1]) + 1.0 if cut else rows


EQUAL = MODEL.replace("C ~ A + B", "C ~ p*A + p*B")
CASES: list[tuple[str, dict[str, object]]] = [
    *((model, {"estimator": name}) for name in ("ML", "MLR", "MLM") for model in (MODEL, EQUAL)),
    (MODEL, {"estimator": "ML", "likelihood": "wishart"}),
    (MODEL, {"estimator": "MLR", "meanstructure": True}),
    (EQUAL, {"estimator": "ML", "std_lv": True}),
    (MODEL, {"estimator": "GLS"}),
    (MODEL, {"estimator": "WLSMV", "ordered": ("all",)}),
    (MODEL, {"estimator": "ML", "engine": "semopy"}),
]


@pytest.mark.parametrize(("model", "options"), CASES)
def test_a_stack_is_what_its_samples_are_alone(model: str, options: dict[str, object]) -> None:
    rows = lot(cut="ordered" in options)
    names = list(TRUTH.observed)
    chosen = Options(**options)  # type: ignore[arg-type]
    # In another order than the model's, and with one that the model lacks.
    more = np.concatenate([rows[:, :, ::-1], rows[:, :, :1]], axis=2)
    found = replications(parse(model), [*names[::-1], "x"], [more[:4], more[4:]], chosen)
    assert found.drawn == SAMPLES
    assert found.kept.tolist() == list(range(SAMPLES))
    for at in range(SAMPLES):
        alone = fit(model, pd.DataFrame(rows[at], columns=names), options=chosen)
        table = path_rows(alone.table)
        assert [(row["source"], row["target"]) for row in table] == list(found.paths)
        for mine, theirs in (("est", "est"), ("se", "se"), ("std", "std_all"), ("std_se", "std_all_se")):
            want = [row[theirs] for row in table]
            assert getattr(found, mine)[at] == pytest.approx(want, rel=2e-5, abs=2e-6), mine


def test_a_path_between_an_item_and_a_construct_goes_one_by_one() -> None:
    model = f"{MODEL}\nz ~ C"
    rows = np.concatenate([lot(), np.random.default_rng(1).normal(size=(SAMPLES, 150, 1))], axis=2)
    names = [*TRUTH.observed, "z"]
    found = replications(parse(model), names, [rows], Options())
    alone = fit(model, pd.DataFrame(rows[0], columns=names))
    assert found.std[0] == pytest.approx([row["std_all"] for row in path_rows(alone.table)], rel=1e-5)


def test_samples_that_do_not_converge_are_left_out_and_counted() -> None:
    rows = lot(60)
    rows[2, :, 1] = rows[2, :, 0]  # no covariance matrix that could be inverted
    found = replications(parse(MODEL), list(TRUTH.observed), [rows], Options(estimator="MLR"))
    assert 2 not in found.kept
    assert (len(found.kept), found.drawn) == (SAMPLES - 1, SAMPLES)
    assert np.isfinite(found.std_se).all()


def test_no_samples_have_no_paths() -> None:
    found = replications(parse(MODEL), list(TRUTH.observed), [], Options())
    assert (found.drawn, len(found.kept), found.paths) == (0, 0, ())
