"""Scale answers drawn alone are those of a whole simulated survey, whatever the truth holds."""

from __future__ import annotations

import pytest

from tamkit.questionnaire import load, with_truth
from tamkit.survey import simulate
from tamkit.survey.simulation.answers import STREAMS, drawing, streams


@pytest.mark.parametrize("truth", [None, "demo"])
def test_they_are_simulate_s(truth: str | None) -> None:
    """The demo's truth has group differences, dependence and minor factors."""
    form = load("huabei_baitiao", add=["credit_reference"])
    form = form if truth is None else with_truth(form, truth)
    draw, model = drawing(form, "tam_risk_trust"), "tam_risk_trust"
    for n, seed in ((40, 1), (60, 2)):
        items = simulate(form, n, seed, model=model).survey.items
        assert list(items.columns) == form.item_codes
        assert (draw(n, seed) == items.to_numpy()).all()


def test_every_part_has_numbers_of_its_own() -> None:
    first, again, other = streams(1), streams(1), streams(2)
    assert tuple(first) == STREAMS
    drawn = {name: float(rng.random()) for name, rng in first.items()}
    assert len(set(drawn.values())) == len(STREAMS)
    assert drawn["latent"] == float(again["latent"].random()) != float(other["latent"].random())
