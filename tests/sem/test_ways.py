"""Every way of a model with every interval: against lavaan and boot on given resamples, and by their formulas."""

from __future__ import annotations

import itertools
import json
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from sem.lavaan_reference import dataset, fitted, reference

from tamkit.errors import InputError
from tamkit.sem import fit
from tamkit.sem.bootstrap import over
from tamkit.sem.intervals import acceleration
from tamkit.sem.path_algebra import chains, loop, number_of_ways, through_others
from tamkit.sem.result import Fit
from tamkit.sem.table import ParameterTable, TableOptions, build
from tamkit.sem.ways import FAMILY, MOST, refusal
from tamkit.syntax import parse

ROOT = Path(__file__).resolve().parents[2]
INDIRECT = reference("indirect")
WAYS = {
    name: name.replace("_", " -> ") for name in ("IT_PU_ATT", "PU_ATT_INT", "IT_PU_INT", "IT_ATT_INT", "IT_PU_ATT_INT")
}


def rows_of(draws: int, n: int) -> np.ndarray:
    """The resamples of the reference, by the formula that stands in it."""
    b, i = np.meshgrid(np.arange(1, draws + 1), np.arange(1, n + 1), indexing="ij")
    x = np.sin(b * 12.9898 + i * 78.233) * 43758.5453
    return np.floor((x - np.floor(x)) * n).astype(int)


@cache
def given(estimator: str = "ML", ci: str = "percentile") -> Fit:
    data = dataset("tam").iloc[: INDIRECT["n"]]
    resamples = rows_of(INDIRECT["draws"], INDIRECT["n"])
    return fit(INDIRECT["model"], data, estimator=estimator, resamples=resamples, ci=ci)


@cache
def plain(estimator: str = "ML") -> Fit:
    return fit(INDIRECT["model"], dataset("tam").iloc[: INDIRECT["n"]], estimator=estimator)


def row(found: Fit, name: str) -> dict[str, float]:
    """The numbers of a quantity of the reference, under the names of `Fit.indirect`."""
    if name in WAYS:
        return found.indirect().set_index("path").loc[WAYS[name]].to_dict()
    if name == "difference":
        frame = found.indirect_differences("INT")
        wanted = (frame["path_1"] == "IT -> PU -> INT") & (frame["path_2"] == "IT -> ATT -> INT")
        return frame[wanted].iloc[0].to_dict()
    (whole,) = found.mediated("INT").query("source == 'IT'").to_dict("records")
    own = {key.removeprefix(f"{name}_"): part for key, part in whole.items() if key.startswith(f"{name}_")}
    return own | {"est": whole[name], "std": whole[f"{name}_std"]}


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
@pytest.mark.parametrize("name", [*WAYS, "indirect", "total", "difference"])
def test_without_draws_by_lavaan_s_delta_method(name: str, estimator: str) -> None:
    mine, theirs = row(plain(estimator), name), INDIRECT["delta"][estimator][name]
    pairs = {"est": "est", "se": "se", "z": "z", "pvalue": "pvalue", "ci_lower": "lower", "ci_upper": "upper"}
    pairs |= {"std": "std", "std_se": "std_se", "std_ci_lower": "std_lower", "std_ci_upper": "std_upper"}
    pairs |= {"wald_lower": "lower", "std_wald_upper": "std_upper"}
    for ours, other in pairs.items():
        assert mine[ours] == pytest.approx(theirs[other], rel=1e-4, abs=1e-5), ours
    assert np.isnan([mine["percentile_lower"], mine["bca_lower"]]).all()


@pytest.mark.parametrize("scale", ["est", "std"])
@pytest.mark.parametrize("name", [*WAYS, "indirect", "total", "difference"])
def test_intervals_of_given_resamples_refitted_by_lavaan(name: str, scale: str) -> None:
    """boot::boot.ci of lavaan's refits, with lavaan's jackknife: percentile and BCa, B and β."""
    mine, theirs = row(given(), name), INDIRECT["drawn"][scale][name]
    stem = "" if scale == "est" else "std_"
    size = max(theirs["se"], 1e-3)
    assert mine[scale] == pytest.approx(theirs["est"], abs=1e-5)
    assert mine[f"{stem}se"] == pytest.approx(theirs["se"], rel=1e-3)
    for kind in ("percentile", "bca"):
        ends = [mine[f"{stem}{kind}_{end}"] for end in ("lower", "upper")]
        assert ends == pytest.approx(theirs[kind], abs=2e-3 * size), kind


