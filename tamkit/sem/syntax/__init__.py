"""Lavaan model text → tokens → statements and expressions, each remembering its place in the text."""

from tamkit.sem.syntax.expression import Expression
from tamkit.sem.syntax.parser import Constraint, Model, Term, parse, parse_constraints

__all__ = ["Constraint", "Expression", "Model", "Term", "parse", "parse_constraints"]
