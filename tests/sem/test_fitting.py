"""`fit`: what it takes, which defaults it chooses, and what it refuses, by class and key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset, fitted

from tamkit.errors import AnalysisError, DataError, InputError, ModelSyntaxError, OptionError, TamkitError
from tamkit.sem import Moments, Options, fit
from tamkit.sem.fitting import arrange, dress
from tamkit.sem.measures import fit_measures
from tamkit.syntax import parse

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6"
ITEMS = [f"x{j}" for j in range(1, 7)]


def matrix(**given: Any) -> Moments:
    data = dataset("hs")[ITEMS]
    return Moments(**({"cov": data.cov(), "n": len(data)} | given))


def means_of(model: str, data: Any, **options: Any) -> bool:
    return arrange(model, data, Options.of(**options)).table.options.meanstructure


def test_a_mean_structure_where_the_model_the_data_or_the_user_asks_for_it() -> None:
    data = dataset("hs")
    assert not means_of(HS, data)
    assert means_of(HS, data, meanstructure=True)
    assert means_of(HS + "\nx1 ~ 1", data)
    assert means_of(HS, data, group="school")
    assert not means_of(HS, data, group="school", meanstructure=False)
    assert means_of(HS, data, missing="fiml")
    assert means_of(HS, data[ITEMS].round(0).clip(2, 5).astype(int), estimator="WLSMV", ordered="all")


def test_matrices_without_means_have_no_mean_structure() -> None:
    assert not means_of(HS, Moments([matrix().cov] * 2, [301, 301]))
    means = dataset("hs")[ITEMS].mean()
    assert means_of(HS, Moments([matrix().cov] * 2, [301, 301], [means] * 2))
    with pytest.raises(DataError) as caught:
        fit(HS, matrix(), meanstructure=True)
    assert caught.value.message.key == "sem.mean_structure_needs_means"


@pytest.mark.parametrize(
    ("options", "fixed"),
    [
        ({}, True),
        ({"estimator": "MLR"}, True),
        ({"fixed_x": False}, False),
        ({"estimator": "GLS"}, False),
        ({"estimator": "ULS"}, False),
        ({"estimator": "GLS", "fixed_x": True}, True),
    ],
)
def test_exogenous_variables_are_fixed_as_in_lavaan(options: dict[str, Any], fixed: bool) -> None:
    setup = arrange("x1 ~ x2 + x3", dataset("hs"), Options.of(**options))
    assert setup.table.options.fixed_x is fixed
    assert sum(row.exo for row in setup.table.rows) == (3 if fixed else 0)


@pytest.mark.parametrize(
    ("options", "information"),
    [
        ({}, "expected"),
        ({"information": "observed"}, "observed"),
        ({"estimator": "MLR"}, "observed"),
        ({"estimator": "MLR", "information": "expected"}, "expected"),
        ({"missing": "fiml"}, "observed"),
        ({"missing": "fiml", "information": "expected"}, "expected"),
    ],
)
def test_the_information_that_standard_errors_take(options: dict[str, Any], information: str) -> None:
    assert arrange(HS, dataset("hs"), Options.of(**options)).settings.information == information


def test_a_model_may_be_text_or_parsed() -> None:
    text, made = fit(HS, dataset("hs")), fit(parse(HS), dataset("hs"))
    np.testing.assert_array_equal(text.estimate.theta, made.estimate.theta)
    assert parse(text.model) == parse(made.model)


def test_options_as_keywords_are_put_on_top() -> None:
    result = fit(HS, dataset("hs"), options=Options(estimator="MLR", std_lv=True), estimator="ML")
    assert (result.options.estimator, result.options.std_lv) == ("ML", True)


REFUSED: list[tuple[Callable[[], Any], type[TamkitError], str]] = [
    (lambda: fit("", dataset("hs")), ModelSyntaxError, "syntax.model_has_no_formula"),
    (lambda: fit(HS, {"x1": [1, 2]}), DataError, "sem.data_not_a_frame"),
    (lambda: fit(HS, dataset("hs"), group_equal="loadings"), OptionError, "sem.group_equal_needs_group"),
    (lambda: fit(HS, matrix(), group="school"), OptionError, "sem.matrices_take_no_group_column"),
    (lambda: fit(HS, matrix(), estimator="MLR"), OptionError, "sem.estimator_not_for_a_matrix"),
    (lambda: fit(HS, matrix(), missing="fiml"), OptionError, "sem.estimator_not_for_a_matrix"),
    (lambda: fit(HS, dataset("hs").iloc[:6]), DataError, "sem.too_few_complete_rows"),
    (lambda: fit(HS, dataset("hs").assign(x2=lambda d: d["x1"])), DataError, "sem.sample_covariance_singular"),
    (lambda: fit(HS, matrix(), bootstrap=5), DataError, "sem.bootstrap_needs_rows"),
    (lambda: fit(HS, matrix()).bollen_stine(5), DataError, "sem.bollen_stine_needs_rows"),
    (lambda: fit(HS + "\nx1 | t1", dataset("hs")), OptionError, "sem.thresholds_need_ordered"),
    (lambda: fit(HS, dataset("hs"), missing="pairwise", estimator="DWLS"), OptionError, "sem.pairwise_needs_ordered"),
    (lambda: fit(HS, dataset("hs"), estimator="WLSMV", ordered="visual"), OptionError, "sem.latent_not_ordered"),
    (lambda: fit(HS, dataset("hs"), estimator="WLSMV", ordered="x9"), InputError, "unknown.word"),
    (
        lambda: fit(HS, dataset("hs"), group="school", group_equal="loadings", group_partial="visual=~x9"),
        OptionError,
        "sem.group_partial_unknown",
    ),
    (
        lambda: fit(HS, dataset("hs"), group="school", group_equal="thresholds"),
        OptionError,
        "sem.equal_thresholds_need_ordered",
    ),
]


@pytest.mark.parametrize(("call", "kind", "key"), REFUSED, ids=[f"{i}-{row[2]}" for i, row in enumerate(REFUSED)])
def test_what_is_refused(call: Callable[[], Any], kind: type[TamkitError], key: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.message.key == key
    assert caught.value.message.say("zh") != caught.value.message.say("en")


def test_singular_data_are_told_by_the_closest_pair_and_the_group() -> None:
    data = dataset("hs").copy()
    data.loc[data["school"] == "Grant-White", "x4"] = 2 * data["x5"]
    with pytest.raises(DataError) as caught:
        fit(HS, data, group="school")
    values = caught.value.message.values
    assert {values["first"], values["second"]} == {"x4", "x5"}
    assert values["r"] == pytest.approx(1.0)
    assert values["group"] == "Grant-White"


def test_too_few_rows_are_counted_by_group() -> None:
    small = pd.concat([dataset("hs").query("school == 'Pasteur'"), dataset("hs").query("school != 'Pasteur'").iloc[:5]])
    with pytest.raises(DataError) as caught:
        fit(HS, small, group="school")
    assert dict(caught.value.message.values) | {"parameters": 0} == {
        "n": 5,
        "variables": 6,
        "parameters": 0,
        "group": "Grant-White",
    }


def test_a_fit_that_did_not_converge_has_no_measures() -> None:
    from dataclasses import replace

    result = fitted("classics", "hs")
    lost = dress(result.model, result.options, result.setup, replace(result.estimate, converged=False))
    assert lost.fit == {"npar": float(result.npar)}
    assert [one.code for one in lost.warnings] == ["not_converged"]
    assert dress(result.model, result.options, result.setup, result.estimate).fit == fit_measures(
        result.setup, result.estimate
    )


def test_parameters_without_identity_stop_a_fit() -> None:
    from dataclasses import replace

    result = fitted("classics", "hs")
    with pytest.raises(AnalysisError) as caught:
        dress(result.model, result.options, result.setup, replace(result.estimate, unidentified=("a", "b")))
    assert caught.value.message.key == "sem.not_identified"
    assert caught.value.message.values["parameters"] == ("a", "b")


def test_given_resamples_need_no_number_of_draws() -> None:
    rows = np.random.default_rng(1).integers(0, 301, size=(4, 301))
    result = fit(HS, dataset("hs"), resamples=rows)
    assert result.bootstrap is not None
    assert (result.bootstrap.requested, result.bootstrap.seed) == (4, None)