def test_the_robust_errors_change_no_draw_and_the_kind_only_what_decides() -> None:
    ml, mlr, bca = (given(*of).indirect() for of in (("ML",), ("MLR",), ("ML", "bca")))
    for name in ("est", "se", "percentile_lower", "bca_upper", "std_bca_lower"):
        np.testing.assert_allclose(ml[name], mlr[name], atol=1e-7)
        np.testing.assert_allclose(ml[name], bca[name], atol=1e-12)
    assert (ml["wald_lower"] != mlr["wald_lower"]).all()
    np.testing.assert_array_equal(ml["ci_lower"], ml["percentile_lower"])
    np.testing.assert_array_equal(bca["ci_lower"], bca["bca_lower"])
    assert ((bca["pvalue"] < 0.05) == ((bca["bca_lower"] > 0) | (bca["bca_upper"] < 0))).all()
    assert ml["z"].isna().all()


def test_one_number_of_each_kind_by_its_formula() -> None:
    from scipy.special import ndtr, ndtri

    found = given()
    draws = found.bootstrap
    assert draws is not None
    at = {name: row.free - 1 for row in found.setup.table.rows for name in (row.label,) if row.free and row.label}
    t = draws.draws.theta[:, at["a"]] * draws.draws.theta[:, at["b"]]
    value = found.estimate.theta[at["a"]] * found.estimate.theta[at["b"]]
    mine = row(found, "IT_PU_INT")
    assert mine["est"] == pytest.approx(value)
    assert mine["se"] == pytest.approx(t.std(ddof=1))
    R = len(t)
    z0 = ndtri((t < value).mean())
    jack = over(found._jackknife, lambda theta, cov, mean: theta[:, [at["a"]]] * theta[:, [at["b"]]])[:, 0]
    d = jack.mean() - jack
    a = (d**3).sum() / (6 * (d**2).sum() ** 1.5)
    assert a == pytest.approx(acceleration(jack[:, None])[0])
    assert a == pytest.approx(INDIRECT["drawn"]["est"]["IT_PU_INT"]["acceleration"], rel=2e-3)
    z = ndtri(0.025)
    place = ndtr(z0 + (z0 + z) / (1 - a * (z0 + z))) * (R + 1)
    around = np.sort(t)[[int(place) - 1, int(place)]]
    assert around[0] <= mine["bca_lower"] <= around[1]


def test_the_jackknife_is_solved_when_asked_for_and_once() -> None:
    data = dataset("tam").iloc[:100]
    found = fit("ATT =~ ATT1 + ATT2 + ATT3\nATT ~ age\nINT1 ~ ATT", data, bootstrap=40, seed=1)
    assert found.bootstrap is not None
    assert found.bootstrap.jackknife is None
    found.effects()
    assert "_jackknife" not in vars(found)
    found.indirect()
    first = vars(found)["_jackknife"]
    found.mediated()
    found.to_dict()
    assert vars(found)["_jackknife"] is first
    eager = fit("ATT =~ ATT1 + ATT2 + ATT3\nATT ~ age\nINT1 ~ ATT", data, bootstrap=40, seed=1, ci="bca")
    assert eager._jackknife is eager.bootstrap.jackknife
    pd.testing.assert_frame_equal(
        eager.indirect().filter(like="bca"), found.indirect().filter(like="bca"), check_exact=True
    )


def test_what_is_handed_out_is_no_part_of_the_fit() -> None:
    frame = plain().indirect()
    frame["est"] = 0.0
    assert (plain().indirect()["est"] != 0).all()
    whole = plain().mediated()
    whole["total"] = 0.0
    assert (plain().mediated()["total"] != 0).all()


# -- which ways there are ------------------------------------------------------------------------------------------

