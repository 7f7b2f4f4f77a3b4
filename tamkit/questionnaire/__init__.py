"""What was asked: constructs, items, scales, checks, respondent variables, models and hypotheses.

>>> from tamkit.questionnaire import load
>>> questionnaire = load("huabei_baitiao")
>>> questionnaire.items_of("PU")
['PU1', 'PU2', 'PU3', 'PU4']
"""

from tamkit.questionnaire.addressed import addressed
from tamkit.questionnaire.analyses import (
    Analyses,
    CrossTable,
    Grid,
    Held,
    Outcome,
    Pathway,
    Predictor,
    Quantity,
    ReferenceValue,
    Share,
)
from tamkit.questionnaire.counts import summary
from tamkit.questionnaire.derived import Derived
from tamkit.questionnaire.exports import FORMATS, export
from tamkit.questionnaire.loader import assembled, check, find, load, loads, names
from tamkit.questionnaire.models import Questionnaire
from tamkit.questionnaire.parts import (
    Base,
    Block,
    Check,
    Construct,
    Hypothesis,
    Item,
    Module,
    NamedModel,
    Option,
    Product,
    Products,
    Variable,
)
from tamkit.questionnaire.questions import Question
from tamkit.questionnaire.show import show
from tamkit.questionnaire.texts import LANGS, Lang, Scale, Text
from tamkit.questionnaire.truth import Covariance, Difference, Minor, Path, Seconds, Tilt, Truth
from tamkit.questionnaire.truths import truths, with_truth

__all__ = [
    "FORMATS",
    "LANGS",
    "Analyses",
    "Base",
    "Block",
    "Check",
    "Construct",
    "Covariance",
    "CrossTable",
    "Derived",
    "Difference",
    "Grid",
    "Held",
    "Hypothesis",
    "Item",
    "Lang",
    "Minor",
    "Module",
    "NamedModel",
    "Option",
    "Outcome",
    "Path",
    "Pathway",
    "Predictor",
    "Product",
    "Products",
    "Quantity",
    "Question",
    "Questionnaire",
    "ReferenceValue",
    "Scale",
    "Seconds",
    "Share",
    "Text",
    "Tilt",
    "Truth",
    "Variable",
    "addressed",
    "assembled",
    "check",
    "export",
    "find",
    "load",
    "loads",
    "names",
    "show",
    "summary",
    "truths",
    "with_truth",
]

__dir__ = __all__.copy  # completion shows what is public
