"""Which variables are ordered, what their thresholds may be, and samples of groups: keys and values of refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tamkit.errors import DataError, InputError, OptionError
from tamkit.sem.estimators import ESTIMATORS
from tamkit.sem.moments import Sample
from tamkit.sem.ordinal.sample import check_thresholds, ordered_names, ordinal_sample
from tamkit.syntax import parse

MODEL = parse("f =~ a + b + c\nf ~ x")
WLSMV = ESTIMATORS["WLSMV"]


def names_of(ordered: tuple[str, ...], text: str = "f =~ a + b + c\nf ~ x", **given: Any) -> tuple[str, ...]:
    model = parse(text)
    options = {"estimator": WLSMV, "missing": "listwise"} | given
    return ordered_names(ordered, options["estimator"], options["missing"], model.names(), model)


def test_ordered_variables_stand_in_the_models_order() -> None:
    assert names_of(("c", "a")) == ("a", "c")
    assert names_of(("all",)) == ("a", "b", "c")  # x is exogenous
    assert names_of(()) == ()


@pytest.mark.parametrize(
    ("ordered", "given", "key"),
    [
        ((), {"text": "f =~ a + b\na | t1"}, "sem.thresholds_need_ordered"),
        ((), {"missing": "pairwise"}, "sem.pairwise_needs_ordered"),
        (("a",), {"estimator": ESTIMATORS["GLS"]}, "sem.estimator_not_for_ordered"),
        (("f",), {}, "sem.latent_not_ordered"),
    ],
)
def test_what_is_not_ordered(ordered: tuple[str, ...], given: dict[str, Any], key: str) -> None:
    with pytest.raises(OptionError) as caught:
        names_of(ordered, **given)
    assert caught.value.message.key == key


def test_an_unknown_variable_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        ordered_names(("item2",), WLSMV, "listwise", parse("f =~ item1 + item22").names(), MODEL)
    assert "item22" in caught.value.message.say("en")


def test_thresholds_that_a_variable_has() -> None:
    check_thresholds(parse("f =~ a + b + c\na | t1 + t2"), {"a": 2, "b": 1})
    for text, key in (("a | t3", "sem.no_such_threshold"), ("c | t1", "sem.threshold_of_unordered")):
        with pytest.raises(InputError) as caught:
            check_thresholds(parse(f"f =~ a + b + c\n{text}"), {"a": 2, "b": 1})
        assert key in str(caught.value.message.to_dict())


def sample(rows: list[list[float]], groups: int = 1) -> Sample:
    y = np.array(rows, dtype=float)
    parts = tuple(np.array_split(y, groups))
    p = y.shape[1]
    return Sample(
        ("a", "b", "x")[:p],
        tuple("gh"[:groups]) if groups > 1 else ("",),
        tuple(len(part) for part in parts),
        (np.eye(p),) * groups,
        (np.zeros(p),) * groups,
        parts,
        cases=tuple(np.array_split(np.arange(len(y)), groups)),
    )


ROWS = [[1, 1], [2, 2], [3, 1], [1, 2], [2, 1], [3, 2], [2, 2], [1, 1]]


def test_groups_share_their_categories() -> None:
    _, moments, thresholds = ordinal_sample(sample([*ROWS, *ROWS], 2), ("a", "b"), "wave")
    assert thresholds == {"a": 2, "b": 1}
    assert len(moments) == 2
    np.testing.assert_allclose(moments[0].statistics, moments[1].statistics)


def test_a_category_that_one_group_lacks_is_told_with_the_group() -> None:
    rows = [*ROWS, *[[row[0] if row[0] < 3 else 2, row[1]] for row in ROWS]]
    with pytest.raises(DataError) as caught:
        ordinal_sample(sample(rows, 2), ("a", "b"), "wave")
    told = caught.value.message
    assert told.key == "located"
    assert dict(told.values["place"].values) == {"group": "h", "by": "wave"}
    assert told.values["what"].key == "sem.category_without_answers"
    with pytest.raises(DataError) as bare:
        ordinal_sample(sample(rows, 2), ("a", "b"), None)
    assert bare.value.message.key == "sem.category_without_answers"


def test_too_many_categories_are_counted_over_all_groups() -> None:
    rows = [[float(i), i % 2 + 1] for i in range(40)]
    with pytest.raises(DataError) as caught:
        ordinal_sample(sample(rows, 2), ("a", "b"), "wave")
    assert dict(caught.value.message.values) == {"variable": "a", "n": 40, "most": 30}


def test_rows_without_a_covariate_are_left_out() -> None:
    rng = np.random.default_rng(1)
    rows = np.column_stack([np.tile(ROWS, (6, 1)), rng.normal(size=48)])
    rows[[2, 30], 2] = np.nan
    found, (moments,), _ = ordinal_sample(sample(rows.tolist()), ("a", "b"), None, ("x",))
    assert (found.n, found.dropped, moments.n) == ((46,), 2, 46)
    assert 2 not in found.cases[0]
    assert found.data is not None
    np.testing.assert_allclose(found.cov[0][2, 2], np.var(found.data[0][:, 2], ddof=1))


def test_a_matrix_has_no_answers() -> None:
    from dataclasses import replace

    with pytest.raises(DataError) as caught:
        ordinal_sample(replace(sample(ROWS), data=None), ("a",), None)
    assert caught.value.message.key == "sem.ordered_need_rows"
