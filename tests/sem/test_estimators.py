"""The table of estimators: what lavaan makes of each name, and how a name is chosen."""

from __future__ import annotations

import pytest

from tamkit.errors import OptionError
from tamkit.sem.estimators import ESTIMATORS, FOR_ITEMS, RESERVED, chosen, estimator, names

# lavaan's lavInspect(fit, "options"): estimator, se, test and information after estimator = "…"
LAVAAN = {
    "ML": ("ML", "standard", "standard", "expected"),
    "MLM": ("ML", "robust.sem", "satorra.bentler", "expected"),
    "MLR": ("ML", "robust.huber.white", "yuan.bentler.mplus", "observed"),
    "GLS": ("GLS", "standard", "standard", "expected"),
    "ULS": ("ULS", "robust.sem.nt", "standard", "expected"),
    "DWLS": ("DWLS", "robust.sem", "standard", "expected"),
    "WLSMV": ("DWLS", "robust.sem", "scaled.shifted", "expected"),
    "WLSM": ("DWLS", "robust.sem", "satorra.bentler", "expected"),
    "ULSMV": ("ULS", "robust.sem", "scaled.shifted", "expected"),
}


@pytest.mark.parametrize("name", ESTIMATORS)
def test_every_name_stands_for_what_lavaan_makes_of_it(name: str) -> None:
    one = ESTIMATORS[name]
    assert one.name == name
    assert (one.discrepancy, one.se, one.test, one.information) == LAVAAN[name]
    assert one.robust is (one.test != "standard")
    if not one.takes_ordered:
        assert one.robust is (one.se != "standard")
        assert one.errors(ordered=False) == (one.se,)


@pytest.mark.parametrize("name", [one.name for one in ESTIMATORS.values() if one.takes_ordered])
def test_least_squares_have_every_kind_of_errors(name: str) -> None:
    """lavaan 0.7's first; Γ under normality is for continuous items."""
    one = ESTIMATORS[name]
    assert one.errors(ordered=False)[0] == ("robust.sem.nt" if name == "ULS" else "robust.sem")
    assert one.errors(ordered=True)[0] == "robust.sem"
    assert sorted(one.errors(ordered=False)) == ["robust.sem", "robust.sem.nt", "standard"]
    assert sorted(one.errors(ordered=True)) == ["robust.sem", "standard"]


def test_what_each_is_for() -> None:
    assert names(ordinal=True) == ("DWLS", "WLSMV", "WLSM", "ULSMV")
    assert names(full_information=True) == ("ML", "MLR")
    assert names(needs_rows=False) == ("ML", "GLS", "ULS")
    assert names(cutoffs_apply=True) == ("ML", "MLM", "MLR")
    assert names(ordinal=False, robust=True) == ("MLM", "MLR")
    assert names() == tuple(LAVAAN)
    assert [one.name for one in ESTIMATORS.values() if one.takes_ordered] == ["ULS", "DWLS", "WLSMV", "WLSM", "ULSMV"]
    assert [one.name for one in ESTIMATORS.values() if one.normal_theory] == ["ML", "MLM", "MLR", "GLS"]
    assert FOR_ITEMS in names(full_information=True, robust=True)


@pytest.mark.parametrize("said", ["mlr", " MLR ", "Mlr"])
def test_a_name_is_read_however_it_is_cased(said: str) -> None:
    assert estimator(said) is ESTIMATORS["MLR"]


@pytest.mark.parametrize("name", RESERVED)
def test_names_that_are_spoken_for_say_what_they_are(name: str) -> None:
    for said in (name, f" {name.lower()}"):
        with pytest.raises(OptionError) as caught:
            estimator(said)
        message = caught.value.message
        assert message.key == "sem.not_in_this_version"
        assert message.values["name"] == name
        assert message.values["meaning"] == RESERVED[name]
        assert message.values["allowed"] == names()
    assert chosen("word", name, (name, "other")) == name  # where it is allowed it is a word like any other


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    for said, near in (("WLSMVV", "WLSMV"), ("zzz", None), (None, None), (3, None)):
        with pytest.raises(OptionError) as caught:
            estimator(said)
        assert caught.value.message.key == "sem.unknown_choice"
        assert caught.value.message.values["near"] == near
        assert caught.value.message.values["found"] == repr(said)
