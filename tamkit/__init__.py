"""Technology-acceptance surveys from the raw file to the report.

>>> import tamkit
>>> survey = tamkit.load_survey("responses.xlsx", questionnaire="huabei_baitiao")  # doctest: +SKIP
>>> fit = tamkit.fit(model, survey.screen().items, estimator="MLR")                # doctest: +SKIP
>>> results = tamkit.Study.load("study.yaml").run()                                # doctest: +SKIP

Names are imported when they are first used: ``import tamkit`` alone loads none of the heavy libraries.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from tamkit._version import __version__
from tamkit.errors import AnalysisError, InputError, TamkitError, TamkitWarning

if TYPE_CHECKING:
    from tamkit.drivers import analyse, power
    from tamkit.measurement import assess
    from tamkit.questionnaire import load as load_questionnaire
    from tamkit.questionnaire import names as questionnaire_names
    from tamkit.sem import compare, fit
    from tamkit.study import Study
    from tamkit.survey import describe, simulate
    from tamkit.survey import load as load_survey

_WHERE = {
    "Study": ("tamkit.study", "Study"),
    "analyse": ("tamkit.drivers", "analyse"),
    "assess": ("tamkit.measurement", "assess"),
    "compare": ("tamkit.sem", "compare"),
    "describe": ("tamkit.survey", "describe"),
    "fit": ("tamkit.sem", "fit"),
    "load_questionnaire": ("tamkit.questionnaire", "load"),
    "load_survey": ("tamkit.survey", "load"),
    "power": ("tamkit.drivers", "power"),
    "questionnaire_names": ("tamkit.questionnaire", "names"),
    "simulate": ("tamkit.survey", "simulate"),
}

__all__ = [
    "AnalysisError",
    "InputError",
    "Study",
    "TamkitError",
    "TamkitWarning",
    "__version__",
    "analyse",
    "assess",
    "compare",
    "describe",
    "fit",
    "load_questionnaire",
    "load_survey",
    "power",
    "questionnaire_names",
    "simulate",
]


def __getattr__(name: str) -> Any:
    """PEP 562: the public names, imported on first use and kept."""
    if name not in _WHERE:
        raise AttributeError(f"module 'tamkit' has no attribute {name!r}")
    module, attribute = _WHERE[name]
    value = getattr(importlib.import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
