"""Models made from models; what controls must not do to a model, against lavaan and by degrees of freedom."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tamkit import sem
from tamkit.errors import InputError
from tamkit.syntax import Model, line, parse

MIDA = Path(__file__).resolve().parents[3] / "shared" / "data" / "mida"
STRUCTURE = """
A =~ a1 + a2 + a3
B =~ b1 + b2 + b3
C =~ c1 + c2 + c3
Y =~ y1 + y2 + y3
Y ~ a*A + b*B
"""


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    age = rng.normal(size=400)
    A, B, C = rng.multivariate_normal(np.zeros(3), 0.5 * np.eye(3) + 0.5, 400).T + 0.4 * age
    Y = 0.4 * A + 0.3 * B + 0.2 * age + rng.normal(size=400)
    columns = {
        f"{n}{i}": f + rng.normal(size=400) for n, f in zip("abcy", (A, B, C, Y), strict=True) for i in (1, 2, 3)
    }
    return pd.DataFrame(columns).assign(age=age, size=rng.normal(size=400))


# -- control variables


@pytest.mark.skipif(not MIDA.is_dir(), reason="the public data folder ../shared/data/mida is absent")
def test_controls_leave_exogenous_constructs_correlated_as_in_lavaan() -> None:
    """R lavaan 0.6-14, MLR, age as control and the covariances written out. At 0 they gave df 384, χ² 969.4, .489."""
    model = parse((MIDA / "model.lav").read_text(encoding="utf-8")).with_controls(["age"], "IntUse")
    fit = sem.fit(model, pd.read_csv(MIDA / "responses.csv"), estimator="MLR")
    assert fit.fit["df"] == 378
    assert fit.fit["chisq_scaled"] == pytest.approx(814.9, abs=0.05)
    assert fit.fit["srmr"] == pytest.approx(0.082, abs=0.0005)
    std = fit.table.set_index(["lhs", "op", "rhs"])["std_all"]
    assert std["Security", "~", "Guidance"] == pytest.approx(0.419, abs=0.0005)
    assert std["IntUse", "~", "PerfExp"] == pytest.approx(0.255, abs=0.0005)
    assert std["IntUse", "~", "Security"] == pytest.approx(0.234, abs=0.0005)


def test_controls_are_the_model_in_which_constructs_and_controls_covary(data: pd.DataFrame) -> None:
    """C, which leads nowhere, included: regressed on age it must not covary with what is left of Y."""
    controlled = parse(STRUCTURE).with_controls(["age"], "Y")
    free = parse(STRUCTURE).plus("Y ~ age\nage ~~ A + B + C")
    one = sem.fit(controlled, data)
    other = sem.fit(free, data, fixed_x=False)
    assert (one.fit["npar"], one.fit["df"]) == (33, 57)  # R lavaan 0.6-14 on str(controlled), χ² 57.4437
    assert one.fit["chisq"] == pytest.approx(57.4437, abs=1e-3)
    assert one.fit["df"] == other.fit["df"]
    assert one.fit["chisq"] == pytest.approx(other.fit["chisq"], rel=1e-6)
    std = one.table.set_index(["lhs", "op", "rhs"])["std_all"]
    assert std["Y", "~", "A"] == pytest.approx(
        other.table.set_index(["lhs", "op", "rhs"]).loc[("Y", "~", "A"), "std_all"], abs=1e-5
    )


@pytest.mark.parametrize("controls", [["age"], ["age", "size"]])
def test_controls_add_their_regressions_and_nothing_else(data: pd.DataFrame, controls: list[str]) -> None:
    plain = parse(STRUCTURE)
    before = sem.fit(plain, data).fit["npar"]
    after = sem.fit(plain.with_controls(controls, "Y"), data).fit["npar"]
    assert after - before == len(controls) * 4  # Y and the exogenous A, B, C


def test_a_control_without_any_relation_changes_nothing(data: pd.DataFrame) -> None:
    """Made orthogonal to every answer, it leaves every other estimate and χ² as they are."""
    items = [name for name in data.columns if name not in ("age", "size")]
    X = np.column_stack([np.ones(len(data)), data[items]])
    unrelated = data["size"] - X @ np.linalg.lstsq(X, data["size"], rcond=None)[0]
    frame = data.assign(unrelated=unrelated)
    plain = sem.fit(STRUCTURE, frame)
    controlled = sem.fit(parse(STRUCTURE).with_controls(["unrelated"], "Y"), frame)
    assert controlled.fit["chisq"] == pytest.approx(plain.fit["chisq"], abs=1e-5)
    keys = ["lhs", "op", "rhs"]
    one, other = (fit.table.set_index(keys)["est"] for fit in (plain, controlled))
    for key in [("Y", "~", "A"), ("Y", "~", "B"), ("A", "=~", "a2")]:
        assert other[key] == pytest.approx(one[key], abs=1e-5)
    assert other["Y", "~", "unrelated"] == pytest.approx(0, abs=1e-6)


def test_what_a_model_says_of_a_covariance_stays() -> None:
    model = parse(STRUCTURE + "A ~~ 0*B\nY ~~ r*C").with_controls(["age"], "Y")
    found = {line(term) for term in model.terms if term.op == "~~"}
    assert found == {"A ~~ 0*B", "Y ~~ r*C", "A ~~ C", "B ~~ C"}


def test_controls_stand_with_the_other_regressions() -> None:
    model = parse("A =~ a1 + a2\nM =~ m1 + m2\nM ~ A\nY ~ M + age").with_controls(["age", "sex"], ["Y", "M"])
    assert str(model).splitlines()[2:] == ["M ~ A + age + sex", "Y ~ M + age + sex", "A ~ age + sex"]
    assert parse(STRUCTURE).with_controls([], "Y") == parse(STRUCTURE)


def test_the_outcomes_come_first_then_the_exogenous_constructs() -> None:
    model = parse("A =~ a1 + a2\nB =~ b1 + b2\nA ~~ B").with_controls(["age", "sex"], "B")
    assert [(term.lhs, term.rhs) for term in model.terms if term.op == "~"] == [
        *(("B", "age"), ("B", "sex")),
        *(("A", "age"), ("A", "sex")),
    ]


def test_a_facet_is_not_regressed_on_controls() -> None:
    model = parse("R =~ F + G\nF =~ f1 + f2\nG =~ g1 + g2\nY ~ R + F").with_controls(["age"], "Y")
    assert model.paths() == (("R", "Y"), ("F", "Y"), ("age", "Y"), ("age", "R"))


@pytest.mark.parametrize(
    ("controls", "outcome", "says"),
    [
        (["a1"], "Y", "questionnaire q, model m: control 'a1' is an item of construct 'A'."),
        (["A"], "Y", "questionnaire q, model m: control 'A' is a construct of the model"),
        (["age"], "YY", "questionnaire q, model m: unknown outcome of the controls 'YY'; did you mean 'Y'"),
    ],
)
def test_impossible_controls_are_named(controls: list[str], outcome: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(STRUCTURE).made("questionnaire q, model m").with_controls(controls, outcome)
    assert str(caught.value).startswith(says)


# -- the other changes


def test_a_method_factor_correlates_with_nothing() -> None:
    model = parse("A =~ a1 + a2\nB =~ b1 + b2\nB ~ A").with_method("M", ["a1", "b1"], start=0.2)
    assert str(model).endswith("\nM ~~ 0*A + 0*B")
    assert model.measured()["M"] == ("a1", "b1")
    assert {term.starts for term in model.terms if term.lhs == "M" and term.op == "=~"} == {(0.2,)}
    assert parse("A =~ a1 + a2").with_method("M", ["a1"], value=0.5).find("M", "=~", "a1").fixed == (0.5,)


def test_a_construct_may_be_the_method_factor() -> None:
    model = Model.of({"A": ["a1", "a2"], "MK": ["m1", "m2"]}).with_method("MK", ["a1", "a2"], label="m")
    assert model.measured()["MK"] == ("m1", "m2", "a1", "a2")
    assert model.find("MK", "~~", "A").fixed == (0.0,)


def test_two_models_in_one() -> None:
    model = parse("f =~ a*x1 + x2").plus("f =~ start(.5)*x1\ny ~ b*f\nq := a*b").plus("b > 0").plus("")
    assert str(model) == "f =~ start(0.5)*a*x1 + x2\ny ~ b*f\nq := a*b\nb > 0"
    for text, says in (("f =~ b*x1", "f =~ x1 has two labels, 'a' and 'b'"), ("q := 2", "'q' is defined a second")):
        with pytest.raises(InputError, match=says):
            model.plus(text)
    with pytest.raises(InputError, match="line 1, column 5"):
        model.plus("z ~ ~")


def test_a_covariance_is_set_whatever_stood_there() -> None:
    model = parse("a ~~ 0.3*b")
    assert str(model.with_covariance("b", "a", 1)) == "a ~~ 1*b"
    assert str(model.with_covariance("a", "b")) == "a ~~ b"
    assert str(model.uncorrelated("c", ["a", "b"])).splitlines() == ["a ~~ 0.3*b", "c ~~ 0*a + 0*b"]


def test_numbers_come_off_a_population() -> None:
    text = "f =~ 0.8*x1 + NA*x2 + (1/2)*l*x3\ny ~ 0*f + -.3*z\nf ~~ 1*f\ny ~ 2*1"
    assert str(parse(text).numbers_off()) == "f =~ x1 + NA*x2 + l*x3\ny ~ 0*f + z\nf ~~ f\ny ~ 1"


def test_controls_free_no_covariance_of_orthogonal_constructs() -> None:
    model = parse("A =~ a1 + a2; B =~ b1 + b2; Y =~ y1 + y2; Y ~ A + B")
    assert model.with_controls(["age"], "Y").find("A", "~~", "B") is not None
    assert model.with_controls(["age"], "Y", orthogonal=True).find("A", "~~", "B") is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda m: m.with_controls(["my age"], "Y"), "'my age' cannot be a variable's name"),
        (lambda m: m.with_controls([3], "Y"), "3 cannot be a variable's name"),
        (lambda m: m.with_controls(["F"], "Y"), "control 'F' is a facet of construct 'R'"),
        (lambda m: m.plus("z ~ Y").with_controls(["z"], "Y"), "control 'z' is explained by the model itself"),
        (lambda _: Model.of({"A": "abc"}), "the items of construct 'A' are a list of names; got 'abc'"),
    ],
)
def test_what_cannot_be_meant_is_told(change: Callable[[Model], Model], says: str) -> None:
    model = parse("F =~ f1 + f2; G =~ g1 + g2; R =~ F + G; Y =~ y1 + y2; Y ~ R")
    with pytest.raises(InputError, match=re.escape(says)):
        change(model)


def test_one_name_needs_no_list() -> None:
    model = parse("A =~ a1 + a2; Y =~ y1 + y2; Y ~ A")
    assert model.with_controls("age", "Y") == model.with_controls(["age"], ["Y"])
    scale = Model.of({"A": ["a1", "a2"]})
    assert scale.across_groups(2, equal="loadings") == scale.across_groups(2, equal=["loadings"])
