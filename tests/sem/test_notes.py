"""A warning: its code for programs, its message for people, and when each of a fit's notes is said."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset
from sem.ordinal_reference import columns

from tamkit import sem
from tamkit.errors import SampleError
from tamkit.messages import Message
from tamkit.sem import fit
from tamkit.sem.notes import FitWarning
from tamkit.sem.result import Fit

PU = "PU =~ PU1 + PU2 + PU3 + PU4"


def notes(result: Fit) -> dict[str, Message]:
    return {one.code: one.message for one in result.warnings}


def test_what_a_warning_holds() -> None:
    one = FitWarning("rows_dropped", Message("sem.rows_dropped", n=3))
    assert (one.key, dict(one.values), one.code) == ("sem.rows_dropped", {"n": 3}, "rows_dropped")
    assert str(one) == one.say("en") != one.say("zh")
    assert "3" in one.say("zh")
    plain = one.to_dict()
    assert plain == {"code": "rows_dropped", **one.message.to_dict()}
    assert json.loads(json.dumps(plain)) == plain
    assert one == FitWarning("rows_dropped", Message("sem.rows_dropped", n=3))
    assert one != FitWarning("rows_dropped", Message("sem.rows_dropped", n=4))


@pytest.mark.parametrize("estimator", ["DWLS", "WLSMV", "WLSM", "ULSMV"])
def test_items_that_are_not_said_to_be_ordered(estimator: str) -> None:
    data = dataset("tam")
    found = notes(fit(PU, data, estimator=estimator))
    assert found["not_ordered"] == Message("sem.not_ordered", estimator=estimator)
    assert "not_ordered" not in notes(fit(PU, data, estimator=estimator, ordered="all"))


def test_estimators_of_continuous_items_ask_for_no_order() -> None:
    for estimator in ("ML", "MLR", "GLS", "ULS"):
        assert notes(fit(PU, dataset("tam"), estimator=estimator)) == {}


def test_rows_left_out() -> None:
    data = dataset("tam").astype({"PU1": float}).copy()
    data.loc[[1, 4], "PU1"] = np.nan
    assert notes(fit(PU, data)) == {"rows_dropped": Message("sem.rows_dropped", n=2)}
    assert notes(fit(PU, data, missing="fiml")) == {}
    observed = notes(fit("PU2 ~ PU1", data, missing="fiml"))
    assert observed == {"rows_dropped": Message("sem.rows_without_exogenous_dropped", n=2)}
    # rows without any answer say nothing, whatever is done with gaps
    data.loc[[2, 6, 8], ["PU1", "PU2", "PU3", "PU4"]] = np.nan
    assert notes(fit(PU, data, missing="fiml")) == {"rows_dropped": Message("sem.rows_empty_dropped", n=3)}
    both = [w.message for w in fit("PU2 ~ PU1", data, missing="fiml").warnings if w.code == "rows_dropped"]
    assert both == [Message("sem.rows_empty_dropped", n=3), Message("sem.rows_without_exogenous_dropped", n=2)]
    pairs = fit(PU, data, missing="pairwise", estimator="WLSMV", ordered="all")
    assert notes(pairs)["rows_dropped"] == Message("sem.rows_empty_dropped", n=3)
    assert notes(fit(PU, data))["rows_dropped"] == Message("sem.rows_dropped", n=5)
    data = dataset("tam").astype({"PU1": float}).copy()
    data.loc[[1, 4], "PU1"] = np.nan
    # rows without a value on any other column are nobody's concern
    assert notes(fit("PU =~ PU2 + PU3 + PU4", data)) == {}


def test_respondents_without_a_group_are_left_out() -> None:
    data = dataset("tam").copy()
    data.loc[[0, 7, 9], "product"] = None
    found = fit(PU, data, group="product")
    assert notes(found)["rows_dropped"] == Message("sem.rows_without_group_dropped", n=3)


def two_pairs(r: float) -> pd.DataFrame:
    """Items a, b of one construct and c, d of another; a and c correlate by exactly r/√(1 + r²)."""
    y = np.random.default_rng(0).normal(size=(200, 4))
    y, _ = np.linalg.qr(y - y.mean(axis=0))
    y[:, 2] += r * y[:, 0]
    y[:, 1] += y[:, 0]
    y[:, 3] += y[:, 2]
    return pd.DataFrame(y * 10, columns=list("abcd"))


TWO = "f =~ a + b\ng =~ c + d"


def test_what_this_sample_hardly_tells_apart() -> None:
    """With two items each, nothing but their correlation identifies the loadings of two constructs."""
    found = notes(fit(TWO, two_pairs(0.002), std_lv=True))
    assert found["empirical_underidentification"].key == "sem.empirically_underidentified"
    told = str(found["empirical_underidentification"].values["parameters"])
    assert sum(name in told for name in ("f=~a", "f=~b", "g=~c", "g=~d")) >= 2
    assert "empirical_underidentification" not in notes(fit(TWO, two_pairs(0.3), std_lv=True))


def test_a_sample_on_which_nothing_can_be_computed_is_an_error() -> None:
    with pytest.raises(SampleError) as caught:
        fit(TWO, two_pairs(0.0), std_lv=True)
    assert caught.value.message.key == "sem.singular_on_these_data"
    assert caught.value.exit_status == 1


def test_polychoric_correlations_near_one_and_not_definite() -> None:
    rng = np.random.default_rng(2)
    z = rng.normal(size=600)
    items = {f"y{j}": np.digitize(z + 0.8 * rng.normal(size=600), [-0.6, 0.5]) for j in (1, 2, 3)}
    items["y4"] = np.where(rng.random(600) < 0.004, 1, items["y3"])
    data = pd.DataFrame(items)
    found = notes(fit("f =~ y1 + y2 + y3 + y4", data, estimator="WLSMV", ordered="all"))
    assert found["polychoric_near_one"] == Message("sem.polychoric_near_one", pairs=("y3 ~~ y4",), group=None)
    usual = notes(fit("f =~ y1 + y2 + y4 + y5", pd.DataFrame(columns("skew7")), estimator="WLSMV", ordered="all"))
    assert not {"polychoric_near_one", "polychoric_not_pd"} & set(usual)


def test_polychoric_correlations_that_are_no_correlation_matrix() -> None:
    """Pairs answered by different people: each correlation is possible, the three together are not."""
    rng = np.random.default_rng(5)

    def pair(r: float) -> np.ndarray:
        z = rng.multivariate_normal([0, 0], [[1, r], [r, 1]], size=300)
        return np.digitize(z, [-0.6, 0.5]).astype(float)

    rows = np.full((900, 3), np.nan)
    rows[:300, :2], rows[300:600, 1:], rows[600:, [0, 2]] = pair(0.9), pair(0.9), pair(-0.5)
    data = pd.DataFrame(rows, columns=["a", "b", "c"])
    result = fit("a ~~ b\nb ~~ c", data, estimator="ULSMV", ordered="all", missing="pairwise")
    assert "polychoric_not_pd" in notes(result)
    near = data.dropna(subset=["a", "b"])[["a", "b"]]
    assert "polychoric_not_pd" not in notes(fit("a ~~ b", near, estimator="ULSMV", ordered="all"))


def test_the_codes_are_a_promise() -> None:
    """Programs ask for them: each is said somewhere, and each has its tests here or in test_admissibility."""
    said = set()
    for path in Path(sem.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FitWarning":
                assert isinstance(node.args[0], ast.Constant)
                said.add(node.args[0].value)
    assert said == {
        "heywood",
        "several_minima",
        "loading_above_one",
        "latent_not_pd",
        "residual_not_pd",
        "not_ordered",
        "rows_dropped",
        "not_converged",
        "empirical_underidentification",
        "polychoric_near_one",
        "polychoric_not_pd",
        "path_above_one",
        "collinear",
        "label_of_all_groups",
        "no_value",
        "few_draws",  # tests/sem/test_bootstrap.py
        "draws_change_basin",  # tests/sem/test_basins.py
        "lower_minimum",  # tests/sem/test_wide_search.py
        "feedback_loop",  # tests/sem/test_ways.py
        "many_ways",  # tests/sem/test_ways.py
    }


@pytest.mark.parametrize(
    ("loading", "labels"),
    [("a*", ("a",)), ("c(a, a)*", None), ("c(a1, a2)*", None), ("", None)],
)
def test_one_label_for_several_groups(loading: str, labels: tuple[str, ...] | None) -> None:
    """It holds the parameter equal, as in lavaan, which warns too; written once a group it is meant."""
    text = f"visual =~ x1 + {loading}x2 + x3 + x4"
    found = fit(text, dataset("hs"), group="school")
    label = notes(found).get("label_of_all_groups")
    assert label == (labels and Message("sem.label_of_all_groups", labels=labels, n=1))
    assert found.fit["df"] == (5 if loading in ("a*", "c(a, a)*") else 4)
    alone = text.replace("c(a, a)", "a").replace("c(a1, a2)", "a")
    assert "label_of_all_groups" not in notes(fit(alone, dataset("hs")))


@pytest.mark.filterwarnings("error")
def test_a_defined_parameter_without_a_value() -> None:
    """Nowhere infinite or silently empty: 1/0 and the logarithm of what is negative are told."""
    text = "visual =~ x1 + a*x2 + x3 + x4\np := 2*a\nq := 1/(a - a)\nr := log(-a^2)"
    found = fit(text, dataset("hs"))
    assert notes(found) == {"no_value": Message("sem.no_value", names=("q", "r"))}
    assert found.defined()["est"].isna().tolist() == [False, True, True]
    json.dumps(found.to_dict(), allow_nan=False)
    assert notes(fit(text.split("\nq")[0], dataset("hs"))) == {}
