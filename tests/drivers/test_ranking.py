"""Effects on the outcome, the largest first."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

from tamkit import sem
from tamkit.drivers.mediation import mediation_type
from tamkit.drivers.ranking import COLUMNS, KINDS, PARTS, TESTED, table


def made(totals: dict[str, float]) -> SimpleNamespace:
    rows = []
    for number, (source, total) in enumerate(totals.items()):
        row = {"source": source, "target": "Y"}
        for k, kind in enumerate(KINDS):
            for p, part in enumerate(PARTS):
                row[f"{kind}_std{part}"] = 100.0 * number + 10.0 * k + p
            for p, part in enumerate(TESTED):
                row[f"{kind}{part}"] = -100.0 * number - 10.0 * k - p
        row |= {"total_std": total, "resolution": 0.002}
        rows.append(row)
    none = pd.DataFrame(columns=["source", "est", "pvalue"])
    return SimpleNamespace(effects=lambda outcome: pd.DataFrame(rows), indirect=lambda outcome: none)


def test_the_largest_in_size_comes_first_whatever_its_sign() -> None:
    found = table(made({"A": 0.1, "B": -0.5, "C": 0.3, "D": -0.1}), "Y")
    assert found["source"].tolist() == ["B", "C", "A", "D"]
    assert found["total"].tolist() == [-0.5, 0.3, 0.1, -0.1]
    assert found.index.tolist() == [0, 1, 2, 3]


def test_standardized_numbers_and_those_that_are_tested() -> None:
    found = table(made({"A": 0.4}), "Y").iloc[0]
    assert found["outcome"] == "Y"
    for k, kind in enumerate(KINDS):
        for p, part in enumerate(PARTS):
            if (kind, part) != ("total", ""):
                assert found[f"{kind}{part}"] == 10.0 * k + p
        for p, part in enumerate(TESTED):
            assert found[f"{kind}_b{part}"] == -10.0 * k - p
        assert f"{kind}_pvalue" not in found  # what is not tested has no p
    assert found["resolution"] == 0.002
    assert list(table(made({"A": 0.4}), "Y").columns) == COLUMNS


def test_nothing_leads_to_the_outcome() -> None:
    fit = SimpleNamespace(effects=lambda outcome: pd.DataFrame([]), indirect=lambda outcome: pd.DataFrame([]))
    assert table(fit, "Y").empty
    assert list(table(fit, "Y").columns) == COLUMNS


def test_a_fitted_model() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=400)
    m = 0.6 * x + rng.normal(size=400)
    y = 0.5 * m + rng.normal(size=400)
    fit = sem.fit("M ~ X\nY ~ M + X", pd.DataFrame({"X": x, "M": m, "Y": y}), estimator="ML")
    found = table(fit, "Y").set_index("source")
    effects = fit.effects("Y").set_index("source")
    for source in ("X", "M"):
        assert found.loc[source, "total"] == effects.loc[source, "total_std"]
        assert found.loc[source, "indirect_ci_lower"] == effects.loc[source, "indirect_std_ci_lower"] or np.isnan(
            found.loc[source, "indirect_ci_lower"]
        )
    row = found.loc["X"]
    kind = mediation_type(
        indirect=row["indirect_b"],
        indirect_p=row["indirect_b_pvalue"],
        direct=row["direct_b"],
        direct_p=row["direct_b_pvalue"],
    )
    assert row["mediation"] == kind == "indirect_only"
