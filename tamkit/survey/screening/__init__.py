"""Screening: which answers can be taken seriously, by rules declared beforehand."""

from tamkit.survey.screening.clean import Clean, screen, variants
from tamkit.survey.screening.rules import RULES, Rules

__all__ = ["RULES", "Clean", "Rules", "screen", "variants"]
