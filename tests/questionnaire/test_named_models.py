"""Whole models of a questionnaire: what they hold, and mistakes told of the questionnaire, never of a line."""

from __future__ import annotations

import pandas as pd
import pytest
from questionnaire.sample import SAMPLE

from tamkit import sem
from tamkit.errors import InputError
from tamkit.questionnaire import Questionnaire, load, loads
from tamkit.questionnaire.named_models import derived, measuring
from tamkit.syntax import parse


@pytest.fixture(scope="module")
def sample() -> Questionnaire:
    return loads(SAMPLE)


def test_the_measurement_model_follows_from_the_constructs(sample: Questionnaire) -> None:
    text = "PU  =~ PU1 + PU2\nFR  =~ FR1 + FR2\nPV  =~ PV1 + PV2\nINT =~ IN1 + IN2\nPR  =~ FR + PV\n"
    assert sample.measurement == derived(sample.constructs) == text
    assert sample.measurement_model() == parse(text) == measuring(sample.constructs)
    assert derived([]) == ""


def test_a_model_is_whole(sample: Questionnaire) -> None:
    model = sample.model("base")
    assert model == parse(sample.measurement + sample.declared("base").structure)
    assert sample.syntax("base") == f"{model}\n"
    assert model.measured()["PR"] == ("FR", "PV")
    assert sample.declared("base").title.get("en") == "Base"


def test_an_item_the_data_lack_is_named_with_its_construct(sample: Questionnaire) -> None:
    frame = pd.DataFrame({code: [1.0, 2.0, 3.0] for code in sample.item_codes if code != "IN2"})
    with pytest.raises(InputError) as caught:
        sem.fit(sample.model("base"), frame)
    message = str(caught.value)
    assert message.startswith(
        "questionnaire sample, model base: item 'IN2' of construct 'INT' is no column of the data."
    )
    assert "line" not in message
    assert "\n" not in message


def test_an_empty_construct_is_named(sample: Questionnaire) -> None:
    empty = tuple(c.model_copy(update={"items": ()}) if c.code == "PU" else c for c in sample.constructs)
    form = sample.model_copy(update={"constructs": empty, "measurement": derived(empty)})
    with pytest.raises(InputError, match=r"^questionnaire sample, model base: construct 'PU' has no items"):
        form.model("base")


def test_a_construct_of_one_item_is_fitted() -> None:
    form = load("huabei_baitiao_short")
    data = sem.simulate(form.population("tam"), 300, seed=1)
    one = tuple(c.model_copy(update={"items": c.items[:1]}) if c.code == "PU" else c for c in form.constructs)
    single = form.model_copy(update={"constructs": one, "measurement": derived(one)})
    fit = sem.fit(single.model("tam"), data)
    table = fit.table.set_index(["lhs", "op", "rhs"])
    assert fit.converged
    assert table.loc[("PU1", "~~", "PU1"), "est"] == 0


def test_a_contradiction_of_measurement_and_structure_is_told_of_the_model(sample: Questionnaire) -> None:
    own = sample.declared("base").model_copy(update={"measurement": "PU =~ PU1 + a*PU2", "structure": "PU =~ b*PU2"})
    form = sample.model_copy(update={"models": (own,)})
    with pytest.raises(InputError, match=r"^questionnaire sample, model base: PU =~ PU2 has two labels, 'a' and 'b'"):
        form.model("base")
    broken = sample.model_copy(update={"models": (own.model_copy(update={"measurement": "PU = PU1"}),)})
    with pytest.raises(InputError, match=r"^questionnaire sample, model base: model syntax, line 1, column 4"):
        broken.model("base")


def test_a_questionnaire_without_items_has_no_measurement_model(sample: Questionnaire) -> None:
    with pytest.raises(InputError, match="questionnaire sample, measurement model: no construct has items"):
        sample.model_copy(update={"measurement": ""}).measurement_model()
