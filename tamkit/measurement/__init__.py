"""Do the items measure what they should: reliability, factor analysis, validity, common-method bias, invariance."""

from __future__ import annotations

from tamkit.measurement.adequacy import bartlett, kmo
from tamkit.measurement.blocks import Block, blocks_of
from tamkit.measurement.discriminant import Htmt, fornell_larcker, htmt, shared_variance
from tamkit.measurement.efa import Efa, explore, split_cases
from tamkit.measurement.extraction import extract
from tamkit.measurement.item_analysis import extreme_groups
from tamkit.measurement.measurement import Measurement, assess
from tamkit.measurement.retention import kaiser, minimum_average_partial, parallel
from tamkit.measurement.rotation import rotate

__all__ = [
    "Block",
    "Efa",
    "Htmt",
    "Measurement",
    "assess",
    "bartlett",
    "blocks_of",
    "explore",
    "extract",
    "extreme_groups",
    "fornell_larcker",
    "htmt",
    "kaiser",
    "kmo",
    "minimum_average_partial",
    "parallel",
    "rotate",
    "shared_variance",
    "split_cases",
]
