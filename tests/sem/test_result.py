"""The fitted object: its tables, warnings, text and JSON, and that nothing in them contradicts anything else."""

from __future__ import annotations

import inspect
import json
from dataclasses import replace

import numpy as np
import pytest
from sem.lavaan_reference import dataset, fitted, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.messages import Message
from tamkit.sem import fit
from tamkit.sem.intervals import normal_pvalue
from tamkit.sem.resampling import RESAMPLING
from tamkit.sem.result import Fit

CHAIN = reference("sem_tables")["models"]["chain"]
COLUMNS = ["lhs", "op", "rhs", "group", "label", "free", "est", "se", "z", "pvalue", "ci_lower", "ci_upper"]
COLUMNS += ["std_lv", "std_all", "std_all_se", "std_all_ci_lower", "std_all_ci_upper", "std_nox", "resolution"]


def codes(result: Fit) -> list[str]:
    return [warning.code for warning in result.warnings]


def test_columns_of_the_table() -> None:
    assert list(fitted("tam_sem", "effects").table.columns) == COLUMNS


def test_fixed_parameters_have_no_standard_error() -> None:
    table = fitted("tam_sem", "ml").table
    marker = table[(table["op"] == "=~") & (table["rhs"] == "PU1")].iloc[0]
    assert marker["est"] == 1.0
    assert not marker["free"]
    assert np.isnan(marker[["se", "z", "pvalue", "ci_lower", "ci_upper"]].to_numpy(dtype=float)).all()
    assert marker["std_all_se"] > 0  # but its standardized value is estimated


def test_intervals_and_p_values_agree_with_each_other() -> None:
    """p < .05 exactly where 0 lies outside the 95 % interval: both come from one standard error."""
    for key in ("ml", "mlr", "effects"):
        table = fitted("tam_sem", key).table.dropna(subset=["se"])
        outside = (table["ci_lower"] > 0) | (table["ci_upper"] < 0)
        assert (outside == (table["pvalue"] < 0.05)).all()
        np.testing.assert_allclose(table["pvalue"], normal_pvalue(table["z"].to_numpy()))


def test_parts_of_the_table() -> None:
    result = fitted("tam_sem", "effects")
    assert set(result.paths()["op"]) == {"~"}
    assert list(result.defined()["lhs"]) == ["ind_pu", "ind_it", "total", "ratio", "size"]
    loadings = result.loadings()
    np.testing.assert_allclose(loadings["smc"], loadings["std_all"] ** 2, rtol=1e-10)
    assert result.npar == result.fit["npar"] == result.table["free"].sum()


def test_explained_variance_is_one_minus_the_standardized_residual() -> None:
    result = fitted("tam_sem", "ml")
    table = result.table
    variances = table[(table["op"] == "~~") & (table["lhs"] == table["rhs"])].set_index("lhs")["std_all"]
    assert list(result.r2) == [*result.observed, "PU", "PR", "IT", "ATT", "INT"]
    for name, share in result.r2.items():
        assert share == pytest.approx(1 - variances[name], abs=1e-10)


def test_latent_correlations() -> None:
    result = fitted("tam_sem", "cfa_stdlv")
    assert list(result.latent_cor().columns) == result.latent
    np.testing.assert_allclose(result.latent_cor(), result.latent_cov(), atol=1e-12)  # variances are one
    np.testing.assert_allclose(np.diag(fitted("tam_sem", "ml").latent_cor()), 1.0)


def test_groups_are_kept_apart() -> None:
    result = fitted("tam_groups", "configural")
    first = dataset("tam")["product"].iloc[0]
    assert result.groups[0] == first
    assert set(result.r2) == {"huabei", "baitiao"}
    assert result.n == tuple(int((dataset("tam")["product"] == name).sum()) for name in result.groups)
    assert "Group 2" in result.summary()
    np.testing.assert_allclose(
        result.sample_cov(2),
        np.cov(dataset("tam")[dataset("tam")["product"] == result.groups[1]][result.observed].T, bias=True),
    )


