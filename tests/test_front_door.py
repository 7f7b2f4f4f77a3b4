"""What `import tamkit` offers: the names people look for, found, and nothing else."""

from __future__ import annotations

import pytest

import tamkit

WANTED = [
    "analyse",
    "assess",
    "battery",
    "common_method",
    "compare",
    "compare_groups",
    "describe",
    "explore",
    "fit",
    "htmt",
    "invariance",
    "load_questionnaire",
    "load_survey",
    "power",
    "questionnaire_names",
    "robustness",
    "simulate",
    "Options",
    "Study",
    "AnalysisError",
    "InputError",
    "TamkitError",
    "TamkitWarning",
]


@pytest.mark.parametrize("name", WANTED)
def test_a_name_is_found_at_the_front_door(name: str) -> None:
    found = getattr(tamkit, name)
    assert callable(found)
    assert found.__doc__
    assert name in dir(tamkit)


def test_nothing_else_is_shown() -> None:
    assert {name for name in dir(tamkit) if not name.startswith("_")} == set(WANTED)
    assert set(tamkit.__all__) == {*WANTED, "__version__"}


def test_a_name_there_is_none_of() -> None:
    with pytest.raises(AttributeError, match="fitt"):
        _ = tamkit.fitt
