"""The light look at lavaan syntax."""

import pytest

from tamkit.questionnaire import syntax
from tamkit.questionnaire.syntax import Name, measurement, names, variables


def roles(model: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name in names(model):
        assert isinstance(name, Name), name
        found.setdefault(name.role, set()).add(name.text)
    return found


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("F =~ x1 + x2", {"latent": {"F"}, "variable": {"x1", "x2"}}),
        ("F =~ NA*x1 + 1*x2 + a*x3", {"latent": {"F"}, "variable": {"x1", "x2", "x3"}, "label": {"a"}}),
        ("F =~ c(a, b)*x1", {"latent": {"F"}, "variable": {"x1"}, "label": {"a", "b"}}),
        ("F =~ start(0.5)*x1 + x2", {"latent": {"F"}, "variable": {"x1", "x2"}}),
        ('F =~ equal("F=~x1")*x2', {"latent": {"F"}, "variable": {"x2"}}),
        ("y ~ 0.5*x + 1", {"variable": {"y", "x"}}),
        ("y ~ 1", {"variable": {"y"}}),
        ("x ~~ 0*y", {"variable": {"x", "y"}}),
        ("x1 | t1 + t2", {"variable": {"x1"}}),
        ("F <~ x1 + x2", {"latent": {"F"}, "variable": {"x1", "x2"}}),
        ("ab := a*b", {"defined": {"ab"}, "used": {"a", "b"}}),
        ("ab := sqrt(a^2) + 0.5*exp(b)", {"defined": {"ab"}, "used": {"a", "b"}}),
        ("a == 2*b", {"used": {"a", "b"}}),
        ("a > 0", {"used": {"a"}}),
        ("y ~ x; z ~ y # not ~ this", {"variable": {"x", "y", "z"}}),
        ("y ~ x ! nor this", {"variable": {"x", "y"}}),
        ("y ~ x1 +\n  x2", {"variable": {"y", "x1", "x2"}}),
        ("y ~ x1\n  + x2", {"variable": {"y", "x1", "x2"}}),
        ("y ~\n x1 + x2\nz ~ y", {"variable": {"y", "x1", "x2", "z"}}),
        ("group: 1\ny ~ x", {"variable": {"y", "x"}}),
        ("", {}),
    ],
)
def test_names_and_their_roles(model: str, expected: dict[str, set[str]]) -> None:
    assert roles(model) == expected


def test_names_have_their_place() -> None:
    found = [name for name in names("A =~ x\n\nB ~ p * A + yy") if isinstance(name, Name)]
    assert [(n.text, n.line, n.column) for n in found] == [
        ("A", 0, 0),
        ("x", 0, 5),
        ("B", 2, 0),
        ("p", 2, 4),
        ("A", 2, 8),
        ("yy", 2, 12),
    ]


@pytest.mark.parametrize(
    ("model", "place"),
    [
        ("y = x", (0, 0)),
        ("a ~ b\n  words here", (1, 2)),
        ("y ~", (0, 2)),
        ("y ~\nz ~ y", (0, 2)),
        ("~ x", (0, 0)),
        ("y ~ x; z", (0, 7)),
    ],
)
def test_what_holds_no_statement_is_pointed_at(model: str, place: tuple[int, int]) -> None:
    broken = [found for found in names(model) if isinstance(found, tuple)]
    assert [(line, column) for line, column, _ in broken] == [place]


def test_the_measurement_model_follows_from_the_constructs() -> None:
    from questionnaire.sample import SAMPLE

    from tamkit.questionnaire import loads

    assert measurement(loads(SAMPLE).constructs) == (
        "PU  =~ PU1 + PU2\nFR  =~ FR1 + FR2\nPV  =~ PV1 + PV2\nINT =~ IN1 + IN2\nPR  =~ FR + PV\n"
    )
    assert measurement([]) == ""
    assert variables("A =~ x + y\nB ~ a*A") == {"A", "x", "y", "B"}
    assert "sqrt" in syntax.FUNCTIONS