def test_json_has_numbers_unrounded_and_only_those_that_exist() -> None:
    result = fitted("tam_sem", "effects_mlr")
    text = json.dumps(result.to_dict(), allow_nan=False)  # fails at a NaN
    back = json.loads(text)
    assert back["estimator"] == "MLR"
    assert back["n"] == [300]
    assert back["fit"]["chisq"] == result.fit["chisq"]
    assert back["fit"]["df"] == int(result.fit["df"])
    assert isinstance(back["fit"]["df"], int)
    fixed = next(row for row in back["parameters"] if row["rhs"] == "PU1" and row["op"] == "=~")
    assert "se" not in fixed
    assert fixed["free"] is False
    assert {"est", "se", "z", "pvalue", "std_all"} <= set(back["parameters"][1])


def test_summary_says_what_was_done() -> None:
    text = fitted("tam_sem", "mlr").summary()
    for words in (
        "MLR",
        "converged after",
        "n = 300",
        "robust.huber.white",
        "observed",
        "scaled",
        "robust",
        "PU =~ PU2",
    ):
        assert words in text
    assert "WARNING" not in text
    assert "<pre" in fitted("tam_sem", "mlr")._repr_html_()


# -- admissibility -----------------------------------------------------------------------------------------------------


def test_a_heywood_case_is_named_everywhere() -> None:
    result = fitted("classics", "hs_heywood")
    negative = result.table[
        (result.table["op"] == "~~") & (result.table["est"] < 0) & (result.table["lhs"] == result.table["rhs"])
    ]
    assert list(negative["lhs"]) == ["x1"]
    assert "heywood" in codes(result)
    assert "x1" in result.summary().split("Model fit")[0]
    assert any("x1" in told["zh"] and told["code"] == "heywood" for told in result.to_dict()["warnings"])
    assert not fitted("classics", "hs").warnings


def test_latent_correlations_beyond_one_are_named() -> None:
    data = dataset("tam")
    split = "A =~ PU1 + PU2\nB =~ PU3 + PU4\nC =~ ATT1 + ATT2 + ATT3"
    result = fit(split, data, std_lv=True)
    worst = np.abs(result.latent_cor().to_numpy() - np.eye(3)).max()
    assert worst > 1
    assert "latent_not_pd" in codes(result)
    (message,) = [str(w) for w in result.warnings if w.code == "latent_not_pd"]
    assert "A and B" in message
    assert f"{worst:.3f}" in message


def test_residuals_that_are_not_positive_definite_are_named() -> None:
    data = dataset("tam")
    known = "PU =~ 1*PU1 + 0.4*PU2 + PU3 + PU4\nPU1 ~~ 0.2*PU1 + 0.22*PU2\nPU2 ~~ 0.2*PU2"
    result = fit(known, data)
    assert codes(result) == ["residual_not_pd"]


def test_a_fit_that_did_not_converge_says_so_and_stops_who_asks() -> None:
    result = fitted("tam_sem", "ml")
    lost = replace(result, estimate=replace(result.estimate, converged=False))
    assert "not_converged" in codes(lost)
    assert "DID NOT CONVERGE" in lost.summary()
    with pytest.raises(AnalysisError, match="did not converge"):
        lost.require_converged()
    assert result.require_converged() is result


# -- options -----------------------------------------------------------------------------------------------------------


def test_wald_tests_refuse_what_they_cannot_test() -> None:
    result = fitted("tam_sem", "effects")
    for text, says in (
        ("b1 > b2", "equalities only"),
        ("b1 == b9", "'b9' is no label"),
        ("b1 == b2; b2 == b1", "redundant"),
    ):
        with pytest.raises(InputError, match=says):
            result.wald(text)


def test_wald_of_one_parameter_is_its_squared_z() -> None:
    result = fitted("tam_sem", "effects")
    table = result.table.set_index("label")
    found = result.wald("c1 == 0")
    assert found.statistic == pytest.approx(table.loc["c1", "z"] ** 2, rel=1e-9)
    assert found.pvalue == pytest.approx(table.loc["c1", "pvalue"], rel=1e-9)


def test_modification_indices_are_largest_first_and_cut_at_the_minimum() -> None:
    result = fitted("tam_sem", "ml")
    every = result.modification_indices()
    assert (every["mi"].diff().dropna() <= 1e-12).all()
    large = result.modification_indices(4.0)
    assert len(large) == (every["mi"] >= 4).sum()
    assert large.index.tolist() == list(range(len(large)))
    large.loc[:, "mi"] = every["mi"] = 0.0  # a copy: the fit keeps its own
    assert result.modification_indices(4.0)["mi"].min() >= 4


