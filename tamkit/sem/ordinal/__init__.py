"""Ordinal data: thresholds, polychoric correlations and their asymptotic covariance (the WLSMV route)."""

from __future__ import annotations

from tamkit.sem.ordinal.bivariate import bvn_cdf, bvn_pdf, rectangles
from tamkit.sem.ordinal.codes import Ordered, as_codes
from tamkit.sem.ordinal.moments import OrdinalMoments, ordinal_moments
from tamkit.sem.ordinal.polychoric import polychoric

__all__ = ["Ordered", "OrdinalMoments", "as_codes", "bvn_cdf", "bvn_pdf", "ordinal_moments", "polychoric", "rectangles"]
