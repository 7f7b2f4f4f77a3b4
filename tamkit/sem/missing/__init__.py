"""Missing data under full-information maximum likelihood: patterns, saturated moments, likelihood and information."""

from __future__ import annotations

from tamkit.sem.missing.fiml import Fiml, casewise_loglik, casewise_scores, fiml, independence_loglik
from tamkit.sem.missing.information import expected_information, first_order_information, observed_information
from tamkit.sem.missing.patterns import Patterns, missing_patterns
from tamkit.sem.missing.saturated import Saturated, saturated

__all__ = [
    "Fiml",
    "Patterns",
    "Saturated",
    "casewise_loglik",
    "casewise_scores",
    "expected_information",
    "fiml",
    "first_order_information",
    "independence_loglik",
    "missing_patterns",
    "observed_information",
    "saturated",
]
