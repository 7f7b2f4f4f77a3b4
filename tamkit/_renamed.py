"""What the face of the whole program calls otherwise than its packages do: a stub of lazy_loader knows no ``as``."""

from tamkit.questionnaire import load as load_questionnaire
from tamkit.questionnaire import names as questionnaire_names
from tamkit.survey import load as load_survey

__all__ = ["load_questionnaire", "load_survey", "questionnaire_names"]
