"""Paths across groups against lavaan (tests/reference/drivers_groups.R)."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tamkit.drivers import compare_groups, group_tests, usable
from tamkit.errors import AnalysisError, InputError, NotConverged
from tamkit.questionnaire import Questionnaire, load

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
TOLERANCE = 1e-4
METRIC: Any = SimpleNamespace(held="metric", freed=None)


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    return load("huabei_baitiao_short")


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    found = pd.read_csv(REFERENCE / "drivers" / "responses.csv").astype(float)
    return found.assign(g=np.repeat(["a", "b"], len(found) // 2))


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
def test_tests_of_differences_are_lavaans(form: Questionnaire, data: pd.DataFrame, estimator: str) -> None:
    expected = json.loads((REFERENCE / "drivers_groups.json").read_text(encoding="utf-8"))["groups"][estimator]
    found = compare_groups(form.syntax("tam_risk_trust"), data, "g", METRIC, estimator=estimator, test="chisq")
    assert found.differences is not None
    tests = {f"{row['target']}~{row['source']}": row for row in found.differences.to_dict("records")}
    assert len(tests) == len(expected["tests"]) == 12
    for test in expected["tests"]:
        for name in ("chisq_diff", "df_diff", "pvalue_diff", "p_holm"):
            own = "p_diff_holm" if name == "p_holm" else name
            assert tests[test["path"]][own] == pytest.approx(test[name], rel=TOLERANCE, abs=TOLERANCE)
    rows = found.paths.set_index(["source", "target", "group"])
    for path in expected["paths"]:
        row = rows.loc[(path["source"], path["target"], "ab"[path["group"] - 1])]
        for name in ("est", "se", "std"):
            assert row[name] == pytest.approx(path[name], rel=TOLERANCE, abs=TOLERANCE)
    assert (found.groups, found.n, found.equal_loadings) == (("a", "b"), (200, 200), True)


@pytest.mark.parametrize("group", ["g", "g3"])
def test_wald_tests_are_lavaans(form: Questionnaire, data: pd.DataFrame, group: str) -> None:
    expected = json.loads((REFERENCE / "drivers_groups.json").read_text(encoding="utf-8"))["wald"][group]
    frame = data.assign(g3=np.array(["a", "b", "c"])[np.arange(len(data)) % 3])
    found = compare_groups(form.syntax("tam_risk_trust"), frame, group, METRIC, estimator="MLR")
    assert found.differences is not None
    assert found.pairs is not None
    assert list(found.fits) == ["free"]
    tests = {f"{row['target']}~{row['source']}": row for row in found.differences.to_dict("records")}
    for test in expected:
        for name in ("wald", "df", "pvalue"):
            # lavaan's search stops earlier than ours: its estimates are off in the fifth digit
            assert tests[test["path"]][name] == pytest.approx(test[name], rel=5 * TOLERANCE, abs=TOLERANCE)
    k = len(found.groups)
    assert len(found.pairs) == len(tests) * k * (k - 1) // 2
    if k == 2:  # z² of the pair is the Wald statistic
        assert (found.pairs["z"] ** 2).tolist() == pytest.approx(found.differences["wald"].tolist())
    # by the formula: (b1 - b2) / se, from the covariance of the estimates
    fit, row = found.fits["free"], found.pairs.iloc[0]
    own = [
        one.free - 1
        for one in fit.setup.table.rows
        if (one.op, one.lhs, one.rhs) == ("~", row["target"], row["source"])
    ]
    V = fit.estimate.covariance[np.ix_(own[:2], own[:2])]
    assert row["se"] == pytest.approx(np.sqrt(V[0, 0] + V[1, 1] - 2 * V[0, 1]))
    assert row["difference"] == pytest.approx(fit.estimate.theta[own[0]] - fit.estimate.theta[own[1]])
    smallest = found.pairs.loc[found.pairs["pvalue"].idxmin()]
    assert smallest["p_holm"] == pytest.approx(min(1.0, smallest["pvalue"] * len(found.pairs)))


def test_every_group_has_its_numbers(form: Questionnaire, data: pd.DataFrame) -> None:
    for ladder in (METRIC, None):
        found = compare_groups(form.syntax("tam"), data, "g", ladder, estimator="MLR", unplaced=7)
        assert found.unplaced == 7
        assert len(set(found.paths.groupby("group").size())) == 1
        width = (found.paths["std_ci_upper"] - found.paths["std_ci_lower"]) / (2 * found.paths["std_se"])
        assert width.to_numpy() == pytest.approx(1.959964, rel=1e-5)
        assert set(found.r2["construct"]) == {"PU", "ATT", "INT"}
        assert found.r2["n"].tolist() == [200] * 6
        fits = [found.fits["free"].r2["b"] if ladder else found.fits["b"].r2]
        own = found.r2[found.r2["group"] == "b"].set_index("construct")["r2"]
        assert own["INT"] == fits[0]["INT"]


@pytest.mark.parametrize("error", [NotConverged("sem.semopy_not_pd"), np.linalg.LinAlgError("Singular matrix")])
def test_a_path_that_cannot_be_tested_leaves_the_others(
    form: Questionnaire, data: pd.DataFrame, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """At 0.1.0 one constrained fit that failed dropped the tests of all paths."""
    whole = compare_groups(form.syntax("tam"), data, "g", METRIC, estimator="ML", test="chisq").differences
    real, calls = group_tests.difference, []

    def failing(free: Any, held: Any) -> Any:
        calls.append(held)
        if len(calls) == 2:
            raise error
        return real(free, held)

    monkeypatch.setattr(group_tests, "difference", failing)
    found = compare_groups(form.syntax("tam"), data, "g", METRIC, estimator="ML", test="chisq")
    assert whole is not None
    assert found.differences is not None
    assert len(found.differences) == len(whole) == len(calls)
    lost = found.differences.iloc[1]
    assert lost[["chisq_diff", "pvalue_diff", "p_diff_holm"]].isna().all()
    kept = [0, *range(2, len(whole))]
    for column in ("chisq_diff", "pvalue_diff"):
        assert found.differences[column].iloc[kept].tolist() == whole[column].iloc[kept].tolist()
    assert found.differences["p_diff_holm"].min() < whole["p_diff_holm"].min() or len(whole) == 1  # of one test less
    said = next(one for one in found.remarks if one.key == "drivers.path_untested")
    assert (said.values["source"], said.values["target"]) == (lost["source"], lost["target"])
    assert f"{lost['target']}~{lost['source']} equal" not in found.fits
    assert found.equal_loadings


@pytest.mark.parametrize("ladder", [None, SimpleNamespace(held="configural", freed=None)])
def test_without_metric_invariance_nothing_is_tested(form: Questionnaire, data: pd.DataFrame, ladder: Any) -> None:
    found = compare_groups(form.syntax("tam"), data, "g", ladder, estimator="ML")
    assert found.differences is None
    assert not found.equal_loadings
    assert "Metric invariance does not hold" in str(found.notes[0])
    assert set(found.paths["group"]) == {"a", "b"}


def test_a_freed_loading_stays_free(form: Questionnaire, data: pd.DataFrame) -> None:
    freed = pd.DataFrame({"parameter": ["PU=~PU1", "PU1~1"]})
    partial: Any = SimpleNamespace(held="partial metric", freed=freed)
    tight = compare_groups(form.syntax("tam"), data, "g", METRIC, estimator="ML").differences
    found = compare_groups(form.syntax("tam"), data, "g", partial, estimator="ML")
    assert [str(note) for note in found.notes] == ["Partial invariance: this loading is free in every group: PU=~PU1."]
    loose = found.differences
    assert tight is not None
    assert loose is not None
    assert (tight["wald"] - loose["wald"]).abs().max() > 1e-3


def test_small_groups_are_refused_by_name(form: Questionnaire, data: pd.DataFrame) -> None:
    product = form.variable("product")
    codes = np.repeat([1.0, 2.0, 3.0], [250, 130, 20])
    frame, refused = usable(data.assign(product=codes), form.item_codes, "product", variable=product)
    assert refused == {"3": 20}
    assert frame["product"].value_counts().to_dict() == {"1": 250, "2": 130}
    found = compare_groups(form.syntax("tam"), frame, "product", None, refused=refused, variable=product)
    assert f"{product.options[2].label.get('en')} (n = 20)" in str(found.notes[0])
    assert f"{product.options[2].label.get('zh')}（n = 20）" in found.remarks[0].say("zh")
    with pytest.raises(AnalysisError, match=r"too small: 2 \(n = 130\), 3 \(n = 20\)"):
        usable(data.assign(product=codes), form.item_codes, "product", smallest=200)
    with pytest.raises(InputError, match="no grouping variable"):
        usable(data.assign(product=np.arange(400)), form.item_codes, "product")
    with pytest.raises(InputError, match="grouping column"):
        usable(data, form.item_codes, "product")


def test_ordinal_estimators_get_paths_without_tests(form: Questionnaire, data: pd.DataFrame) -> None:
    found = compare_groups(form.syntax("tam"), data, "g", METRIC, estimator="DWLS", ordered=True)
    assert found.differences is None
    assert "maximum likelihood only" in str(found.notes[0])


def test_up_to_twelve_numbers_are_groups(form: Questionnaire, data: pd.DataFrame) -> None:
    many = pd.concat([data] * 4, ignore_index=True)
    for values, allowed in ((12, True), (13, False)):
        frame = many.assign(code=np.arange(len(many)) % values + 0.0)
        if allowed:
            found, refused = usable(frame, form.item_codes, "code")
            assert found["code"].nunique() == 12
            assert refused == {}
        else:
            with pytest.raises(InputError, match="grouping variable"):
                usable(frame, form.item_codes, "code")
