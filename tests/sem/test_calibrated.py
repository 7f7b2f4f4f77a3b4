"""The calibrated p: the cell of a fit, the test chosen for it, page and table made from the committed counts."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tamkit.messages import languages
from tamkit.sem import Moments, calibrated, calibration, fit, simulate
from tamkit.sem.calibration import chosen, kind_of, kurtosis_ratio, pvalue_by, qualifying, table
from tamkit.sem.fit_test_names import canonical
from tamkit.survey.distribution import mardia

ROOT = Path(__file__).resolve().parents[2]
MODEL = "A =~ a1 + a2 + a3\nB =~ b1 + b2 + b3\nB ~ A"
TRUE = "A =~ 0.8*a1 + 0.7*a2 + 0.6*a3\nB =~ 0.8*b1 + 0.7*b2 + 0.6*b3\nB ~ 0.5*A"


def rows(n: int = 200, seed: int = 1, *, tails: float = 0.0, cuts: bool = False) -> pd.DataFrame:
    found = simulate(TRUE, n, seed=seed, standardized=True)
    if tails:
        found *= np.sqrt(tails / np.random.default_rng(seed).chisquare(tails, size=(n, 1)))
    return found.apply(lambda column: np.digitize(column, [-1.5, -0.5, 0.5, 1.5]) + 1.0) if cuts else found


@pytest.fixture
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, ModuleType]:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import fit_tests
    import fit_tests_page

    return fit_tests, fit_tests_page


def counts() -> Any:
    return json.loads((ROOT / "benchmarks" / "fit_tests.json").read_text(encoding="utf-8"))


def only(monkeypatch: pytest.MonkeyPatch, **tests: tuple[int, int]) -> None:
    """A table that holds these tests in every cell: of 1,000 samples the true models and the misfits rejected."""
    made = {
        name.replace("__", "."): {
            "true": {"used": 1000, "rejected": size},
            "misfit": {"used": 1000, "rejected": power},
        }
        for name, (size, power) in tests.items()
    }
    cells = [
        {"kind": kind, "estimator": estimator, "n": n, "tests": made}
        for kind in ("normal", "five-point", "heavy-tailed")
        for estimator in ("ML", "FIML", "WLSMV")
        for n in (150, 300)
    ]
    monkeypatch.setattr(calibration, "table", lambda: {"cells": cells})


# -- page and table are those of the counts ------------------------------------------------------------------------


def test_page_and_table_are_made_from_the_counts(benchmarks: tuple[ModuleType, ModuleType]) -> None:
    _, page = benchmarks
    assert page.table(counts()) == json.loads(page.TABLE.read_text(encoding="utf-8")) == table()
    assert page.page(counts()) == page.PAGE.read_text(encoding="utf-8")


def test_the_counts_are_of_every_cell_and_nothing_is_lost_in_silence(
    benchmarks: tuple[ModuleType, ModuleType],
) -> None:
    study, page = benchmarks
    found = counts()
    wanted = {at for at, _ in study.lots(1)}
    assert {tuple(one[key] for key in study.KEYS) for one in found["cells"]} == wanted
    said = page.page(found)
    for one in found["cells"]:
        for name, test in one["tests"].items():
            assert test["used"] + test["lost"] == one["samples"]
            assert 0 <= test["rejected"] <= test["used"]
            assert not test["lost"] or f"{name} {test['lost']} of {one['samples']}" in said


def test_who_is_chosen_rejects_from_two_and_a_half_to_seven_and_a_half_percent() -> None:
    for cell in table()["cells"]:
        shares = {name: one["true"]["rejected"] / one["true"]["used"] for name, one in cell["tests"].items()}
        power = [cell["tests"][name]["misfit"]["rejected"] for name in cell["chosen"]]
        assert set(cell["chosen"]) == {name for name, share in shares.items() if 0.025 <= share <= 0.075}
        assert power == sorted(power, reverse=True)
        assert [name for name, _ in qualifying(cell["kind"], cell["estimator"], cell["n"])] == cell["chosen"]
    assert qualifying("normal", "WLSMV", 150) == []


def test_both_ends_of_the_band_belong_to_it() -> None:
    one = {"used": 1000, "rejected": 500}
    tests = {
        name: {"true": {"used": 1000, "rejected": size}, "misfit": one}
        for name, size in {"low": 24, "from": 25, "to": 75, "high": 76}.items()
    }
    tests["lost"] = {"true": {"used": 0, "rejected": 0}, "misfit": one}
    assert chosen(tests) == ["from", "to"]


# -- the benchmark asks what a user would --------------------------------------------------------------------------


def test_verdicts_of_a_sample_are_those_of_fit(benchmarks: tuple[ModuleType, ModuleType]) -> None:
    study, _ = benchmarks
    child = np.random.SeedSequence([9, 9])
    found, _ = study.complete("heavy-tailed", "misfit", 150, child)
    frame = study.draw("heavy-tailed", "misfit", 150, np.random.default_rng(np.random.SeedSequence([9, 9]).spawn(4)[0]))
    model = study.fitted_models()["model"]
    ml = fit(model, frame, test=("peba4_rls", "pall_ug_ml"))
    wanted = {"ML": ml.fit["pvalue"]} | dict(zip(ml.tests["test"], ml.tests["pvalue"], strict=True))
    for name in ("MLM", "MLR"):
        wanted[name] = fit(model, frame, estimator=name).fit["pvalue_scaled"]
    wanted["bollen.stine"] = ml.bollen_stine(400, seed=1).pvalue
    assert {name: p < 0.05 for name, p in wanted.items()} == found
    assert len(set(found.values())) == 2  # the sample tells tests apart


def test_lots_add_up_to_the_whole(benchmarks: tuple[ModuleType, ModuleType]) -> None:
    study, _ = benchmarks
    at = ("incomplete", "normal", "true", 150)
    parts = [study.cell(*at, 4, lot) for lot in (range(1), range(1, 3))]
    whole = study.cell(*at, 4, range(3))
    both = study.added(*({key: one[key] for key in ("samples", "tests")} for one in parts))
    assert both == {key: whole[key] for key in ("samples", "tests")}


# -- the cell of a fit ---------------------------------------------------------------------------------------------


def test_the_kind_of_data_is_seen_in_them() -> None:
    assert kind_of(fit(MODEL, rows()).setup) == "normal"
    assert kind_of(fit(MODEL, rows(tails=5)).setup) == "heavy-tailed"
    assert kind_of(fit(MODEL, rows(cuts=True)).setup) == "five-point"
    assert kind_of(fit(MODEL, rows(cuts=True), estimator="WLSMV", ordered="all").setup) == "five-point"
    half = rows().assign(**{name: rows(cuts=True)[name] for name in ("a1", "a2", "a3")})
    assert kind_of(fit(MODEL, half).setup) == "normal"  # three of six variables are not most of them
    assert kind_of(fit(MODEL, half.assign(b1=rows(cuts=True)["b1"])).setup) == "five-point"


@pytest.mark.parametrize(("points", "kind"), [(7, "five-point"), (8, "normal")])
def test_seven_values_are_ordered_answers_and_eight_are_not(points: int, kind: str) -> None:
    cuts = np.linspace(-1.6, 1.6, points - 1)
    found = rows(400).apply(lambda column: np.digitize(column, cuts) + 0.0)
    assert kind_of(fit(MODEL, found).setup) == kind


def test_kurtosis_is_mardias_critical_ratio() -> None:
    y = rows(300, tails=6).to_numpy()
    wanted = mardia(y)
    assert wanted is not None
    assert kurtosis_ratio(y, np.cov(y.T, bias=True), y.mean(axis=0)) == pytest.approx(wanted.critical_ratio)


def test_kurtosis_of_incomplete_rows_is_of_what_they_have() -> None:
    y = rows(2000, seed=3).to_numpy().copy()
    y[np.random.default_rng(3).random(y.shape) < 0.2] = np.nan
    known = rows(100_000, seed=4).to_numpy()
    cov, mean = np.cov(known.T), known.mean(axis=0)
    # with known moments the ratio is not quite standard normal: its variance is 1 + 3/q or so
    assert abs(kurtosis_ratio(y, cov, mean)) < 4
    assert kurtosis_ratio(y * np.sqrt(5 / np.random.default_rng(5).chisquare(5, (2000, 1))), cov, mean) > 5


@pytest.mark.parametrize(("n", "cell"), [(150, 150), (299, 150), (300, 300), (900, 300)])
def test_n_counts_as_the_largest_studied_that_it_reaches(monkeypatch: pytest.MonkeyPatch, n: int, cell: int) -> None:
    only(monkeypatch, standard=(50, 500))
    found = calibrated(fit(MODEL, rows(n)))
    assert (found.n, found.kind, found.estimator, found.test) == (cell, "normal", "ML", "standard")


# -- the p ---------------------------------------------------------------------------------------------------------


def test_true_models_of_heavy_tailed_answers_are_not_rejected(benchmarks: tuple[ModuleType, ModuleType]) -> None:
    """0.1.0 prints MLR's p alone: of seeds 0 to 19 it rejects the true model on all but 9 and 18."""
    study, _ = benchmarks
    model, default, believed = study.fitted_models()["model"], [], []
    for seed in range(20):
        answers = study.draw("heavy-tailed", "true", 150, np.random.default_rng(seed))
        found = fit(model, answers, estimator="MLR")
        default.append(found.fit["pvalue_scaled"] < 0.05)
        believed.append(calibrated(found, draws=0).pvalue < 0.05)
    assert [seed for seed, rejects in enumerate(default) if not rejects] == [9, 18]
    assert sum(believed) <= 4  # 1 in expectation; 4 are exceeded in 3 of 1,000 such studies


