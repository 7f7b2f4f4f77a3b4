"""What must not change: chi-square, df and standardized values under rescaling, reordering and another marker."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sem.lavaan_reference import dataset, own

from tamkit.sem import Moments, fit
from tamkit.sem.result import Fit

RELATIVE = 1e-6
MODEL = """
  PU  =~ PU1 + PU2 + PU3 + PU4
  ATT =~ ATT1 + ATT2 + ATT3
  INT =~ INT1 + INT2 + INT3
  ATT ~ PU
  INT ~ ATT + PU
"""
ITEMS = {"PU": ["PU1", "PU2", "PU3", "PU4"], "ATT": ["ATT1", "ATT2", "ATT3"], "INT": ["INT1", "INT2", "INT3"]}
STRUCTURE = "ATT ~ PU\nINT ~ ATT + PU"
ALL = [item for items in ITEMS.values() for item in items]
ESTIMATORS = ["ML", "MLM", "MLR", "GLS"]  # ULS is not scale-free by definition
few = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@cache
def before(estimator: str = "ML") -> Fit:
    return fit(MODEL, dataset("tam"), estimator=estimator)


def same(after: Fit, reference: Fit, *, scaled: bool = True) -> None:
    """χ², df, its scaled versions and every standardized value with its standard error."""
    for key in ("chisq", "df", "chisq_scaled", "cfi", "tli", "rmsea", "srmr"):
        if key in reference.fit:
            assert after.fit[key] == pytest.approx(reference.fit[key], rel=RELATIVE, abs=RELATIVE), key
    wanted = own(reference.table)
    found = own(after.table).loc[wanted.index]
    for column in ("std_all", "std_all_se") if scaled else ("std_all",):
        np.testing.assert_allclose(found[column], wanted[column], rtol=RELATIVE, atol=RELATIVE, err_msg=column)


@given(
    scale=st.lists(st.floats(0.02, 50.0), min_size=10, max_size=10),
    shift=st.lists(st.floats(-20.0, 20.0), min_size=10, max_size=10),
    estimator=st.sampled_from(ESTIMATORS),
)
@few
def test_rescaling_items(scale: list[float], shift: list[float], estimator: str) -> None:
    data = dataset("tam")[ALL] * np.array(scale) + np.array(shift)
    same(fit(MODEL, data, estimator=estimator), before(estimator))


@given(flips=st.lists(st.sampled_from([-1.0, 1.0]), min_size=10, max_size=10))
@few
def test_turning_items_round_turns_their_loadings_only(flips: list[float]) -> None:
    after = fit(MODEL, dataset("tam")[ALL] * np.array(flips))
    assert after.fit["chisq"] == pytest.approx(before().fit["chisq"], rel=RELATIVE)
    wanted = before().loadings().set_index(["lhs", "rhs"])["std_all"].abs()
    found = after.loadings().set_index(["lhs", "rhs"])["std_all"].abs().loc[wanted.index]
    np.testing.assert_allclose(found, wanted, rtol=RELATIVE)


@given(rows=st.permutations(range(300)), columns=st.permutations(ALL), estimator=st.sampled_from(ESTIMATORS))
@few
def test_order_of_rows_and_columns(rows: list[int], columns: list[str], estimator: str) -> None:
    same(fit(MODEL, dataset("tam").iloc[list(rows)][list(columns)], estimator=estimator), before(estimator))


@st.composite
def _models(draw: st.DrawFn) -> str:
    """The same model with items, constructs and paths in another order, so with other markers as well."""
    lines = [f"{name} =~ {' + '.join(draw(st.permutations(items)))}" for name, items in ITEMS.items()]
    lines += ["ATT ~ PU", "INT ~ " + " + ".join(draw(st.permutations(["ATT", "PU"])))]
    return "\n".join(draw(st.permutations(lines)))


@given(model=_models(), estimator=st.sampled_from(ESTIMATORS))
@few
def test_order_of_the_model_and_choice_of_markers(model: str, estimator: str) -> None:
    same(fit(model, dataset("tam"), estimator=estimator), before(estimator))


@pytest.mark.parametrize("estimator", [*ESTIMATORS, "ULS", "DWLS"])
def test_markers_or_fixed_variances(estimator: str) -> None:
    reference = fit(MODEL, dataset("tam"), estimator=estimator)
    after = fit(MODEL, dataset("tam"), estimator=estimator, std_lv=True)
    same(after, reference)
    np.testing.assert_allclose(after.implied_cov(), reference.implied_cov(), rtol=RELATIVE, atol=RELATIVE)


@given(values=st.lists(st.floats(0.3, 3.0), min_size=3, max_size=3))
@few
def test_value_of_the_marker(values: list[float]) -> None:
    lines = [
        f"{name} =~ {value!r}*{' + '.join(items)}" for value, (name, items) in zip(values, ITEMS.items(), strict=True)
    ]
    same(fit("\n".join([*lines, STRUCTURE]), dataset("tam")), before())


@given(factor=st.floats(0.1, 20.0))
@few
def test_starting_values(factor: float) -> None:
    lines = [
        f"{name} =~ {' + '.join(f'start({factor!r})*{i}' if k else i for k, i in enumerate(items))}"
        for name, items in ITEMS.items()
    ]
    same(fit("\n".join([*lines, STRUCTURE]), dataset("tam")), before())


def test_a_matrix_in_place_of_rows() -> None:
    data = dataset("tam")[ALL]
    for estimator in ("ML", "GLS"):
        reference = before(estimator)
        same(fit(MODEL, Moments(data.cov(), len(data)), estimator=estimator), reference)
        sd = data.std()
        same(fit(MODEL, Moments(data.corr(), len(data), sd=sd), estimator=estimator), reference)
        shuffled = data.cov().iloc[::-1, ::-1]
        same(fit(MODEL, Moments(shuffled, len(data)), estimator=estimator), reference)


def test_doubling_every_row_doubles_chi_square() -> None:
    twice = pd.concat([dataset("tam")] * 2, ignore_index=True)
    after = fit(MODEL, twice)
    assert after.fit["chisq"] == pytest.approx(2 * before().fit["chisq"], rel=RELATIVE)
    np.testing.assert_allclose(after.table["est"], before().table["est"], rtol=RELATIVE, atol=RELATIVE)
    np.testing.assert_allclose(after.table["se"] * np.sqrt(2), before().table["se"], rtol=RELATIVE)


def test_a_mean_structure_without_restrictions_changes_nothing() -> None:
    after = fit(MODEL, dataset("tam"), meanstructure=True)
    wanted = own(before().table)
    found = own(after.table).loc[wanted.index]
    np.testing.assert_allclose(found["est"], wanted["est"], rtol=RELATIVE, atol=RELATIVE)
    np.testing.assert_allclose(found["se"], wanted["se"], rtol=RELATIVE)
    assert after.fit["chisq"] == pytest.approx(before().fit["chisq"], rel=RELATIVE)


@given(labels=st.permutations(["a", "b", "c"]))
@few
def test_names_and_order_of_groups(labels: list[str]) -> None:
    data = dataset("tam").copy()
    rename = dict(zip(["first", "second", "third"], labels, strict=True))
    data["city"] = data["city"].map(rename)
    data = data.sort_values("city", kind="stable")
    options: dict[str, Any] = {"group": "city", "group_equal": ["loadings"]}
    after, reference = fit(MODEL, data, **options), _cities()
    assert after.fit["chisq"] == pytest.approx(reference.fit["chisq"], rel=RELATIVE)
    assert after.fit["df"] == reference.fit["df"]
    for old, new in rename.items():
        g, h = reference.groups.index(old) + 1, after.groups.index(new) + 1
        wanted = own(reference.table[reference.table["group"] == g].assign(group=1))
        found = own(after.table[after.table["group"] == h].assign(group=1)).loc[wanted.index]
        np.testing.assert_allclose(found["std_all"], wanted["std_all"], rtol=RELATIVE, atol=RELATIVE)


@cache
def _cities() -> Fit:
    return fit(MODEL, dataset("tam"), group="city", group_equal=["loadings"])


def test_groups_without_equalities_are_separate_fits() -> None:
    data = dataset("tam")
    together = fit(MODEL, data, group="product")
    alone = [fit(MODEL, data[data["product"] == name], meanstructure=True) for name in together.groups]
    assert together.fit["chisq"] == pytest.approx(sum(part.fit["chisq"] for part in alone), rel=RELATIVE)
    assert together.fit["logl"] == pytest.approx(sum(part.fit["logl"] for part in alone), rel=RELATIVE)
    for g, part in enumerate(alone):
        wanted = own(part.table)
        found = own(together.table[together.table["group"] == g + 1].assign(group=1)).loc[wanted.index]
        for column in ("est", "se", "std_all", "std_all_se"):
            np.testing.assert_allclose(found[column], wanted[column], rtol=1e-5, atol=RELATIVE)


def test_equivalent_models_fit_alike() -> None:
    """Three constructs: a path or its reverse, or a covariance, are the same restriction on the data."""
    measured = MODEL.split("ATT ~ PU")[0]
    structures = ["ATT ~ PU\nINT ~ ATT + PU", "PU ~ ATT\nINT ~ ATT + PU", "PU ~~ ATT\nPU ~~ INT\nATT ~~ INT"]
    values = [fit(measured + structure, dataset("tam")).fit["chisq"] for structure in structures]
    assert np.ptp(values) < RELATIVE * values[0]


def test_a_second_order_construct_of_three_is_just_identified() -> None:
    measured = MODEL.split("ATT ~ PU")[0]
    plain = fit(measured, dataset("tam"))
    higher = fit(measured + "G =~ PU + ATT + INT", dataset("tam"))
    assert higher.fit["chisq"] == pytest.approx(plain.fit["chisq"], rel=RELATIVE)
    assert higher.fit["df"] == plain.fit["df"]
