"""Competing models together: weights within an item set, equivalents, directions, the claim that one decides."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tamkit.drivers.model_set import _cfi_diff, against, akaike_weights, decisive, equivalents, model_set
from tamkit.sem import Fit, fit, simulate

MEASURED = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nC =~ c1 + c2 + c3\nD =~ d1 + d2 + d3\n"
BASE = "B ~ A\nC ~ A + B\nD ~ C + A"


def population(direct: float) -> str:
    items = "\n".join(f"{name} =~ " + " + ".join(f"0.8*{name.lower()}{i}" for i in (1, 2, 3)) for name in "ABCD")
    return f"{items}\nB ~ 0.4*A\nC ~ 0.3*A + 0.3*B\nD ~ 0.4*C + {direct}*A"


@cache
def rows(direct: float = 0.3) -> pd.DataFrame:
    return simulate(population(direct), 300, seed=2, standardized=True)


def fits(direct: float = 0.3, **options: object) -> dict[str, Fit]:
    structures = {
        "only": "B ~ A\nC ~ A + B\nD ~ C",
        "turned": "A ~ B\nC ~ A + B\nD ~ C + A",
        "around": "B ~ A + C\nC ~ A\nD ~ C + A\nB ~~ 0*D",
        "base": BASE,
    }
    return {
        name: fit(
            MEASURED + text, rows(direct), **(options if name == "base" else {"estimator": options.get("estimator")})
        )
        for name, text in structures.items()
    }


def test_weights_by_the_formula_and_within_an_item_set() -> None:
    made = {"few": fit("A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nB ~ A", rows()), **fits()}
    found = model_set(made, "D").weights.set_index("model")
    assert found["item_set"].tolist() == [1, 2, 2, 2, 2]
    assert np.isnan(found.loc["few", "aic_weight"])
    aic = np.array([made[name].fit["aic"] for name in ("only", "turned", "around", "base")])
    expected = np.exp(-0.5 * (aic - aic.min()))
    np.testing.assert_allclose(found["aic_weight"].iloc[1:], expected / expected.sum())
    np.testing.assert_allclose(found["aic_diff"].iloc[1:], aic - aic.min())
    assert akaike_weights([5000.0, 7000.0])[0] == 1.0


def test_models_with_one_chi_square_are_named_equivalent() -> None:
    """Turning A → B round, A having no cause, changes nothing; so does turning B → C."""
    found = equivalents(fits())
    pairs = {tuple(row) for row in found[["model_1", "model_2"]].to_numpy()}
    assert pairs == {("turned", "around"), ("turned", "base"), ("around", "base")}


def test_directions_say_where_no_data_could_tell() -> None:
    found = model_set(fits(bootstrap=40, seed=1), "D").directions
    assert found[["model", "source", "target"]].to_numpy().tolist() == [["turned", "A", "B"], ["around", "B", "C"]]
    assert found["equivalent"].all()
    assert found["share"].isna().all()


def test_a_direction_that_costs_fit_is_rejected_by_the_draws() -> None:
    turned = fit(MEASURED + "B ~ A\nC ~ A + D\nD ~ A + B", rows())
    base = fit(MEASURED + "B ~ A\nC ~ A + B\nD ~ C", rows(), bootstrap=40, seed=1)
    found = model_set({"turned": turned, "base": base}, "D").directions
    assert found[["source", "target"]].to_numpy().tolist() == [["C", "D"]]
    assert found["aic_diff"].item() == pytest.approx(turned.fit["aic"] - base.fit["aic"])
    assert 0 <= found["share"].item() <= 1
    assert found["draws"].item() == 40


@pytest.mark.parametrize(("direct", "rejected"), [(0.3, True), (0.0, False)])
def test_whether_one_construct_decides(direct: float, rejected: bool) -> None:
    """R: ``anova`` of both models."""
    made = fits(direct)
    found = decisive(made, "D")
    assert found is not None
    assert (found.model, found.construct, found.rejected) == ("only", "C", rejected)
    assert found.chisq_diff == pytest.approx(made["only"].fit["chisq"] - made["base"].fit["chisq"])
    assert found.df_diff == 1
    assert found.direct == (("A",) if rejected else ())


def test_no_model_makes_the_claim() -> None:
    made = fits()
    del made["only"]
    assert decisive(made, "D") is None
    assert decisive({"only": fits()["only"]}, "D") is None


def test_the_structure_against_what_it_restricts() -> None:
    made = fits(estimator="MLR")
    cfa = fit(MEASURED, rows(), estimator="MLR")
    few = fit("A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3", rows())
    found = against(made, {"second_order": cfa, "few": few, "same": made["base"]})
    assert found["model"].tolist() == ["second_order"]
    assert found["df_diff"].item() == made["base"].fit["df"] - cfa.fit["df"] == 1
    assert found["cfi_diff"].item() == made["base"].fit["cfi_robust"] - cfa.fit["cfi_robust"]


def test_a_change_of_cfi_is_of_the_version_that_tables_show() -> None:
    one, other = (
        SimpleNamespace(estimator="MLR", fit={"cfi": plain, "cfi_robust": robust})
        for plain, robust in ((0.9, 0.93), (0.95, 0.96))
    )
    assert _cfi_diff(one, other) == 0.93 - 0.96  # type: ignore[arg-type]
    assert np.isnan(_cfi_diff(SimpleNamespace(estimator="ML", fit={}), other))  # type: ignore[arg-type]


def test_without_a_likelihood_there_are_no_weights() -> None:
    found = model_set(fits(estimator="ULS"), "D")
    assert found.weights["aic_weight"].isna().all()
    assert len(found.directions) == 0