def test_the_p_is_the_one_the_estimator_itself_would_give() -> None:
    answers = rows(250, tails=6)
    own = {"standard": "ML", "satorra.bentler": "MLM", "yuan.bentler.mplus": "MLR"}
    for estimator in ("ML", "MLM", "MLR"):
        found = fit(MODEL, answers, estimator=estimator)
        for test, other in own.items():
            alone = fit(MODEL, answers, estimator=other).fit
            wanted = alone.get("pvalue_scaled", alone["pvalue"])
            assert pvalue_by(found, test, 0, None) == pytest.approx(wanted, abs=1e-6)
        tested = fit(MODEL, answers, test=("peba4_rls", "bollen.stine"), bootstrap=200, seed=3).tests["pvalue"]
        assert pvalue_by(found, "peba4_rls", 0, None) == pytest.approx(tested[0], abs=1e-6)
        assert pvalue_by(found, "bollen.stine", 200, 3) == pytest.approx(tested[1], abs=1e-9)


def test_the_p_of_incomplete_and_of_ordered_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, yuan__bentler__mplus=(50, 500))
    holes = rows().mask(np.random.default_rng(1).random((200, 6)) < 0.05)
    alone = fit(MODEL, holes, estimator="MLR", missing="fiml")
    found = calibrated(fit(MODEL, holes, missing="fiml"))
    assert found.pvalue == pytest.approx(alone.fit["pvalue_scaled"], abs=1e-6)
    assert found.estimator == "FIML"
    only(monkeypatch, scaled__shifted=(50, 500))
    ordered = fit(MODEL, rows(cuts=True), estimator="WLSMV", ordered="all")
    found = calibrated(ordered)
    assert found.pvalue == pytest.approx(ordered.fit["pvalue_scaled"], abs=1e-9)
    assert (found.estimator, found.kind) == ("WLSMV", "five-point")


