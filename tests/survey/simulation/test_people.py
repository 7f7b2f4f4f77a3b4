"""Simulated respondents: shares, skips, exclusive options, attention and times."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey.samples import YAML, small

from tamkit.questionnaire import loads
from tamkit.survey.simulation import careless
from tamkit.survey.simulation.people import (
    _bases_first,
    _complete,
    _ticks,
    draw_checks,
    draw_seconds,
    draw_variables,
    mean_shifts,
)

N = 20_000


def rng(seed=1):
    return np.random.default_rng(seed)


def near(share, n=N):
    """Five standard errors of a share."""
    return pytest.approx(share, abs=5 * np.sqrt(share * (1 - share) / n) + 1e-9)


def test_shares_and_skips():
    columns, skipped = draw_variables(small(), N, rng())
    assert list(columns) == ["user", "often", "uses.1", "uses.2", "uses.3", "uses.4", "age"]
    assert np.mean(columns["user"] == 1) == near(0.7)
    users = columns["user"] == 1
    np.testing.assert_array_equal(skipped["often"], ~users)
    np.testing.assert_array_equal(np.isnan(columns["often"]), ~users)
    assert [np.mean(columns["often"][users] == code) for code in (1, 2, 3)] == [
        near(share, users.sum()) for share in (0.2, 0.5, 0.3)
    ]
    assert (columns["age"].min(), columns["age"].max()) == (18, 60)
    assert not skipped["age"].any()


def test_a_base_of_a_base_decides_too():
    late = """  - code: late
    name: Late
    text: Late
    base: {variable: often, options: [1, 2]}
    options: [{code: 1, label: A}, {code: 2, label: B}]
