"""Path models to draw: the questionnaire's, and what could go wrong with others."""

from __future__ import annotations

BASE = [
    ("PEOU", "PU"),
    ("PU", "ATT"),
    ("PEOU", "ATT"),
    ("PU", "INT"),
    ("ATT", "INT"),
    ("PR", "ATT"),
    ("PR", "INT"),
    ("IT", "ATT"),
    ("IT", "INT"),
    ("IT", "PR"),
    ("IT", "PU"),
    ("PEOU", "IT"),
]
FACETS = [(f, o) for f in ("FR", "PV", "PF", "PS") for o in ("ATT", "INT")]
MODELS = {
    "base": BASE,
    "one": [("A", "B")],
    "circle": [("A", "B"), ("B", "C"), ("C", "A"), ("A", "D")],
    "saturated": [*BASE, ("PEOU", "INT"), ("PEOU", "PR"), ("PR", "PU")],
    "facets": [*(e for e in BASE if "PR" not in e), *(("IT", f) for f in ("FR", "PV", "PF", "PS")), *FACETS],
    "star": [(f"X{i}", "Y") for i in range(9)],
}
