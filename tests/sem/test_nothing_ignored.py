"""What is written is honoured or refused with the reason: nothing is silently left out (lavaan does leave some out)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sem.lavaan_reference import dataset

from tamkit.errors import InputError, NotIdentified
from tamkit.sem import Fit, fit

TWO = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\n"
ORDINAL = "visual =~ o1 + o2 + o3\ntextual =~ o4 + o5 + o6\n"


def plain(text: str, **options: Any) -> Fit:
    return fit(text, dataset("hs07"), **options)


def ordinal(text: str, **options: Any) -> Fit:
    return fit(ORDINAL + text, dataset("hs07"), ordered="all", estimator="WLSMV", **options)


@settings(max_examples=25, derandomize=True, deadline=None)
@given(st.sampled_from(["o1", "o4", "o6"]), st.sampled_from(["2*", "0.5*", "a*", "NA*", "start(.4)*", ""]))
def test_residual_variances_of_ordered_items_follow_under_delta(item: str, modifier: str) -> None:
    with pytest.raises(InputError, match="follows from the other parameters"):
        ordinal(f"{item} ~~ {modifier}{item}")


def test_a_residual_variance_under_theta_is_honoured() -> None:
    found = ordinal("o1 ~~ 2*o1", parameterization="theta").table
    row = found[(found["lhs"] == "o1") & (found["op"] == "~~")].iloc[0]
    assert row["est"] == 2.0


@settings(max_examples=20, derandomize=True, deadline=None)
@given(st.sampled_from([f"x{i}" for i in range(1, 7)]), st.sampled_from(["1*", "2*", "", "NA*", "s*"]))
def test_scales_of_continuous_items_are_refused(item: str, modifier: str) -> None:
    with pytest.raises(InputError, match="belong to ordered variables"):
        plain(f"{TWO}{item} ~*~ {modifier}{item}")


FORMS = {
    0.5: ("(1/2)*visual", "0.5*visual", "1/2*visual", "2^-1*visual", "(0.25+0.25)*visual", "exp(-log(2))*visual"),
    2.0: ("2*visual", "sqrt(4)*visual", "(1+1)*visual", "4/2*visual", "2^1*visual", "abs(-2)*visual"),
    2**0.5: ("sqrt(2)*visual", "2^(1/2)*visual", "exp(log(2)/2)*visual"),
}


@settings(max_examples=20, derandomize=True, deadline=None)
@given(
    st.sampled_from([(value, form) for value, forms in FORMS.items() for form in forms]),
    st.sampled_from([";", "；", "\n"]),
)
def test_numbers_in_any_form_are_read_as_their_value(case: tuple[float, str], between: str) -> None:
    value, form = case
    found = plain(f"{TWO}x7 ~ {form}{between}x8 ~ textual").table
    paths = found[found["op"] == "~"]
    assert len(paths) == 2
    assert paths["est"].iloc[0] == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("p =~ 0", "cannot be measured by the number 0"),
        ("x7 ~ a*b*visual", "two labels, 'a' and 'b'"),
        ("q := 1\nq := 2", "defined a second time"),
        ("visual ~ a*textual\na := 2", "already the label"),
        ('efa("b")*f =~ x7 + x8 + x9', "measurement.explore"),
        ('efa("b")*f + efa("b")*g =~ x7 + x8 + x9', "measurement.explore"),
        ("x1 | t1", "say which variables are ordered"),
        ("visual ~ lower(0)*textual", "bounds are written as a constraint"),
    ],
)
def test_what_is_not_read_is_refused_with_the_reason(line: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        plain(TWO + line)


GROWTH = "i =~ 1*x1 + 1*x2 + 1*x3 + 1*x4\ns =~ 0*x1 + 1*x2 + 2*x3 + 3*x4\ni ~ 1\ns ~ 1"


def test_growth_models_want_intercepts_of_zero() -> None:
    """R: growth(model, data) fixes them; sem(model, data) as here needs them written."""
    with pytest.raises(NotIdentified, match=r"as growth\(\) does"):
        plain(GROWTH)
    assert plain(GROWTH + "".join(f"\nx{i} ~ 0*1" for i in (1, 2, 3, 4))).fit["df"] == 5