BASE = "IT ~ PEOU\nPR ~ IT\nPU ~ PEOU + IT\nATT ~ PU + PEOU + PR + IT\nINT ~ ATT + PU + PR + IT"


def table_of(model: str) -> ParameterTable:
    return build(parse(model), TableOptions())


def test_the_base_model_has_24_ways_of_which_16_lead_to_intention() -> None:
    found = chains(table_of(BASE))
    assert len(found) == len(set(found)) == number_of_ways(table_of(BASE)) == 24
    assert sum(way[-1] == "INT" for way in found) == 16


@pytest.mark.parametrize("seed", range(6))
def test_ways_are_counted_without_walking_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lines = [f"v{j} ~ v{i}" for j in range(1, 8) for i in range(j) if rng.random() < 0.5] or ["v1 ~ v0"]
    table = table_of("\n".join(lines))
    found = chains(table)
    assert number_of_ways(table) == len(found)
    assert through_others(table) == {(way[0], way[-1]) for way in found}
    assert loop(table) == ()


@pytest.mark.parametrize(
    ("model", "named"),
    [
        ("PU ~ ATT + IT\nATT ~ PU", ("PU", "ATT", "PU")),
        ("a ~ b\nb ~ c\nc ~ a + x", ("b", "a", "c", "b")),
        ("y ~ x\nm ~ k\nk ~ m", ("k", "m", "k")),
        ("y ~ m\nm ~ 0*y + x", ()),
        (BASE, ()),
    ],
)
def test_loops_are_found_by_name(model: str, named: tuple[str, ...]) -> None:
    found = loop(table_of(model))
    assert len(found) == len(named)
    assert set(found) == set(named)
    if found:
        assert found[0] == found[-1]
        arrows = {(term.rhs, term.lhs) for term in parse(model).terms if term.op == "~"}
        assert all(pair in arrows for pair in itertools.pairwise(found))


def test_a_loop_is_refused_by_name_and_the_rest_of_the_fit_is_not_lost() -> None:
    found = fitted("tam_small", "feedback")
    for asked in (found.indirect, found.mediated, found.indirect_differences):
        with pytest.raises(InputError, match="has a feedback loop, PU → ATT → PU: "):
            asked()
    assert [warning.code for warning in found.warnings] == ["feedback_loop"]
    assert "反馈回路" in found.warnings[0].say("zh")
    assert np.isfinite(found.effects()["total"]).all()
    told = found.to_dict()
    assert "indirect" not in told
    assert len(told["parameters"]) > 10


def test_more_ways_than_anybody_reads_are_refused() -> None:
    saturated = "\n".join(f"v{j} ~ {' + '.join(f'v{i}' for i in range(j))}" for j in range(1, 13))
    refused = refusal(table_of(saturated))
    assert refused is not None
    assert refused.code == "many_ways"
    assert f"more than the {MOST}" in str(refused)
    assert refusal(table_of(BASE)) is None


def test_families_too_large_to_compare_are_left_out() -> None:
    many = [f"m{i}" for i in range(FAMILY + 1)]
    rng = np.random.default_rng(1)
    data = pd.DataFrame({"x": rng.normal(size=300)})
    for name in many:
        data[name] = 0.3 * data["x"] + rng.normal(size=300)
    data["y"] = rng.normal(size=300)
    model = "\n".join([*(f"{name} ~ x" for name in many), f"y ~ {' + '.join(many)}"])
    found = fit(model, data)
    assert len(found.indirect()) == len(many)
    assert not len(found.indirect_differences())


def test_a_model_without_ways_has_empty_tables_of_the_same_columns() -> None:
    none = fitted("classics", "hs")
    for asked in ("indirect", "mediated", "indirect_differences"):
        empty, full = getattr(none, asked)(), getattr(plain(), asked)()
        assert not len(empty)
        assert list(empty.columns) == list(full.columns), asked
    assert none.to_dict()["indirect"] == []
    assert not len(plain().indirect("IT"))  # nothing leads there