blocks:"""
    asked = loads(
        YAML.replace("blocks:", late, 1).replace("[user, often, uses]", "[user, often, late, uses]"), "late.yaml"
    )
    assert [variable.code for variable in _bases_first(asked)] == ["user", "uses", "age", "often", "late"]
    columns, skipped = draw_variables(asked, 500, rng())
    assert list(columns)[-1] == "late"
    np.testing.assert_array_equal(skipped["late"], ~np.isin(columns["often"], [1, 2]))


@pytest.mark.parametrize(
    ("codes", "shares", "whole"),
    [
        ([1, 2], {}, [0.5, 0.5]), ([1, 2, 3], {1: 0.6}, [0.6, 0.2, 0.2]), ([1, 2], {1: 0.3, 2: 0.7}, [0.3, 0.7]),
        ([1, 2], {1: 1.2}, [1.2, 0.0]), ([5, 9], {9: 0.25}, [0.75, 0.25]),
    ],
)  # fmt: skip
def test_options_without_a_share_take_what_is_left(codes, shares, whole):
    assert _complete(codes, shares) == pytest.approx(whole)


@given(st.lists(st.floats(0.05, 0.9), min_size=2, max_size=5), st.integers(0, 4), st.integers(0, 99))
def test_everybody_ticks_something_and_exclusive_options_stand_alone(shares, alone, seed):
    exclusive = [place == alone for place in range(len(shares))]
    ticks = _ticks(np.array(shares), exclusive, 200, rng(seed))
    assert (ticks.sum(axis=1) >= 1).all()
    if any(exclusive):
        assert (ticks[ticks[:, alone] == 1].sum(axis=1) == 1).all()


def test_ticks_have_the_shares_stated():
    shares = np.array([0.6, 0.4, 0.3, 0.1])
    ticks = _ticks(shares, [False, False, False, True], N, rng())
    assert ticks.mean(axis=0).tolist() == [near(share) for share in shares]


def test_nothing_but_an_exclusive_option():
    assert _ticks(np.array([1.0]), [True], 5, rng()).tolist() == [[1.0]] * 5


def test_group_differences_move_members_only():
    text = YAML.replace("  respondents:\n", "  shifts: {user: {1: {A: 0.5}}, uses: {2: {A: 0.25}}}\n  respondents:\n")
    columns = {"user": np.array([1.0, 2, 1]), "uses.2": np.array([0.0, 1, 1])}
    shifts = mean_shifts(loads(text, "shifted.yaml"), columns, 3)
    assert {name: shift.tolist() for name, shift in shifts.items()} == {"A": [0.5, 0.25, 0.75]}
    assert mean_shifts(small(), columns, 3) == {}


def test_attentive_respondents_pass():
    asked = loads(YAML.replace("passes: [4]", "passes: [4, 5]"), "two.yaml")
    answers = draw_checks(asked, 400, rng())["AC1"]
    assert set(answers) == {4.0, 5.0}


def test_seconds_are_log_normal_and_whole():
    seconds = draw_seconds(small(), N, np.zeros(N, dtype=bool), rng())
    assert (seconds == np.round(seconds)).all()
    questions = len(small().items) + len(small().checks) + len(small().variables)
    assert questions == 17
    spec = small().truth.seconds
    assert np.median(seconds) == pytest.approx(questions * spec.median, rel=0.03)
    assert np.log(seconds).std() == pytest.approx(spec.sigma, rel=0.03)
    hasty = draw_seconds(small(), N, np.ones(N, dtype=bool), rng())
    assert np.median(hasty) == pytest.approx(questions * spec.careless_median, rel=0.03)


# --- the careless

POINTS = np.array([5] * 12)


@pytest.mark.parametrize(("share", "number"), [(0.0, 0), (0.1, 10), (0.255, 26), (0.99, 99)])
def test_how_many_are_careless(share, number):
    kind = careless.assign(100, share, ("random", "late"), rng())
    assert (kind != "").sum() == number
    assert (kind == "random").sum() - (kind == "late").sum() in (0, 1)


def written(kind, seed=1):
    raw = np.tile(np.arange(12.0) % 5 + 1, (200, 1))
    kinds = np.array(["", *[kind] * 199], dtype=object)
    return raw, careless.overwrite(raw, POINTS, kinds, rng(seed))


@pytest.mark.parametrize("kind", careless.KINDS)
def test_the_attentive_are_left_alone_and_answers_stay_on_the_scale(kind):
    raw, out = written(kind)
    np.testing.assert_array_equal(out[0], raw[0])
    assert set(np.unique(out)) <= {1, 2, 3, 4, 5}


def test_random_answers_are_spread_evenly():
    _, out = written("random")
    assert [np.mean(out[1:] == point) for point in range(1, 6)] == [near(0.2, 199 * 12)] * 5


def test_straight_lines_with_a_slip_now_and_then():
    _, out = written("straight")
    most = np.array([np.bincount(row.astype(int)).max() for row in out[1:]])
    assert (most == 12).mean() > 0.5
    slips = 1 - most.mean() / 12
    assert slips == near(careless.SLIP * 0.8, 199 * 12)  # one slip in five hits the line


def test_patterns_run_up_and_down():
    _, out = written("pattern")
    assert (np.abs(np.diff(out[1:], axis=1)) == 1).all()
    assert out[1:].min() == 1
    assert out[1:].max() == 5


def test_the_late_begin_attentively():
    raw, out = written("late")
    start = int(12 * 0.3)
    np.testing.assert_array_equal(out[:, :start], raw[:, :start])
    changed = (out[1:, 8:] != raw[1:, 8:]).mean()
    assert changed == near(0.8, 199 * 4)


def test_copies_change_little():
    raw, out = written("copy")
    assert (out[1:] != raw[1:]).mean() == near(careless.CHANGE * 0.8, 199 * 12)
    alone = careless.overwrite(raw, POINTS, np.array(["copy"] * 200, dtype=object), rng())
    np.testing.assert_array_equal(alone, raw)  # nobody to copy from


def test_checks_of_the_careless():
    answers = np.full((3000, 2), 4.0)
    kind = np.array([""] * 1000 + ["random"] * 2000, dtype=object)
    out = careless.check_answers(answers, np.array([5, 2]), kind, rng())
    assert (out[:1000] == 4).all()
    assert set(out[1000:, 0]) == {1, 2, 3, 4, 5}
    assert set(out[1000:, 1]) == {1, 2}
