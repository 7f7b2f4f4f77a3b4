"""What is written for semopy and read back from it, without fitting: names, equalities, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset

from tamkit.errors import AnalysisError, OptionError
from tamkit.sem import fit
from tamkit.sem.engines.semopy import read_back, short_names, translate
from tamkit.sem.table import ParameterTable, TableOptions, build
from tamkit.syntax import parse

MODEL = "PU =~ p1 + p2 + p3\nAI =~ a1 + a2 + a3\nAI ~ PU"


def table(model: str = MODEL, **options: Any) -> ParameterTable:
    return build(parse(model), TableOptions(**options))


def written(model: str = MODEL, **options: Any) -> list[str]:
    made = table(model, **options)
    long = {short: name for name, short in short_names(made).items()}
    words = [line.split() for line in translate(made, short_names(made)).splitlines()]
    return [f"{long[a]} {op} {'*'.join([*b.split('*')[:-1], long[b.split('*')[-1]]])}" for a, op, b in words]


def test_short_names_are_of_their_own() -> None:
    names = short_names(table("感知 =~ 项1 + 项2 + 项3"))
    assert names == {"感知": "lv0", "项1": "ov0", "项2": "ov1", "项3": "ov2"}


def test_everything_is_explicit() -> None:
    lines = written()
    assert {"PU =~ 1.0*p1", "PU =~ p2", "AI =~ 1.0*a1", "AI ~ PU", "PU ~~ PU", "AI ~~ AI", "p1 ~~ p1"} <= set(lines)
    assert "PU ~~ 0*AI" in lines  # semopy would free it
    assert len(lines) == len(set(lines))


def test_a_free_first_loading_has_a_label_of_its_own() -> None:
    lines = written(std_lv=True)
    assert next(line for line in lines if line.startswith("PU =~")).startswith("PU =~ free1*p1")
    assert "PU ~~ 1.0*PU" in lines


def test_equal_parameters_share_a_label() -> None:
    lines = written("PU =~ p1 + e*p2 + e*p3\nAI =~ a1 + a2 + a3\nAI ~ PU")
    labels = {line.split()[2].split("*")[0] for line in lines if line.split()[2][-2:] in ("p2", "p3") and "=~" in line}
    assert len(labels) == 1
    assert labels.pop().startswith("eq")


def test_values_are_read_by_name() -> None:
    made = table()
    short = short_names(made)
    rows = []
    for row in made.rows:
        lhs, op, rhs = short[row.lhs], row.op, short[row.rhs]
        if op == "=~":
            lhs, op, rhs = rhs, "~", lhs  # as semopy has it
        rows.append((lhs, op, rhs, 0.1 * row.free if row.free else row.value, 0.01 * row.free if row.free else "-"))
    np.random.default_rng(1).shuffle(rows)  # the order depends on the hash seed
    inspected = pd.DataFrame(rows, columns=["lval", "op", "rval", "Estimate", "Std. Err"])
    theta, se = read_back(made, short, inspected)
    np.testing.assert_allclose(theta, 0.1 * np.arange(1, made.k + 1))
    np.testing.assert_allclose(se, 0.01 * np.arange(1, made.k + 1))
    with pytest.raises(AnalysisError) as caught:
        read_back(made, short, inspected[inspected["op"] != "~"])
    assert caught.value.message.key == "sem.semopy_lacks_parameter"
    assert caught.value.message.values["parameter"] == "PU=~p2"


HS = "visual =~ x1 + a*x2 + b*x3"


@pytest.mark.parametrize(
    ("model", "options", "reasons"),
    [
        (HS, {"estimator": "GLS"}, ["sem.semopy_other_estimator"]),
        (HS, {"likelihood": "wishart"}, ["sem.semopy_other_estimator"]),
        (HS, {"information": "observed"}, ["sem.semopy_other_estimator"]),
        (HS, {"group": "school"}, ["sem.semopy_groups", "sem.semopy_means"]),
        (HS, {"meanstructure": True, "bootstrap": 5}, ["sem.semopy_means", "sem.semopy_bootstrap"]),
        (HS, {"missing": "fiml"}, ["sem.semopy_other_estimator", "sem.semopy_means", "sem.semopy_missing"]),
        (HS + "\na == b", {}, ["sem.semopy_constraints"]),
    ],
)
def test_every_reason_not_to_use_it_is_told(model: str, options: dict[str, Any], reasons: list[str]) -> None:
    with pytest.raises(OptionError) as caught:
        fit(model, dataset("hs"), engine="semopy", **options)
    assert caught.value.message.key == "sem.semopy_only_plain_ml"
    assert [reason.key for reason in caught.value.message.values["reasons"]] == reasons


@pytest.mark.parametrize("error", [ValueError("array must not contain infs"), KeyError("lv0")])
def test_what_goes_wrong_inside_is_one_error_of_the_analysis(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """A companion of a study: as a ValueError it took the whole study down at 0.1.0."""

    def fails(*_: Any) -> Any:
        raise error

    monkeypatch.setattr("semopy.model.Model", fails)
    with pytest.raises(AnalysisError) as caught:
        fit("visual =~ x1 + x2 + x3", dataset("hs"), engine="semopy")
    assert caught.value.message.key == "sem.semopy_failed"
