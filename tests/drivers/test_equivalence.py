from __future__ import annotations

from tamkit.drivers.equivalence import covered, nearly_covered, table

BASE = [
    ("PEOU", "IT"),
    ("IT", "PR"),
    ("PEOU", "PU"),
    ("IT", "PU"),
    ("PU", "ATT"),
    ("PEOU", "ATT"),
    ("PR", "ATT"),
    ("IT", "ATT"),
    ("ATT", "INT"),
    ("PU", "INT"),
    ("PR", "INT"),
    ("IT", "INT"),
]


def test_trust_and_risk_of_the_base_model_are_one_arrow_from_equivalence() -> None:
    # domain: with PEOU -> PR added the two directions have the same chi-square.
    assert (("IT", "PR"), ("PEOU", "PR")) in nearly_covered(BASE)
    assert ("IT", "PR") not in covered(BASE)
    assert ("IT", "PR") in covered([*BASE, ("PEOU", "PR")])


def test_an_arrow_into_a_collider_is_not_reversible() -> None:
    assert covered([("A", "C"), ("B", "C")]) == []


def test_the_table_lists_both_kinds() -> None:
    found = table(BASE)
    assert found.loc[found["target"].eq("PR"), "needs"].tolist() == ["PEOU -> PR"]
    assert (found["needs"] == "").any()