def test_a_freed_parameter_lowers_chi_square_by_about_its_index() -> None:
    result = fitted("tam_groups", "loadings")
    single = fitted("classics", "hs")
    best = single.modification_indices().iloc[0]
    model = reference("sem_tables")["models"]["hs"] + f"{best['lhs']} {best['op']} {best['rhs']}\n"
    freed = fit(model, dataset("hs"))
    assert single.fit["chisq"] - freed.fit["chisq"] == pytest.approx(best["mi"], rel=0.15)
    assert result.modification_indices()["group"].nunique() == 2


def test_unknown_kinds_are_refused_with_what_is_allowed() -> None:
    result = fitted("classics", "hs")
    with pytest.raises(InputError, match="allowed: raw, cor"):
        result.residuals("student")
    with pytest.raises(InputError, match="allowed: regression, bartlett"):
        result.factor_scores("Anderson")


def test_residuals_are_small_where_the_model_is_right() -> None:
    result = fitted("tam_sem", "ml")
    raw = result.residuals("raw")
    np.testing.assert_allclose(raw, result.sample_cov() - result.implied_cov())
    correlations = result.residuals().to_numpy()
    low = np.tril_indices(len(correlations))
    assert np.sqrt(np.mean(result.residuals("cor.bentler").to_numpy()[low] ** 2)) == pytest.approx(result.fit["srmr"])


def test_factor_scores_keep_the_rows_of_the_data() -> None:
    data = dataset("tam").astype({"PU1": float}).sample(frac=1, random_state=1).reset_index(drop=True)
    data.loc[7, "PU1"] = np.nan
    result = fit(CHAIN, data)
    scores = result.factor_scores()
    assert list(scores.columns) == ["PU", "ATT", "INT"]
    assert 7 not in scores.index
    assert len(scores) == 299
    # Regression scores reproduce what they must: covariance with the construct = their own variance.
    spread = np.cov(scores.to_numpy().T, bias=True)
    implied = result.latent_cov().to_numpy()
    assert (np.diag(spread) < np.diag(implied)).all()
    bartlett = result.factor_scores("bartlett")
    assert (np.diag(np.cov(bartlett.to_numpy().T, bias=True)) > np.diag(implied)).all()


def test_fit_measures_without_a_test_of_fit() -> None:
    result = fitted("tam_small", "regression")
    assert result.fit["df"] == 0
    assert result.fit["chisq"] == pytest.approx(0.0, abs=1e-8)
    assert "pvalue" not in result.fit
    assert result.fit["rmsea"] == 0.0
    assert result.measures()["npar"] == result.npar


# -- what is handed out ------------------------------------------------------------------------------------------------


def test_everything_handed_out_is_a_copy() -> None:
    result = fitted("tam_groups", "configural")
    before = result.loadings()["est"].to_numpy().copy()
    for frame in (result.table, result.loadings()):
        frame["est"] = 0.0
    np.testing.assert_array_equal(result.loadings()["est"], before)
    measures = result.fit
    measures["cfi"] = 9.0
    result.fit["cfi"] = 9.0
    assert result.fit["cfi"] < 1.1
    assert result.measures()["cfi"] < 1.1
    for ask in ("vcov", "latent_cov", "implied_cov", "sample_cov", "implied_mean"):
        found = getattr(result, ask)
        frame = found if ask == "vcov" else found()
        kept = frame.to_numpy().copy()
        frame.iloc[:] = 0.0
        again = getattr(result, ask)
        np.testing.assert_array_equal((again if ask == "vcov" else again()).to_numpy(), kept, err_msg=ask)
    with pytest.raises(ValueError, match="read-only"):
        result.estimate.theta[0] = 0.0
    result.r2[result.groups[0]].clear()
    assert result.r2[result.groups[0]]


ASKED_BY_GROUP = sorted(
    name
    for name, method in inspect.getmembers(Fit, inspect.isfunction)
    if not name.startswith("_") and "group" in inspect.signature(method).parameters
)


def test_every_method_about_a_group_is_found() -> None:
    matrices = {"latent_cov", "latent_cor", "implied_cov", "implied_mean", "sample_cov"}
    tables = {"loadings", "paths", "effects", "residuals", "factor_scores", "modification_indices"}
    assert matrices | tables <= set(ASKED_BY_GROUP)


