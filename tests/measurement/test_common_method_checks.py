"""Harman, full-collinearity VIF and the checklist."""

from __future__ import annotations

import numpy as np
import pytest
from measurement.reference import ITEMS, SECOND, TOLERANCE, likert, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement import CHECKLIST, assess, checklist, full_collinearity, harman
from tamkit.measurement.common_method_checks import vif

REF = reference("measurement_models")


def test_harman_against_r() -> None:
    found = harman(likert(), ITEMS)
    assert found.pca == pytest.approx(REF["harman"]["pca"], abs=TOLERANCE)
    assert found.paf == pytest.approx(REF["harman"]["paf"], abs=TOLERANCE)
    assert "no evidence" in str(found.caveat)


def test_full_collinearity_against_r() -> None:
    table = full_collinearity(likert(), SECOND, assess(likert(), SECOND).latent_cor)
    assert table["vif"].tolist() == pytest.approx(REF["vif"]["means"], abs=TOLERANCE)
    assert table["vif_latent"].tolist() == pytest.approx(REF["vif"]["latent"], abs=TOLERANCE)
    assert "vif_latent" not in full_collinearity(likert(), SECOND)


def test_vif_by_hand_and_undefined() -> None:
    assert vif(np.array([[1.0, 0.6], [0.6, 1.0]])) == pytest.approx([1 / (1 - 0.36)] * 2)
    with pytest.raises(AnalysisError, match="at least two"):
        vif(np.eye(1))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_checklist_in_both_languages(lang: str) -> None:
    table = checklist({"anonymous": True, "time": False}, lang)
    assert len(table) == len(CHECKLIST)
    assert table["question"].str.len().gt(5).all()
    done = table.set_index("key")["done"]
    assert (done["anonymous"], done["time"], done["order"]) == (True, False, "not stated")


def test_checklist_refuses_what_it_does_not_ask() -> None:
    with pytest.raises(InputError, match="did you mean 'anonymous'"):
        checklist({"anonymus": True})
    with pytest.raises(InputError, match="allowed: true, false"):
        checklist({"anonymous": "yes"})  # type: ignore[dict-item]
    with pytest.raises(InputError, match="unknown language 'fr'"):
        checklist(lang="fr")


def test_remedies_are_of_six_kinds_and_their_keys_differ() -> None:
    from tamkit.measurement import CHECKLIST

    keys = [one.key for one in CHECKLIST]
    assert len(keys) == len(set(keys))
    kinds = {one.kind for one in CHECKLIST}
    assert kinds == {"source", "time", "format", "items", "respondent", "design"}
    for one in CHECKLIST:
        assert any("\u4e00" <= char <= "\u9fff" for char in one.question.say("zh"))
        assert one.question.say("en").isascii()
