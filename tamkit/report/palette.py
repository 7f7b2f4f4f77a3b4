"""The colours that mean something, the same in every format on paper."""

from __future__ import annotations

#: Of notes: what fills the box, and the rule at its left.
FILLS = {"info": "F1F5F8", "warning": "FDF6E3", "simulated": "FBEDE4"}
EDGES = {"info": "1B5E7D", "warning": "B07A00", "simulated": "8A3B12"}
#: Of verdicts.
TONES = {"good": "1F6B3A", "bad": "A3281F", "fair": "6D5A00"}
