"""What is computed after a fit, against lavaan: modification indices, residuals, scores, Wald and difference tests."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from sem.lavaan_reference import dataset, differences, frame, key, options_of, reference

from tamkit.errors import InputError
from tamkit.sem import compare, fit
from tamkit.sem.result import Fit

CONTENT = reference("sem_extras")
AFTER = CONTENT["after"]


@cache
def _fit(data: str, model: str, options: tuple[tuple[str, Any], ...]) -> Fit:
    return fit(CONTENT["models"][model], dataset(data), **dict(options))


def fitted(spec: dict[str, Any]) -> Fit:
    options = options_of(spec)
    return _fit(
        spec["data"], spec["model"], tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in options.items())
    )


def fail_with(lines: list[str]) -> None:
    assert not lines, f"{len(lines)} differ\n" + "\n".join(lines[:40])


@pytest.mark.parametrize("name", AFTER)
def test_modification_indices(name: str) -> None:
    wanted = frame(AFTER[name]["modification"])
    found = fitted(AFTER[name]).modification_indices()
    found.index = [(*key(a, o, b), g) for a, o, b, g in found[["lhs", "op", "rhs", "group"]].itertuples(index=False)]
    # lavaan prints 0 or nothing where the information says that the parameter cannot be estimated; tamkit leaves it out
    real = wanted[wanted["mi"].notna() & (wanted["mi"] > 1e-6)]
    # nor does it propose what would make an exogenous observed variable an outcome
    outside = fitted(AFTER[name]).setup.table.names.ov_x
    real = real[[not (op == "~" and lhs in outside) for lhs, op in zip(real["lhs"], real["op"], strict=True)]]
    assert not set(real.index) - set(found.index)
    found = found.loc[list(real.index)]
    names = [" ".join(map(str, index)) for index in real.index]
    lines = []
    for column in ("mi", "epc", "sepc_lv", "sepc_all"):
        lines += [f"{column} {line}" for line in differences(found[column], real[column], names)]
    fail_with(lines)


RESIDUALS = [(name, kind) for name in AFTER for kind in AFTER[name]["residuals"]]


@pytest.mark.parametrize(("name", "kind"), RESIDUALS)
def test_residuals(name: str, kind: str) -> None:
    spec = AFTER[name]
    fit_ = fitted(spec)
    order = spec["observed"]
    found = fit_.residuals({"cor.bollen": "cor"}.get(kind, kind))
    frames = [found] if len(fit_.groups) == 1 else list(found.values())
    low = np.triu_indices(len(order))
    names = [f"{order[i]}-{order[j]}" for i, j in zip(*low, strict=True)]
    # Under MLR lavaan divides by distribution-free standard errors. tamkit's residuals are always in normal-theory
    # units, those of the same model under ML, so that |z| means the same whatever the estimator.
    source = AFTER["chain"] if name == "chain_mlr" and kind in ("normalized", "standardized") else spec
    lines = []
    for mine, wanted in zip(frames, source["residuals"][kind], strict=True):
        lines += differences(mine.loc[order, order].to_numpy()[low], wanted, names)
    fail_with(lines)


# Bartlett's scores of a second-order construct do not exist (it has no items); lavaan writes 0, tamkit refuses.
SCORES = [
    (name, method) for name in AFTER for method in AFTER[name]["scores"] if (name, method) != ("second", "Bartlett")
]


def test_bartlett_scores_of_a_construct_without_items_are_refused() -> None:
    with pytest.raises(InputError, match="'g' has none here"):
        fitted(AFTER["second"]).factor_scores("bartlett")


@pytest.mark.parametrize(("name", "method"), SCORES)
def test_factor_scores(name: str, method: str) -> None:
    spec = AFTER[name]
    fit_ = fitted(spec)
    scores = fit_.factor_scores(method.lower())
    lines = []
    for g, wanted in enumerate(spec["scores"][method]):
        mine = scores if len(fit_.groups) == 1 else scores[scores["group"] == fit_.groups[g]]
        latent = wanted["latent"] if isinstance(wanted["latent"], list) else [wanted["latent"]]
        first = mine[latent].to_numpy()[:8]
        theirs = np.array(wanted["first"], dtype=float)
        if not fit_.setup.table.options.meanstructure:
            # Without a mean structure a construct has no mean. With covariates lavaan still adds the one they imply;
            # tamkit's scores have mean zero. The differences between respondents are the same.
            first, theirs = first - first[0], theirs - theirs[0]
        names = [f"row {i} {name}" for i in range(8) for name in latent]
        lines += differences(first.ravel(), theirs.ravel(), names)
    fail_with(lines)


@pytest.mark.parametrize("name", CONTENT["wald"])
def test_wald(name: str) -> None:
    spec = CONTENT["wald"][name]
    found = fitted(spec).wald(spec["constraints"])
    assert found.df == spec["df"]
    fail_with(differences([found.statistic, found.pvalue], [spec["statistic"], spec["pvalue"]], ["W", "p"]))


@pytest.mark.parametrize("name", CONTENT["compare"])
def test_difference_tests(name: str) -> None:
    spec = CONTENT["compare"][name]
    method = {"satorra.bentler.2001": "2001", "satorra.bentler.2010": "2010"}.get(spec["method"] or "")
    found = compare(*(fitted(part) for part in spec["specs"]), method=method)
    lines = []
    for ours, theirs in (
        ("df", "df"),
        ("aic", "aic"),
        ("bic", "bic"),
        ("chisq", "chisq"),
        ("chisq_diff", "chisq_diff"),
        ("df_diff", "df_diff"),
        ("pvalue_diff", "pvalue"),
    ):
        lines += [f"{ours} {line}" for line in differences(found[ours], spec[theirs], range(len(found)))]
    fail_with(lines)


@pytest.mark.parametrize("name", CONTENT["resamples"])
def test_refits_of_given_resamples(name: str) -> None:
    """Each bootstrap draw is the fit of that resample: lavaan, given the same rows, finds the same estimates."""
    spec = CONTENT["resamples"][name]
    options = options_of(spec)
    indices = np.array(spec["indices"])
    data = dataset(spec["data"])
    if "group" in options:
        column = data[options["group"]]
        within = [np.flatnonzero(column == label) for label in dict.fromkeys(column)]
        ends = np.cumsum([len(part) for part in within])[:-1]
        resamples: Any = [
            np.searchsorted(rows, part) for rows, part in zip(within, np.split(indices, ends, axis=1), strict=True)
        ]
    else:
        resamples = indices
    fit_ = fit(CONTENT["models"][spec["model"]], data, resamples=resamples, **options)
    assert fit_.bootstrap is not None
    assert fit_.bootstrap.converged == len(indices)
    free = {row.name if row.label in ("", f".{row.name}") else row.label: row.free for row in fit_.setup.table.rows}
    for index, row in enumerate(fit_.setup.table.rows):
        free.setdefault(row.name, row.free)
        free.setdefault(f".p{index + 1}.", row.free)
    at = [free[name] - 1 for name in spec["names"]]
    lines = []
    for b, wanted in enumerate(spec["estimates"]):
        mine = fit_.bootstrap.draws.theta[b][at]
        lines += differences(mine, wanted, [f"draw {b} {name}" for name in spec["names"]])
    fail_with(lines)