@pytest.mark.parametrize("ask", ASKED_BY_GROUP)
def test_groups_are_asked_for_by_label_or_number(ask: str) -> None:
    result = fitted("tam_groups", "configural")
    method = getattr(result, ask)
    for wrong in (0, 3, -1, "elsewhere", True, 1.0):
        with pytest.raises(InputError, match=r"there is no group .*1 \(.*\), 2 \(.*\)"):
            method(group=wrong)
    with pytest.raises(InputError, match=f"did you mean '{result.groups[0]}'"):
        method(group=result.groups[0] + "s")
    with pytest.raises(InputError, match="there is no group 2"):
        getattr(fitted("classics", "hs"), ask)(group=2)
    by_label, by_number = method(group=result.groups[1]), method(group=2)
    if ask != "diagram":
        assert by_label.equals(by_number)
        assert len(by_label) == 0 or ask == "residual_means" or not by_label.equals(method(group=1))  # saturated means


def test_tables_hold_all_groups_or_one() -> None:
    result = fitted("tam_groups", "configural")
    first, second = result.groups
    for whole, one in (
        (result.loadings(), result.loadings(second)),
        (result.modification_indices(), result.modification_indices(group=second)),
    ):
        assert set(whole["group"]) == {1, 2}
        assert set(one["group"]) == {2}
        assert one.index.tolist() == list(range(len(one)))
    assert list(result.residuals()) == [first, second]
    scores = result.factor_scores(group=first)
    assert len(scores) == result.n[0]
    assert set(scores["group"]) == {first}


def test_a_number_that_is_also_a_label_is_refused() -> None:
    data = dataset("tam").copy()
    data["wave"] = np.where(np.arange(len(data)) % 2 == 0, "2", "1")  # the first group is called 2
    result = fit("PU =~ PU1 + PU2 + PU3", data, group="wave")
    assert result.groups == ("2", "1")
    for ambiguous in (1, 2):
        with pytest.raises(InputError, match=r"is the label of one group and the number of another; write .* as text"):
            result.latent_cov(ambiguous)
    np.testing.assert_array_equal(result.latent_cov(), result.latent_cov("2"))
    assert not np.array_equal(result.latent_cov("1"), result.latent_cov("2"))


def test_effects_name_source_and_target() -> None:
    frame = fitted("tam_sem", "effects").effects()
    assert list(frame.columns[:3]) == ["group", "source", "target"]
    assert frame["outcome"].equals(frame["target"].rename("outcome"))  # for one more release
    assert set(fitted("tam_sem", "effects").effects("INT")["target"]) == {"INT"}


def test_a_bootstrap_and_its_draws_have_short_names() -> None:
    found = fit(CHAIN, dataset("tam"), bootstrap=20, seed=1).bootstrap
    assert found is not None
    assert len(repr(found).splitlines()) <= 10
    assert "20 draws" in repr(found)
    assert "20 requested" in repr(found.draws)


def test_progress_is_told_what_how_far_and_of_how_much() -> None:
    seen: list[tuple[Message, int, int]] = []
    result = fit(CHAIN, dataset("tam"), bootstrap=300, seed=1, progress=lambda *step: seen.append(step))
    assert seen == [(RESAMPLING, 250, 300), (RESAMPLING, 300, 300)]
    assert RESAMPLING.say("zh") == "自助抽样"
    seen.clear()
    result.bollen_stine(10, seed=1, progress=lambda *step: seen.append(step))
    assert seen == [(Message("sem.bollen_stine"), 10, 10)]


def test_the_numbers_of_a_bootstrap_cannot_be_written_over() -> None:
    found = fit(CHAIN, dataset("tam"), bootstrap=20, seed=1).bootstrap
    for part in (found.se, found.lower, found.std_upper, found.draws.theta):
        with pytest.raises(ValueError, match="read-only"):
            part[0] = 0.0


def test_the_moments_of_a_fit_cannot_be_written_over() -> None:
    setup = fit(CHAIN, dataset("tam")).setup
    for part in (setup.cov[0], setup.mean[0]):
        with pytest.raises(ValueError, match="read-only"):
            part[0] = 0.0
