"""What docs/estimation.md and the docstrings show runs as shown."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest
from sem.lavaan_reference import dataset

from tamkit.survey import simulate

DOCS = Path(__file__).parents[2] / "docs" / "estimation.md"
MODULES = ["fitting", "simulation", "comparison", "residuals", "wald", "bootstrap", "scores"]
MODULES += ["resampling", "restrictions"]


def test_the_examples_of_the_page_run() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    items = dataset("tam")
    answers = items[[name for name in items if name[-1].isdigit()]]
    clean = simulate("huabei_baitiao", 300, 5).survey.screen()
    known = {"items": items, "correlations": answers.corr(), "deviations": answers.std(), "clean": clean}
    exec(code.replace("bootstrap=5000", "bootstrap=40"), known)
    assert list(known["compare"](*known["steps"])["df"]) == sorted(step.fit["df"] for step in known["steps"])


@pytest.mark.parametrize("name", MODULES)
def test_docstrings(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"tamkit.sem.{name}"))
    assert outcome.failed == 0


def test_the_page_names_every_estimator_warning_and_measure() -> None:
    from tamkit.sem.estimators import ESTIMATORS

    text = DOCS.read_text(encoding="utf-8")
    for word in [
        *ESTIMATORS,
        "heywood",
        "latent_not_pd",
        "cfi_robust",
        "rmsea_ci_lower",
        "srmr",
        "gfi",
        "bic2",
        "ecvi",
    ]:
        assert f"`{word}`" in text, word
