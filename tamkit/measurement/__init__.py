"""Do the items measure what they should: reliability, factor analysis, validity, common-method bias, invariance."""

from __future__ import annotations

from tamkit.measurement.adequacy import bartlett, kmo
from tamkit.measurement.blocks import Block, blocks_of
from tamkit.measurement.common_method_bias import MethodBias, common_method
from tamkit.measurement.common_method_checks import CHECKLIST, checklist, full_collinearity, harman
from tamkit.measurement.common_method_factors import MarkerCfa, MethodFactor, marker_cfa, method_factor
from tamkit.measurement.competing import Competing, competing
from tamkit.measurement.discriminant import Htmt, fornell_larcker, htmt, shared_variance
from tamkit.measurement.efa import Efa, explore, split_cases
from tamkit.measurement.extraction import extract
from tamkit.measurement.invariance import Invariance, invariance
from tamkit.measurement.item_analysis import extreme_groups
from tamkit.measurement.measurement import Measurement, assess
from tamkit.measurement.modifications import modifications
from tamkit.measurement.pairs import Pairs, latent_pairs
from tamkit.measurement.retention import kaiser, minimum_average_partial, parallel
from tamkit.measurement.rotation import rotate

__all__ = [
    "CHECKLIST",
    "Block",
    "Competing",
    "Efa",
    "Htmt",
    "Invariance",
    "MarkerCfa",
    "Measurement",
    "MethodBias",
    "MethodFactor",
    "Pairs",
    "assess",
    "bartlett",
    "blocks_of",
    "checklist",
    "common_method",
    "competing",
    "explore",
    "extract",
    "extreme_groups",
    "fornell_larcker",
    "full_collinearity",
    "harman",
    "htmt",
    "invariance",
    "kaiser",
    "kmo",
    "latent_pairs",
    "marker_cfa",
    "method_factor",
    "minimum_average_partial",
    "modifications",
    "parallel",
    "rotate",
    "shared_variance",
    "split_cases",
]

__dir__ = __all__.copy  # completion shows what is public