def test_a_direct_path_is_decided_by_the_estimator_and_one_that_is_fixed_is_not_estimated() -> None:
    found = given()
    (whole,) = found.mediated("INT").query("source == 'IT'").to_dict("records")
    path = found.paths().set_index(["rhs", "lhs"]).loc["IT", "INT"]
    for name in ("se", "z", "pvalue", "ci_lower", "ci_upper"):
        assert whole[f"direct_{name}"] == pytest.approx(path[name], rel=1e-5)
    assert whole["direct_estimated"]
    fixed = (
        fit(INDIRECT["model"].replace("g*IT", "0.2*IT"), dataset("tam")).mediated("INT").query("source == 'IT'").iloc[0]
    )
    assert not fixed["direct_estimated"]
    assert fixed["total"] == pytest.approx(fixed["indirect"] + 0.2)
    assert np.isnan(fixed["direct_se"])


# -- the JSON ------------------------------------------------------------------------------------------------------


def test_the_json_of_the_contract() -> None:
    told = given().to_dict()["indirect"]
    json.dumps(told, allow_nan=False)
    frame = given().indirect().set_index("path")
    assert [one["path"] for one in told] == [path.split(" -> ") for path in frame.index]
    for one in told:
        own = frame.loc[" -> ".join(one["path"])]
        assert one["est"] == own["est"]
        assert one["std"] == own["std"]
        assert one["pvalue"] == own["pvalue"]
        assert "z" not in one
        assert "group" not in one
        kinds = {(part["ci"], part["scale"]) for part in one["intervals"]}
        assert kinds == {(ci, scale) for ci in ("wald", "percentile", "bca") for scale in ("est", "std")}
        for part in one["intervals"]:
            stem = "" if part["scale"] == "est" else "std_"
            assert part["lower"] == own[f"{stem}{part['ci']}_lower"]
            assert part["lower"] < one[part["scale"]] < part["upper"]
    without = plain().to_dict()["indirect"][0]
    assert {part["ci"] for part in without["intervals"]} == {"wald"}
    assert without["z"] == pytest.approx(without["est"] / without["se"])


def test_with_groups_each_entry_has_its_group() -> None:
    told = fitted("tam_groups", "configural").to_dict()["indirect"]
    assert [one["group"] for one in told] == [1] * (len(told) // 2) + [2] * (len(told) // 2)


# -- simulated coverage --------------------------------------------------------------------------------------------


@pytest.fixture
def benchmark_module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    import importlib

    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return importlib.import_module("indirect")


def test_intervals_cover(benchmark_module: ModuleType) -> None:
    """No more than three Monte-Carlo errors below 95 %: percentile intervals everywhere, BCa of normal answers.

    With heavy tails BCa's corrections overreach: 91 to 94 %, which is why percentile intervals decide by default.
    """
    counted = json.loads((ROOT / "benchmarks" / "indirect.json").read_text(encoding="utf-8"))
    assert counted["true"] == pytest.approx(benchmark_module.true_values())
    assert [(cell["kind"], cell["n"]) for cell in counted["cells"]] == list(benchmark_module.CELLS)
    for cell in counted["cells"]:
        counts = cell["counts"]
        used = counts["samples"] - counts.get("lost", 0)
        assert used >= 0.99 * counts["samples"] >= 900
        least = 0.95 - 3 * np.sqrt(0.95 * 0.05 / used)
        for effect in benchmark_module.true_values():
            for scale in ("est", "std"):
                for kind in ("percentile", "bca"):
                    share = counts[f"{effect}|{kind}|{scale}"] / used
                    floor = 0.9 if kind == "bca" and cell["kind"] == "heavy-tailed" else least
                    assert share >= floor, (cell["kind"], effect, kind, scale, share)


def test_a_sample_of_the_simulation_is_what_a_fit_says(benchmark_module: ModuleType) -> None:
    held = benchmark_module.one("normal", 300, 0, draws=60)
    assert len(held) == len(benchmark_module.true_values()) * 6
    data = benchmark_module.sample("normal", 300, 0)
    found = fit(benchmark_module.MODEL, data, estimator="MLR", bootstrap=60, seed=1)
    way = found.indirect().set_index("path").loc["X -> M -> Y"]
    assert held["X -> M -> Y|bca|est"] == (way["bca_lower"] <= 0.12 <= way["bca_upper"])
