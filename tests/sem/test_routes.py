"""Which route a request takes, and that every route answers the whole protocol."""

from __future__ import annotations

import inspect
from typing import Any

import pandas as pd
import pytest
from sem.lavaan_reference import dataset
from sem.ordinal_reference import columns, reference

from tamkit.errors import InputError
from tamkit.sem import Moments, fit
from tamkit.sem.complete.route import CompleteRoute
from tamkit.sem.missing.route import IncompleteRoute
from tamkit.sem.ordinal.route import OrdinalRoute
from tamkit.sem.setup import Route

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6"
TWO = reference("ordinal_fits")["skew7_wlsmv"]["model"]
ROUTES = (CompleteRoute, OrdinalRoute, IncompleteRoute)


@pytest.mark.parametrize(
    ("model", "data", "options", "route"),
    [
        (HS, "hs", {}, CompleteRoute),
        (HS, "hs", {"estimator": "DWLS"}, CompleteRoute),
        (HS, "hs_missing", {"missing": "fiml"}, IncompleteRoute),
        (TWO, "skew7", {"estimator": "WLSMV", "ordered": "all"}, OrdinalRoute),
    ],
)
def test_the_route_of_a_request(model: str, data: str, options: dict[str, Any], route: type) -> None:
    assert type(fit(model, pd.DataFrame(columns(data)), **options).setup.route) is route


def test_a_matrix_is_complete() -> None:
    items = dataset("hs")[[f"x{j}" for j in range(1, 7)]]
    assert type(fit(HS, Moments(items.cov(), len(items))).setup.route) is CompleteRoute


@pytest.mark.parametrize("route", ROUTES)
def test_every_question_of_the_protocol_is_answered(route: type) -> None:
    """Where the protocol has no answer of its own (its body is a docstring), the room has one."""
    for name, member in inspect.getmembers(Route, inspect.isfunction):
        if name.startswith("_"):
            continue
        silent = [line for line in inspect.getsource(member).split('"""')[-1].splitlines() if line.strip()] == []
        own = getattr(route, name)
        assert not silent or own is not member, f"{route.__name__} does not answer {name}"
        assert list(inspect.signature(own).parameters) == list(inspect.signature(member).parameters), name


def test_what_a_kind_of_data_cannot_answer_it_refuses() -> None:
    found = fit(TWO, pd.DataFrame(columns("skew7")), estimator="WLSMV", ordered="all")
    with pytest.raises(InputError, match="no likelihood"):
        found.setup.route.first_order(found.setup, found.estimate.theta)
    gaps = fit(HS, pd.DataFrame(columns("hs_missing")), missing="fiml")
    with pytest.raises(InputError, match="not by least squares"):
        gaps.setup.route.pieces(gaps.setup, gaps.estimate.theta)


def test_incomplete_data_always_have_means() -> None:
    """A likelihood of incomplete rows without means would take them to be zero."""
    data = pd.DataFrame(columns("hs_missing"))
    plain, told = (fit(HS, data, missing="fiml", meanstructure=flag) for flag in (None, False))
    assert told.fit["chisq"] == plain.fit["chisq"]
    assert told.npar == plain.npar


def test_bartlett_scores_of_a_case_without_items_of_a_construct_are_missing() -> None:
    """That construct's alone: lavPredict(fit, method = "Bartlett") gives the others (test_more holds the numbers)."""
    data = pd.DataFrame(columns("hs_missing"))
    data.loc[4, ["x1", "x2", "x3"]] = None
    found = fit(HS, data, missing="fiml")
    scores = found.factor_scores("bartlett")
    assert scores.loc[4].isna().tolist() == [name == "visual" for name in scores]
    assert scores.drop(index=scores.index[scores.isna().any(axis=1)]).notna().all(axis=None)
    assert found.factor_scores().notna().all(axis=None)


def test_incomplete_rows_have_no_wishart_likelihood() -> None:
    with pytest.raises(InputError, match="needs complete rows"):
        fit(HS, pd.DataFrame(columns("hs_missing")), missing="fiml", likelihood="wishart")
