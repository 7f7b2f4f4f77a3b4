"""A rate has the right base: seconds of the items asked, what came in with what was not kept; gaps are no answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from survey.samples import small, survey_of

from tamkit.survey import load
from tamkit.survey.screening import duplicates
from tamkit.survey.screening.clean import screen

quick = settings(derandomize=True, max_examples=60, deadline=None)
K = len(small().item_codes)


@quick
@given(
    skips=st.lists(st.sets(st.integers(0, K - 1), max_size=K), min_size=1, max_size=5),
    pace=st.floats(0.1, 9.0),
)
def test_seconds_per_item_are_those_of_the_items_asked(skips, pace):
    """0.1.0: skips=[{0}], pace=1.0 gave 11/12 of a second an item for 1; 40 of 40 people who were asked half of
    the items, at 3 s an item, were excluded as too fast."""
    codes = small().item_codes
    rng = np.random.default_rng(len(skips))
    X = rng.integers(1, 6, (len(skips), K)).astype(float)
    asked = np.array([[j not in gone for j in range(K)] for gone in skips])
    X[~asked] = np.nan
    survey = survey_of(
        X,
        seconds=pace * asked.sum(axis=1),
        skipped={code: ~asked[:, j] for j, code in enumerate(codes) if not asked[:, j].all()},
    )
    flags = screen(survey, {"exclude": []}).flags
    some = asked.any(axis=1)
    np.testing.assert_allclose(flags["seconds_per_item"].to_numpy()[some], pace)
    assert flags["flag_min_seconds_per_item"].tolist() == [bool(one) and pace < 2 for one in some]


def brute(codes: np.ndarray, skipped: np.ndarray) -> np.ndarray:
    """The definition, pair by pair."""
    n, k = codes.shape
    best = np.full(n, np.nan)
    for i in range(n):
        if codes[i].any():
            shares = [
                ((codes[i] == codes[j]) & (codes[i] > 0)).sum() / max(k - (skipped[i] & skipped[j]).sum(), 1)
                for j in range(n)
                if j != i
            ]
            best[i] = max(shares, default=0.0)
    return best


@st.composite
def answers(draw):
    n, k = draw(st.integers(2, 12)), draw(st.integers(1, 8))
    cells = draw(st.lists(st.integers(0, 2), min_size=n * k, max_size=n * k))
    codes = np.array(cells, dtype=np.int8).reshape(n, k)
    marks = draw(st.lists(st.booleans(), min_size=n * k, max_size=n * k))
    return codes, (codes == 0) & np.array(marks).reshape(n, k)


@quick
@given(answers(), st.sampled_from([0.5, 0.75, 0.95]))
def test_two_gaps_are_not_equal_answers(found, threshold):
    """0.1.0 (which knew no skips): rows [[1, 0], [1, 0]] were alike to 1.0 and identical."""
    codes, skipped = found
    expected = brute(codes, skipped)
    np.testing.assert_allclose(duplicates.near_duplicates(codes, threshold, skipped).similarity, expected)
    before = duplicates.ALL_PAIRS
    duplicates.ALL_PAIRS = 1
    try:
        blocks = duplicates.near_duplicates(codes, threshold, skipped)
    finally:
        duplicates.ALL_PAIRS = before
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(blocks.similarity, np.where(expected >= threshold - 1e-9, expected, np.nan))
    whole = ((codes > 0) | skipped).all(axis=1) & codes.any(axis=1)
    count = [
        sum(bool(whole[j]) and bool((codes[i] == codes[j]).all()) for j in range(len(codes))) if whole[i] else 1
        for i in range(len(codes))
    ]
    assert duplicates.identical(codes, skipped).tolist() == count


@quick
@given(st.lists(st.sampled_from(["已采纳", "已拒绝", "待审核", ""]), min_size=1, max_size=12))
def test_what_is_not_kept_stands_in_the_flow(statuses):
    """0.1.0: statuses=[已拒绝] and one 已采纳: 1 received where 2 came in."""
    if "已采纳" not in statuses:
        statuses = [*statuses, "已采纳"]
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.integers(1, 6, (len(statuses), K)), columns=small().item_codes).assign(采纳状态=statuses)
    clean = load(frame, small(), mapping={"keep": {"采纳状态": ["已采纳"]}}).screen({"exclude": []})
    gone = len(statuses) - statuses.count("已采纳")
    assert clean.received == len(statuses)
    assert clean.n == statuses.count("已采纳")
    assert clean.flow["remaining"].iloc[0] == len(statuses)
    assert clean.flow.loc[clean.flow["reason"] == "keep", "excluded"].tolist() == ([gone] if gone else [])
    assert clean.flow["remaining"].iloc[0] - clean.flow["excluded"].sum() == clean.n
    assert clean.flow["share"].iloc[-1] == clean.valid_rate
