"""The only reader and writer of models: lavaan text → :class:`Model` → lavaan text, and every change made to one.

Everything above stands on it, and it stands on nothing but ``tamkit.errors`` and ``tamkit.messages``; numpy is imported
only to calculate with labels.

>>> from tamkit.syntax import parse
>>> model = parse("PU =~ PU1 + PU2; INT ~ b*PU")
>>> model.measured()
{'PU': ('PU1', 'PU2')}
>>> print(model.plus("INT ~ age"))
PU =~ PU1 + PU2
INT ~ b*PU + age
"""

from tamkit.errors import ModelSyntaxError
from tamkit.syntax.expression import Expression
from tamkit.syntax.model import Model, as_model, parse, read
from tamkit.syntax.parser import parse_constraints
from tamkit.syntax.parts import Constraint, Key, Names, Term
from tamkit.syntax.tokens import Mistake
from tamkit.syntax.writer import line

__all__ = [
    "Constraint",
    "Expression",
    "Key",
    "Mistake",
    "Model",
    "ModelSyntaxError",
    "Names",
    "Term",
    "as_model",
    "line",
    "parse",
    "parse_constraints",
    "read",
]

__dir__ = __all__.copy  # completion shows what is public
