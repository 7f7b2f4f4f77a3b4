"""What every figure of a small study shows, and where; those of the other study as far as they differ."""

from __future__ import annotations

import pytest
from report.drawn import described
from snapshots import Snapshots

from tamkit.report import document, tree
from tamkit.report.content import Content
from tamkit.report.tree import Lang


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_figures_of_a_study(models: Content, snapshots: Snapshots, lang: Lang) -> None:
    found = tree.figures(document(models, lang))
    snapshots.check(f"figures.{lang}.txt", "\n".join(described(figure.picture) for figure in found))


def test_the_figures_of_the_demo(demo: Content, snapshots: Snapshots) -> None:
    wanted = ("path_diagram", "htmt_figure", "loadings_figure", "likert_3")
    found = [figure for figure in tree.figures(document(demo, "zh")) if figure.id in wanted]
    assert len(found) == len(wanted)
    snapshots.check("figures.demo.txt", "\n".join(described(figure.picture) for figure in found))
