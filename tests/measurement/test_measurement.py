"""assess(): the whole check in one call."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from measurement.reference import HS, ITEMS, RISK, SECOND, TOLERANCE, holzinger, likert, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.measurement import Measurement, assess, explore, split_cases

REF = reference()


@pytest.fixture(scope="module")
def second() -> Measurement:
    return assess(likert(), SECOND, estimator="ML")


def test_reliability_has_constructs_facets_and_the_whole(second: Measurement) -> None:
    table = second.reliability.set_index("construct")
    assert table["level"].to_dict() == {
        "PU": "construct",
        "IT": "construct",
        "FR": "facet",
        "PV": "facet",
        "PF": "facet",
        "PR": "second_order",
    }
    assert not table.isna().to_numpy().any()
    for code in table.index:
        assert table.loc[code, "alpha"] == pytest.approx(REF["reliability"]["likert"][code]["alpha"], abs=TOLERANCE)
    assert table.loc["PR", "omega"] == pytest.approx(REF["cfa"]["second"]["omega_L1"], abs=TOLERANCE)


def test_second_order_table_against_lavaan(second: Measurement) -> None:
    assert second.second_order is not None
    ref = REF["cfa"]["second"]
    assert second.second_order["loading"].tolist() == pytest.approx(ref["loadings"], abs=TOLERANCE)
    assert second.second_order["se"].tolist() == pytest.approx(ref["se"], abs=TOLERANCE)
    assert second.second_order["smc"].tolist() == pytest.approx([x * x for x in ref["loadings"]], abs=TOLERANCE)
    names = ref["latent_names"]
    np.testing.assert_allclose(second.latent_cor.loc[names, names], ref["latent"], atol=TOLERANCE)


def test_items_only_markers_have_no_z(second: Measurement) -> None:
    items = second.items
    assert items["item"].tolist() == [item for scale in ITEMS.values() for item in scale]
    assert items.loc[items["fixed"], "item"].tolist() == ["PU1", "IT1", "FR1", "PV1", "PF1"]
    assert items.loc[~items["fixed"]].notna().to_numpy().all()
    assert items["smc"].to_numpy() == pytest.approx(items["loading"].to_numpy() ** 2)
    assert any("no standard error" in str(note) for note in second.notes)


def test_fornell_larcker_and_htmt(second: Measurement) -> None:
    table = second.fornell_larcker
    assert list(table) == ["PU", "IT", "PR"]
    ave = second.reliability.set_index("construct")["ave"]
    assert np.diag(table) ** 2 == pytest.approx(ave[list(table)].to_numpy())
    assert table.loc["PR", "IT"] == pytest.approx(second.latent_cor.loc["PR", "IT"])
    np.testing.assert_allclose(second.htmt, REF["cfa"]["htmt"]["likert"]["absolute"], atol=TOLERANCE)
    validity = second.validity.set_index("construct")
    assert validity.loc["PR", "msv"] == pytest.approx(second.latent_cor.loc["PR", "IT"] ** 2)
    assert validity.loc["FR", "msv_with"] == "PF"


def test_standardized_loadings_against_lavaan() -> None:
    found = assess(holzinger(), HS)
    assert found.items["loading"].tolist() == pytest.approx(REF["cfa"]["hs"]["std"], abs=TOLERANCE)
    assert found.second_order is None
    assert found.second_order_reliability is None


def test_options_add_columns() -> None:
    found = assess(likert(), ITEMS, ordinal=True, halves=True, item_groups=True, draws=60, estimator="MLR")
    assert {"alpha_ordinal", "spearman_brown", "guttman"} <= set(found.reliability)
    assert found.reliability["alpha_ordinal"].iloc[0] == pytest.approx(
        REF["reliability"]["ordinal"]["PU"], abs=TOLERANCE
    )
    assert found.item_groups is not None
    assert len(found.item_groups) == 17
    assert {"ci_lower", "ci_upper"} <= set(found.htmt_pairs)
    assert "<table" in found._repr_html_()
    assert "item_groups" in str(found)
    assert "judged alike" not in str(found)  # no construct is marked negative here


def questionnaire() -> SimpleNamespace:
    """What assess needs of a questionnaire, risk negative, with a construct beside the model."""
    codes = {**dict.fromkeys(ITEMS, ()), "PR": ("FR", "PV", "PF"), "MK": ()}
    items = {**ITEMS, "PR": RISK, "MK": ["MK1", "MK2", "MK3"]}
    constructs = [
        SimpleNamespace(code=code, facets=facets, valence="negative" if code == "PR" else "positive")
        for code, facets in codes.items()
    ]
    lines = [f"{code} =~ {' + '.join(codes[code] or items[code])}" for code in codes if code != "MK"]
    return SimpleNamespace(constructs=constructs, items_of=items.__getitem__, measurement="\n".join(lines))


def test_questionnaire_gives_model_and_valence() -> None:
    found = assess(likert(), questionnaire(), sign="valence")
    assert [block.code for block in found.blocks if block.negative] == ["FR", "PV", "PF", "PR"]
    assert any("MK" in str(note) for note in found.notes)
    np.testing.assert_allclose(found.htmt, REF["cfa"]["htmt"]["valence"]["signed"], atol=TOLERANCE)
    turned = likert()
    turned[RISK] = 6 - turned[RISK]
    reference = assess(turned, SECOND).whole
    assert found.whole is not None
    assert reference is not None
    assert found.whole.estimate == pytest.approx(reference.estimate)


def test_single_items_and_pairs_of_items_are_explained() -> None:
    model = "PU =~ PU1 + PU2 + PU3\nIT =~ IT1 + IT2\nFR =~ FR1\nFR1 ~~ 0*FR1"
    found = assess(likert(), model)
    assert found.reliability["construct"].tolist() == ["PU", "IT"]
    assert list(found.htmt) == ["PU", "IT"]
    assert any("FR has 1 item" in str(note) for note in found.notes)
    assert any("IT has two items" in str(note) for note in found.notes)
    two = found.items.set_index("item")["alpha_if_deleted"]
    assert two[["PU1", "PU2", "PU3"]].notna().all()


def test_missing_cells_listwise_and_fiml() -> None:
    data = likert().astype(float)
    data.iloc[::7, 2] = np.nan
    listwise = assess(data, ITEMS)
    assert len(listwise.cases) == int(data[ITEMS["PU"]].notna().all(axis=1).sum())
    fiml = assess(data, ITEMS, missing="fiml")
    assert len(fiml.cases) == 420
    assert any("maximum-likelihood correlations" in str(note) for note in fiml.notes)
    assert np.abs(fiml.htmt - listwise.htmt).to_numpy().max() < 0.1


def test_fiml_when_hardly_a_row_is_complete() -> None:
    data = likert().astype(float)
    rng = np.random.default_rng(4)
    data = data.mask(rng.random(data.shape) < 0.25)
    assert len(data[[i for s in ITEMS.values() for i in s]].dropna()) < 17
    found = assess(data, ITEMS, missing="fiml")
    assert found.whole is None
    truth = assess(likert(), ITEMS)
    assert np.abs(found.reliability["cr"] - truth.reliability["cr"]).max() < 0.1


def test_ordinal_estimator_says_what_its_numbers_are_of() -> None:
    found = assess(likert(), ITEMS, estimator="WLSMV")  # all items ordinal unless said otherwise
    assert any("behind the categories" in str(note) for note in found.notes)
    # R: standardizedSolution(cfa(first, likert, ordered = names, estimator = "WLSMV")): PU1 .83923215, PU2 .81668730
    assert found.items["loading"].iloc[:2].tolist() == pytest.approx([0.83923215, 0.81668730], abs=TOLERANCE)


def test_efa_and_cfa_on_the_same_cases_are_refused_unless_said() -> None:
    data = likert()
    items = [item for scale in ITEMS.values() for item in scale]
    first, other = split_cases(data, seed=5)
    efa = explore(first, items, draws=30)
    with pytest.raises(AnalysisError, match="same_cases=True"):
        assess(data, ITEMS, efa=efa)
    said = assess(data, ITEMS, efa=efa, same_cases=True)
    assert any("same answers (210 of 420" in str(note) for note in said.notes)
    apart = assess(other, ITEMS, efa=efa)
    assert any("210 other cases (a random split, seed 5)" in str(note) for note in apart.notes)
    assert any("种子 5" in remark.say("zh") for remark in apart.remarks)


def test_bad_input_is_answered_by_name() -> None:
    data = likert()
    with pytest.raises(InputError, match="unknown item 'PU1'"):
        assess(data.drop(columns="PU1"), ITEMS)
    with pytest.raises(AnalysisError, match="item PU2 has the same answer"):
        assess(data.assign(PU2=4), ITEMS)
    with pytest.raises(AnalysisError, match="more complete rows than items"):
        assess(data.head(10), ITEMS)
    with pytest.raises(InputError, match="missing"):
        assess(data, ITEMS, missing="mean")


def test_caller_data_are_left_alone() -> None:
    data = likert()
    before = data.copy()
    assess(data, SECOND, sign="valence")
    pd.testing.assert_frame_equal(data, before)
