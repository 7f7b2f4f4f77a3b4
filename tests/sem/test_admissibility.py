"""Every warning of a solution that should not be believed: a case where it must be said, and one where it must not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset, fitted

from tamkit.messages import Message
from tamkit.sem import Moments, fit, population
from tamkit.sem.admissibility import admissible_rows, check, heywood_rows
from tamkit.sem.matrices import Array
from tamkit.sem.notes import INADMISSIBLE, FitWarning
from tamkit.sem.result import Fit

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6"


def told(result: Fit, theta: Array | None = None, std_all: Array | None = None) -> dict[str, Message]:
    """The warnings by code at another θ, where one is given."""
    s = result.setup
    point = result.estimate.theta if theta is None else theta
    std = result.table["std_all"].to_numpy() if std_all is None else std_all
    found = check(s.table, s.matrices, point, s.cov, s.mean, std, result.groups)
    assert len({one.code for one in found}) == len(found)
    for one in found:
        assert one.message.say("zh") != one.message.say("en")
    return {one.code: one.message for one in found}


def moved(result: Fit, values: dict[str, float]) -> Array:
    theta = result.estimate.theta.copy()
    for row in result.setup.table.rows:
        if row.free and row.name in values:
            theta[row.free - 1] = values[row.name]
    return np.asarray(theta)


def admissible(result: Fit, theta: Array) -> bool:
    s = result.setup
    cov, mean = s.stack
    return bool(admissible_rows(s.table, s.matrices, theta[None], cov, mean)[0])


@pytest.fixture(scope="module")
def hs() -> Fit:
    return fit(HS, dataset("hs"))


def test_a_good_solution_has_nothing_to_say(hs: Fit) -> None:
    assert told(hs) == {}
    assert admissible(hs, hs.estimate.theta)


def test_a_negative_variance(hs: Fit) -> None:
    theta = moved(hs, {"x2~~x2": -0.01, "x5~~x5": -0.2})
    assert told(hs, theta) == {"heywood": Message("sem.heywood", variables=("x2", "x5"), group=None)}
    assert not admissible(hs, theta)
    table = hs.setup.table
    assert heywood_rows(table, np.stack([theta, hs.estimate.theta])).tolist() == [True, False]
    assert "heywood" not in told(hs, moved(hs, {"x2~~x2": 0.0}))  # zero is a boundary, not beyond it


def test_a_negative_latent_variance_is_a_heywood_case_too(hs: Fit) -> None:
    found = told(hs, moved(hs, {"visual~~visual": -0.3}))
    assert found["heywood"].values["variables"] == ("visual",)
    assert "latent_not_pd" in found


def test_a_model_without_free_variances_has_no_heywood_cases() -> None:
    fixed = fit("f =~ 1*x1 + x2 + x3\nf ~~ 1*f\nx1 ~~ 0.6*x1\nx2 ~~ 0.6*x2\nx3 ~~ 0.6*x3", dataset("hs"))
    assert heywood_rows(fixed.setup.table, np.full((2, fixed.setup.table.k), -1.0)).tolist() == [False, False]


def test_latent_correlations_beyond_one(hs: Fit) -> None:
    cov = float(np.sqrt(np.prod(np.diag(hs.latent_cov()))))
    over, under = (moved(hs, {"visual~~textual": factor * cov}) for factor in (1.2, 0.98))
    found = told(hs, over)
    assert set(found) == {"latent_not_pd"}
    assert found["latent_not_pd"].key == "sem.latent_not_pd"
    assert {found["latent_not_pd"].values[key] for key in ("first", "second")} == {"visual", "textual"}
    assert found["latent_not_pd"].values["r"] == pytest.approx(1.2)
    assert not admissible(hs, over)
    assert told(hs, under) == {}
    assert admissible(hs, under)


def test_the_only_construct_with_a_negative_variance() -> None:
    single = fit("f =~ x1 + x2 + x3 + x7", dataset("hs"))
    found = told(single, moved(single, {"f~~f": -0.2}))
    assert found["latent_not_pd"] == Message("sem.latent_variance_negative", variable="f", group=None)


def test_residual_covariances_beyond_their_variances() -> None:
    result = fit(HS + "\nx1 ~~ x4", dataset("hs"))
    assert told(result) == {}
    impossible = moved(result, {"x1~~x4": 5.0})
    assert told(result, impossible) == {"residual_not_pd": Message("sem.residual_not_pd", group=None)}
    assert not admissible(result, impossible)
    # a negative variance is told as what it is, not twice
    both = told(result, moved(result, {"x1~~x4": 5.0, "x1~~x1": -0.1}))
    assert set(both) == {"heywood"}


def test_standardized_loadings_above_one(hs: Fit) -> None:
    std = hs.table["std_all"].to_numpy().copy()
    at = next(i for i, row in enumerate(hs.setup.table.rows) if row.op == "=~" and row.rhs == "x3")
    for value, said in ((1.0, False), (1.01, True), (-1.01, True)):
        std[at] = value
        found = told(hs, std_all=std)
        assert ("loading_above_one" in found) is said
        if said:
            assert found["loading_above_one"].values == {"loadings": ("visual =~ x3",), "group": None}
    # beside a negative residual variance it says nothing new
    assert set(told(hs, moved(hs, {"x3~~x3": -0.1}), std)) == {"heywood"}


def test_a_loading_above_one_on_one_of_two_constructs_can_be() -> None:
    """With two constructs behind an item the coefficients are partial, and no correlations."""
    crossed = fit(HS + "\nvisual =~ x5", dataset("hs"))
    std = crossed.table["std_all"].to_numpy().copy()
    for i, row in enumerate(crossed.setup.table.rows):
        if row.op == "=~" and row.rhs == "x5":
            std[i] = 1.2
    assert told(crossed, std_all=std) == {}


def test_groups_are_named() -> None:
    result = fitted("tam_groups", "configural")
    name = next(row.name for row in result.setup.table.rows if row.group == 2 and row.free and row.lhs == row.rhs)
    found = told(result, moved(result, {name: -0.1}))
    assert found["heywood"].values["group"] == result.groups[1]
    assert not admissible(result, moved(result, {name: -0.1}))


def test_a_stack_is_judged_member_by_member(hs: Fit) -> None:
    s = hs.setup
    stack = np.stack([hs.estimate.theta, moved(hs, {"x1~~x1": -1.0}), moved(hs, {"visual~~textual": 9.0})])
    cov, mean = ([np.repeat(part, 3, axis=0) for part in parts] for parts in s.stack)
    assert admissible_rows(s.table, s.matrices, stack, cov, mean).tolist() == [True, False, False]


def test_ordered_residual_variances_that_follow_from_the_others() -> None:
    """Under delta no row of the table holds them; a loading beyond one leaves them negative all the same."""
    rng = np.random.default_rng(1)
    factor = rng.normal(size=400)
    items = pd.DataFrame({f"y{j}": np.digitize(factor + rng.normal(size=400), [-0.7, 0.6]) for j in range(1, 5)})
    result = fit("f =~ y1 + y2 + y3 + y4", items, estimator="WLSMV", ordered="all", std_lv=True)
    assert told(result) == {}
    theta = moved(result, {"f=~y2": 1.1})
    assert told(result, theta)["heywood"].values["variables"] == ("y2",)
    assert not admissible(result, theta)


def test_a_published_matrix_can_have_a_heywood_case() -> None:
    names = ["a", "b", "c"]
    R = pd.DataFrame([[1.0, 0.7, 0.7], [0.7, 1.0, 0.3], [0.7, 0.3, 1.0]], index=names, columns=names)
    result = fit("f =~ a + b + c", Moments(R, 200))  # λ_a² = .7·.7/.3 > 1
    (warning,) = [one for one in result.warnings if one.code == "heywood"]
    assert warning.message.values["variables"] == ("a",)
    assert "a" not in result.r2
    assert {"b", "c"} <= set(result.r2)


TRIO = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nY =~ y1 + y2 + y3\nY ~ A + B"


def of_correlation(r: float, first: float = 0.5, second: float = 0.2) -> Fit:
    """A and B correlate r and explain Y by ``first`` and ``second``, exactly."""
    text = "\n".join(f"{f} =~ " + " + ".join(f"0.8*{f.lower()}{i}" for i in (1, 2, 3)) for f in "ABY")
    made = population(f"{text}\nA ~~ {r}*B\nY ~ {first}*A + {second}*B", standardized=True)
    cov = pd.DataFrame(made.cov, index=list(made.observed), columns=list(made.observed))
    return fit(TRIO, Moments(cov, 500))


@pytest.mark.parametrize("r", [0.3, 0.6, 0.88, 0.9, 0.945, 0.98])
def test_collinear_constructs(r: float) -> None:
    """VIF of two predictors is 1/(1 − r²): beyond 5 from r = .894."""
    found = told(of_correlation(r))
    if r > (1 - 1 / 5) ** 0.5:
        assert set(found) == {"collinear"}
        values = dict(found["collinear"].values)
        assert values.pop("r") == pytest.approx(r, abs=1e-5)
        assert values.pop("vif") == pytest.approx(1 / (1 - r**2), rel=1e-4)
        assert values == {"outcome": "Y", "first": "A", "second": "B", "group": None}
    else:
        assert found == {}


def test_a_path_beyond_one() -> None:
    found = told(of_correlation(0.8, 1.1, -0.3))
    assert found == {"path_above_one": Message("sem.path_above_one", paths=("Y ~ A",), group=None)}
    assert told(of_correlation(0.8, 0.95, -0.3)) == {}


def test_a_correlation_of_constructs_that_explain_nothing_together_is_none_of_its_business() -> None:
    """Collinear, but each explains another outcome: nothing is to be told apart."""
    cov = of_correlation(0.95).sample_cov()
    assert "collinear" not in told(fit(TRIO.replace("Y ~ A + B", "Y ~ A"), Moments(cov, 500)))


def test_what_makes_a_solution_inadmissible(hs: Fit) -> None:
    assert {"heywood", "latent_not_pd", "residual_not_pd", "loading_above_one"} == INADMISSIBLE
    assert hs.admissible
    odd = replace(hs, notes=(FitWarning("heywood", Message("sem.heywood", variables=("x1",), group=None)),))
    assert not odd.admissible
    assert replace(hs, notes=(FitWarning("rows_dropped", Message("sem.rows_dropped", n=2)),)).admissible