def test_its_rate_error_and_power_are_the_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, standard=(40, 500), satorra__bentler=(60, 600), peba4_rls=(10, 900))
    found = calibrated(fit(MODEL, rows()))
    assert (found.test, found.rejected, found.power, found.samples) == ("satorra.bentler", 0.06, 0.6, 1000)
    assert found.error == pytest.approx(np.sqrt(0.06 * 0.94 / 1000))
    assert found.why is None


def test_the_next_best_stands_in_where_a_test_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, bollen__stine=(50, 900), pall_ug_ml=(50, 800), standard=(50, 700))
    answers = rows().assign(age=np.random.default_rng(1).normal(size=200))
    drawn = calibrated(fit(MODEL, answers), draws=50, seed=1)
    assert drawn.test == "bollen.stine"
    assert calibrated(fit(MODEL, answers), draws=0).test == "pall_ug_ml"
    given = fit(f"{MODEL}\nB ~ age", answers)  # the unbiased Γ takes all moments to vary
    assert calibrated(given, draws=0).test == "standard"


@pytest.mark.parametrize(
    ("key", "options", "n"),
    [
        ("sem.calibrated_small", {}, 149),
        ("sem.calibrated_groups", {"group": "which"}, 200),
        ("sem.calibrated_estimator", {"estimator": "ULS"}, 200),
        ("sem.calibrated_estimator", {"likelihood": "wishart"}, 200),
        ("sem.calibrated_none", {}, 200),
    ],
)
def test_why_there_is_none(monkeypatch: pytest.MonkeyPatch, key: str, options: dict[str, Any], n: int) -> None:
    only(monkeypatch, standard=(90, 900))
    answers = rows(n).assign(which=np.arange(n) % 2)
    found = calibrated(fit(MODEL, answers, **options))
    assert found.why is not None
    assert found.why.key == key
    assert (found.test, np.isnan(found.pvalue)) == ("", True)
    for language in languages():
        assert found.why.say(language)


def test_no_rows_no_degrees_of_freedom_no_solution() -> None:
    answers = rows()
    names = [f"{x}{i}" for x in "ab" for i in (1, 2, 3)]
    of_matrix = fit(MODEL, Moments(answers[names].cov(), n=200))
    assert calibrated(of_matrix).why.key == "sem.calibrated_rows"
    assert calibrated(fit("A =~ a1 + a2 + a3", answers)).why.key == "sem.calibrated_saturated"
    lost = fit(MODEL, answers)
    lost = dataclasses.replace(lost, estimate=dataclasses.replace(lost.estimate, converged=False))
    assert calibrated(lost).why.key == "sem.calibrated_not_converged"


def test_every_test_of_the_table_is_one_that_fit_knows() -> None:
    for cell in table()["cells"]:
        assert [canonical(name) for name in cell["tests"]] == list(cell["tests"])
