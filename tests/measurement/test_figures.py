"""Figures of the measurement checks draw in both languages, the same bytes every time."""

from __future__ import annotations

from typing import Any

import pytest
from measurement.reference import ITEMS, SECOND, likert

from tamkit.errors import InputError, OptionError
from tamkit.measurement import assess, explore
from tamkit.report.figures import measurement as figures

TEXTS = {
    "zh": {"PU1": "使用该产品能让我更快地完成购物付款，而且不需要先把钱存进账户里。"},
    "en": {"PU1": "A longer item text " * 6},
}
DATA = likert()
FOUND = assess(DATA, SECOND)
EFA = explore(DATA, [item for scale in ITEMS.values() for item in scale], draws=30)


def drawn(name: str, lang: str) -> Any:
    texts = TEXTS[lang]
    return {
        "loadings": lambda: figures.loadings(FOUND.items.to_dict("records"), texts, lang, mark="simulated"),
        "pattern": lambda: figures.pattern(EFA.pattern, texts, lang),
        "scree": lambda: figures.scree(EFA.parallel, lang),
        "items": lambda: figures.correlations(DATA[list(EFA.pattern.index)].corr(), texts, lang),
        "latent": lambda: figures.correlations(FOUND.latent_cor, {"PR": "感知风险"}, lang),
    }[name]()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["loadings", "pattern", "scree", "items", "latent"])
def test_draws(name: str, lang: str) -> None:
    figure = drawn(name, lang)
    assert figure.png().startswith(b"\x89PNG")
    assert b"<svg" in figure.svg()
    assert figure.size[0] <= 7.0
    assert figure.size[1] <= 9.7  # a page


def test_same_bytes_and_bad_input() -> None:
    assert drawn("scree", "zh").svg() == drawn("scree", "zh").svg()
    with pytest.raises(OptionError, match="Known: en, zh"):
        figures.scree(EFA.parallel, "fr")
    with pytest.raises(InputError, match="no basis"):
        figures.scree({}, "en")
