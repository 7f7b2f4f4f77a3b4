"""Modification indices: the score test by its formula, candidates, and what freeing a parameter really does."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2
from sem.lavaan_reference import dataset, fitted

from tamkit.sem import fit
from tamkit.sem.matrices import compile_group
from tamkit.sem.modification import candidates, extend, modification_indices
from tamkit.sem.result import Fit
from tamkit.sem.table import TableOptions, build
from tamkit.syntax import parse

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual"


@pytest.fixture(scope="module")
def hs() -> Fit:
    return fit(HS, dataset("hs"))


def named(model: str, **options: object) -> set[tuple[str, str, str]]:
    table = build(parse(model), TableOptions(**options))  # type: ignore[arg-type]
    return {(row.lhs, row.op, row.rhs) for row in candidates(table)}


def test_candidates_of_a_structural_model() -> None:
    found = named("f =~ a + b + c\ng =~ d + e + h\ny ~ f + x")
    assert {("f", "=~", "d"), ("g", "=~", "a")} <= found
    assert {("a", "~~", "b"), ("a", "~~", "y"), ("f", "~~", "g")} <= found
    assert {("f", "~", "y"), ("y", "~", "f"), ("f", "~", "x"), ("y", "~", "x")} <= found
    assert not any(op == "~" and lhs == "x" for lhs, op, _ in found)  # exogenous: nobody's outcome
    assert not any(op == "~~" and "x" in (lhs, rhs) for lhs, op, rhs in found)
    assert not any("g" in (lhs, rhs) for lhs, op, rhs in found if op == "~")  # takes no part in the structure
    assert ("f", "=~", "y") not in found


def test_what_is_free_is_no_candidate(hs: Fit) -> None:
    table, theta, extra = extend(hs.setup, hs.estimate)
    free = {(row.lhs, row.op, row.rhs) for row in hs.setup.table.rows if row.free}
    assert not free & {(row.lhs, row.op, row.rhs) for row in extra}
    assert [row.free for row in extra] == list(range(hs.setup.table.k + 1, table.k + 1))
    assert all(row.free == 0 for row in hs.setup.table.rows if not row.is_free)  # the model's own rows stay as they are
    np.testing.assert_array_equal(theta[: hs.setup.table.k], hs.estimate.theta)
    marker = {(row.lhs, row.op, row.rhs): row.free - 1 for row in extra}["visual", "=~", "x1"]
    assert theta[marker] == 1.0  # at its present value
    assert theta[{(r.lhs, r.op, r.rhs): r.free - 1 for r in extra}["visual", "=~", "x4"]] == 0.0


def test_a_covariance_written_the_other_way_round_is_the_same() -> None:
    result = fit(HS + "\nx4 ~~ x1", dataset("hs"))
    found = result.modification_indices()
    pairs = {frozenset((row.lhs, row.rhs)) for row in found.itertuples() if row.op == "~~"}
    assert frozenset(("x1", "x4")) not in pairs
    assert frozenset(("x1", "x5")) in pairs


def test_indices_are_score_tests(hs: Fit) -> None:
    """N g²/V and −g/V with V the candidate's information beyond that of the model, one candidate at a time."""
    found = modification_indices(hs.setup, hs.estimate).set_index(["lhs", "op", "rhs"])
    table, theta, extra = extend(hs.setup, hs.estimate)
    from dataclasses import replace

    whole = replace(hs.setup, table=table, matrices=(compile_group(table, 1),))
    problem = hs.setup.route.problem(whole)
    g, H = problem.derivatives(theta[None], np.array([0]))
    assert H is not None
    k = hs.setup.table.k
    checked = 0
    for row in extra:
        key = (row.lhs, row.op, row.rhs)
        if key not in found.index:
            continue
        j = row.free - 1
        both = np.r_[np.arange(k), j]
        inverse = np.linalg.inv(H[0][np.ix_(both, both)])
        assert found.loc[key, "mi"] == pytest.approx(301 * g[0, j] ** 2 * inverse[-1, -1], rel=1e-6, abs=1e-9)
        assert found.loc[key, "epc"] == pytest.approx(-g[0, j] * inverse[-1, -1], rel=1e-6, abs=1e-9)
        assert found.loc[key, "pvalue"] == pytest.approx(chi2.sf(found.loc[key, "mi"], 1), rel=1e-9)
        checked += 1
    assert checked > 15


def test_expected_changes_in_standard_units(hs: Fit) -> None:
    found = hs.modification_indices().set_index(["lhs", "op", "rhs"])
    sd = dict(zip(hs.latent, np.sqrt(np.diag(hs.latent_cov())), strict=True))
    sd |= dict(zip(hs.observed, np.sqrt(np.diag(hs.implied_cov())), strict=True))
    row = found.loc[("visual", "=~", "x5")]
    assert row["sepc_lv"] == pytest.approx(row["epc"] * sd["visual"])
    assert row["sepc_all"] == pytest.approx(row["epc"] * sd["visual"] / sd["x5"])
    theta = {r.lhs: r.est for r in hs.table.itertuples() if r.op == "~~" and r.lhs == r.rhs}
    pair = found.loc[("x1", "~~", "x4")]
    assert pair["sepc_all"] == pytest.approx(pair["epc"] / np.sqrt(theta["x1"] * theta["x4"]))
    assert pair["sepc_lv"] == pytest.approx(pair["epc"])


def test_what_would_not_be_identified_has_no_index(hs: Fit) -> None:
    """A marker set free beside its construct's variance, or a covariance beside a path, adds nothing to the model."""
    found = {(row.lhs, row.op, row.rhs) for row in hs.modification_indices().itertuples()}
    assert ("visual", "=~", "x1") not in found
    assert ("visual", "~~", "textual") not in found
    assert ("visual", "~", "textual") not in found


def test_the_list_is_cut_and_sorted(hs: Fit) -> None:
    every, large = hs.modification_indices(), hs.modification_indices(5.0)
    assert every["mi"].is_monotonic_decreasing
    assert large.equals(every[every["mi"] >= 5.0])
    assert list(every.columns) == ["lhs", "op", "rhs", "group", "mi", "pvalue", "epc", "sepc_lv", "sepc_all"]
    assert not len(hs.modification_indices(1e9))


def test_groups_have_their_own() -> None:
    found = fitted("tam_groups", "configural").modification_indices()
    once = found.groupby(["lhs", "op", "rhs"])["group"].agg(tuple)
    assert (once.map(len) <= 2).all()
    assert {(1, 2), (2, 1)} & set(once)
