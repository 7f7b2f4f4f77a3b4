"""Parallel analysis, MAP and Kaiser against psych."""

from __future__ import annotations

import numpy as np
import pytest
from measurement.reference import HS, TOLERANCE, holzinger, likert, reference

from tamkit.errors import InputError
from tamkit.measurement import kaiser, minimum_average_partial, parallel
from tamkit.measurement.blocks import correlation
from tamkit.measurement.retention import Basis, Null, parallels

REF = reference()
DATA = {
    "hs": holzinger()[[item for items in HS.values() for item in items]].to_numpy(float),
    "likert": likert().iloc[:, 1:].to_numpy(float),
}
SIMULATED = 0.02  # psych prints means of 200 draws of its own: another generator, Monte-Carlo error about .005


@pytest.mark.parametrize("name", ["hs", "likert"])
@pytest.mark.parametrize(("basis", "key", "number"), [("pca", "pc", "ncomp"), ("fa", "fa", "nfact")])
def test_parallel_analysis_against_psych(name: str, basis: Basis, key: str, number: str) -> None:
    ref = REF["parallel"][name]
    found = parallel(DATA[name], basis=basis, draws=200, seed=4)
    np.testing.assert_allclose(found.eigenvalues, ref[key], atol=TOLERANCE)
    np.testing.assert_allclose(found.mean, ref[f"{key}_sim"], atol=SIMULATED)
    assert found.factors == ref[number]
    assert (found.threshold > found.mean).all()


@pytest.mark.parametrize("name", ["hs", "likert"])
def test_map_and_kaiser_against_psych(name: str) -> None:
    R = correlation(DATA[name])
    found = minimum_average_partial(R)
    np.testing.assert_allclose(found.squared[1:7], REF["adequacy"][name]["map"], atol=TOLERANCE)
    off = R[~np.eye(len(R), dtype=bool)]
    assert found.squared[0] == pytest.approx(float((off**2).mean()))
    assert found.fourth[0] == pytest.approx(float((off**4).mean()))
    assert found.factors == int(np.argmin(REF["adequacy"][name]["map"])) + 1
    assert kaiser(R) == int((np.array(REF["adequacy"][name]["eigen"]) > 1).sum())


def test_same_seed_same_thresholds_and_chunks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    first = parallel(DATA["hs"], draws=60, seed=9)
    monkeypatch.setattr("tamkit.measurement.retention.CELLS", 20_000)
    np.testing.assert_array_equal(parallel(DATA["hs"], draws=60, seed=9).threshold, first.threshold)
    assert not np.array_equal(parallel(DATA["hs"], draws=60, seed=10).threshold, first.threshold)


@pytest.mark.parametrize("null", ["normal", "permutation"])
def test_both_bases_by_the_same_draws(null: Null) -> None:
    both = parallels(DATA["hs"], ("fa", "pca"), draws=40, seed=3, null=null)
    for basis in ("fa", "pca"):
        alone = parallel(DATA["hs"], basis=basis, draws=40, seed=3, null=null)
        assert both[basis].basis == basis
        np.testing.assert_array_equal(both[basis].threshold, alone.threshold)
        np.testing.assert_array_equal(both[basis].eigenvalues, alone.eigenvalues)
    assert not np.array_equal(both["fa"].threshold, both["pca"].threshold)


def test_permutation_keeps_the_items_and_finds_the_same_number() -> None:
    assert parallel(DATA["likert"], draws=60, null="permutation").factors == REF["parallel"]["likert"]["ncomp"]


def test_noise_passes_the_threshold_as_often_as_it_should() -> None:
    """At the 95th percentile one sample in twenty of pure noise has a first 'factor'; 9 of 60 has p < .003."""
    rng = np.random.default_rng(5)
    hits = sum(parallel(rng.normal(size=(100, 6)), draws=100, seed=s).factors > 0 for s in range(60))
    assert hits <= 8


@pytest.mark.parametrize("options", [{"percentile": 100.0}, {"draws": 2}, {"basis": "x"}, {"null": "x"}])
def test_options_are_checked(options: dict[str, object]) -> None:
    with pytest.raises(InputError, match="allowed"):
        parallel(DATA["hs"], **options)  # type: ignore[arg-type]
