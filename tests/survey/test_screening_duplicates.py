"""Repeated answers: exact counts by brute force, and the search that isn't quadratic against the one that is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from survey.samples import floats, reference

from tamkit.survey.screening import duplicates


@pytest.fixture(scope="module")
def codes():
    return duplicates.as_codes(floats(reference("screening")["whole"]["data"]))


def test_identical_against_r():
    r = reference("screening")["whole"]
    X = floats(r["data"])
    again = duplicates.as_codes(np.vstack([X, X[:5]]))
    assert duplicates.identical(duplicates.as_codes(X)).tolist() == r["identical"]
    assert duplicates.identical(again)[:5].tolist() == [2] * 5


def test_nearest_against_r(codes):
    near = duplicates.near_duplicates(codes, 0.95)
    np.testing.assert_allclose(near.similarity, reference("screening")["whole"]["agreement"], rtol=1e-12)
    assert near.exhaustive


@pytest.mark.parametrize("threshold", [0.8, 0.9, 0.95])
def test_the_search_by_blocks_finds_what_all_pairs_find(monkeypatch, threshold):
    rng = np.random.default_rng(5)
    base = rng.integers(1, 6, (300, 20)).astype(np.int8)
    copies = base[rng.integers(0, 300, 60)].copy()
    for row in copies:  # up to four answers changed
        row[rng.permutation(20)[: rng.integers(0, 5)]] = rng.integers(1, 6)
    codes = np.vstack([base, copies])
    every = duplicates.near_duplicates(codes, threshold).similarity
    monkeypatch.setattr(duplicates, "ALL_PAIRS", 10)
    blocks = duplicates.near_duplicates(codes, threshold)
    np.testing.assert_allclose(blocks.similarity, np.where(every >= threshold - 1e-9, every, np.nan))
    assert blocks.exhaustive


def test_a_crowd_is_searched_partly_and_says_so(monkeypatch):
    monkeypatch.setattr(duplicates, "ALL_PAIRS", 10)
    codes = np.tile(np.array([3] * 10, dtype=np.int8), (200, 1))
    near = duplicates.near_duplicates(codes, 0.9)
    assert not near.exhaustive
    assert near.limited == 200
    np.testing.assert_array_equal(near.similarity, 1.0)


def test_rows_without_answers_are_nobodys_duplicate():
    codes = np.zeros((3, 4), dtype=np.int8)
    assert duplicates.identical(codes).tolist() == [1, 1, 1]
    assert np.isnan(duplicates.near_duplicates(codes, 0.9).similarity).all()


def test_scores_that_are_no_small_integers():
    assert duplicates.as_codes([[0.5, 200.0], [np.nan, 0.5]]).tolist() == [[1, 2], [0, 1]]


def test_a_hash_that_collides_does_no_harm(monkeypatch):
    monkeypatch.setattr(duplicates, "_hashes", lambda codes: np.zeros(len(codes), dtype=np.uint64))
    codes = np.array([[1, 2], [2, 1], [1, 2]], dtype=np.int8)
    assert duplicates.identical(codes).tolist() == [2, 1, 2]


def test_bursts_by_hand():
    times = [0.0, 10.0, 29.0, 31.0, 100.0, np.nan]
    np.testing.assert_array_equal(duplicates.bursts(times, 60.0), [3, 4, 4, 3, 1, np.nan])


MIDA = Path(__file__).parents[3] / "shared" / "data" / "mida" / "responses.csv"


@pytest.mark.skipif(not MIDA.exists(), reason="the real data are not part of the project")
def test_repeated_rows_of_a_real_survey():
    """300 responses; their description says that 19 rows repeat another row on all 37 items."""
    frame = pd.read_csv(MIDA)
    items = frame[[column for column in frame if frame[column].max() == 5]]
    codes = duplicates.as_codes(items.to_numpy(dtype=float))
    found = duplicates.identical(codes)
    assert items.shape == (300, 37)
    assert len(items) - len(items.drop_duplicates()) == 19
    assert (1 - 1 / found).sum() == pytest.approx(19)
    assert (duplicates.near_duplicates(codes, 0.95).similarity[found > 1] == 1.0).all()
