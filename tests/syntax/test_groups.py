"""Measurement models of several groups, parameter by parameter."""

from __future__ import annotations

import pytest

from tamkit.errors import InputError
from tamkit.syntax import Model, parse

PLAIN = Model.of({"F": ["a", "b"], "G": ["c", "d"]})


def labels(model: Model, lhs: str, op: str, rhs: str = "") -> tuple[str, ...]:
    term = model.find(lhs, op, rhs)
    assert term is not None
    return term.labels


def fixed(model: Model, lhs: str, op: str, rhs: str = "") -> tuple[float | None, ...]:
    term = model.find(lhs, op, rhs)
    assert term is not None
    return term.fixed


def test_each_equality_and_what_it_frees() -> None:
    model = PLAIN.across_groups(3)
    assert labels(model, "F", "=~", "a") == ("l_F_a_g1", "l_F_a_g2", "l_F_a_g3")
    assert fixed(model, "F", "~~", "F") == (1.0, 1.0, 1.0)
    model = PLAIN.across_groups(3, equal=["loadings"])
    assert labels(model, "F", "=~", "a") == ("l_F_a",) * 3
    assert fixed(model, "F", "~~", "F") == (1.0, None, None)
    assert fixed(model, "F", "~1") == (0.0, 0.0, 0.0)
    assert model.find("a", "~~", "a") is None
    model = PLAIN.across_groups(2, equal=["loadings", "intercepts", "residuals", "lv.variances", "lv.covariances"])
    assert labels(model, "a", "~1") == ("i_a", "i_a")
    assert labels(model, "a", "~~", "a") == ("r_a", "r_a")
    assert fixed(model, "F", "~1") == (0.0, None)
    assert fixed(model, "F", "~~", "F") == (1.0, 1.0)
    assert labels(model, "F", "~~", "G") == ("c_F_G", "c_F_G")


def test_freed_parameters_differ() -> None:
    equal = ["loadings", "intercepts", "residuals"]
    model = PLAIN.across_groups(2, equal=equal, freed=["F=~b", "b~1", "c~~c"])
    assert labels(model, "F", "=~", "b") == ("l_F_b_g1", "l_F_b_g2")
    assert labels(model, "b", "~1") == ("i_b_g1", "i_b_g2")
    assert labels(model, "c", "~~", "c") == ("r_c_g1", "r_c_g2")
    assert labels(model, "F", "=~", "a") == ("l_F_a", "l_F_a")


TWO = {"a": 2, "b": 2, "c": 1, "d": 1}


def test_ordered_items_have_thresholds_and_fixed_scales() -> None:
    """Nothing equal: intercepts 0 and residual variances 1 in every group, thresholds of each group its own."""
    model = PLAIN.across_groups(2, thresholds=TWO)
    assert [term.rhs for term in model.terms if term.op == "|"] == ["t1", "t2", "t1", "t2", "t1", "t1"]
    assert labels(model, "a", "|", "t2") == ("t2_a_g1", "t2_a_g2")
    for item in TWO:
        assert fixed(model, item, "~1") == (0.0, 0.0)
        assert fixed(model, item, "~~", item) == (1.0, 1.0)


def test_equal_thresholds_free_intercepts_and_residuals_of_items_with_three_categories() -> None:
    model = PLAIN.across_groups(3, equal=["thresholds"], thresholds=TWO)
    assert labels(model, "a", "|", "t2") == ("t2_a",) * 3
    assert fixed(model, "a", "~1") == (0.0, None, None)
    assert fixed(model, "a", "~~", "a") == (1.0, None, None)
    assert fixed(model, "c", "~1") == (0.0, 0.0, 0.0)  # two categories tell nothing of it
    assert fixed(model, "c", "~~", "c") == (1.0, 1.0, 1.0)


def test_equal_intercepts_and_residuals_of_ordered_items() -> None:
    equal = ["thresholds", "loadings", "intercepts", "residuals"]
    model = PLAIN.across_groups(2, equal=equal, freed=["a~1", "b~~b"], thresholds=TWO)
    assert (fixed(model, "a", "~1"), fixed(model, "b", "~1")) == ((0.0, None), (0.0, 0.0))
    assert (fixed(model, "a", "~~", "a"), fixed(model, "b", "~~", "b")) == ((1.0, 1.0), (1.0, None))
    assert fixed(model, "F", "~1") == (0.0, None)


def test_what_else_the_model_says_stays() -> None:
    model = parse("F =~ a + 0.5*b + c + d\na ~~ b\nF ~~ 1*F").across_groups(2, equal=["loadings"])
    assert fixed(model, "F", "=~", "b") == (0.5,)
    assert model.find("a", "~~", "b") is not None
    assert fixed(model, "F", "~~", "F") == (1.0, None)


def test_an_unknown_equality_lists_the_known() -> None:
    with pytest.raises(InputError, match="unknown equality 'loading' across groups; allowed: thresholds, loadings"):
        PLAIN.across_groups(2, equal=["loading"])
