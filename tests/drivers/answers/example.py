"""Evidence of a small study: three constructs, a question of several answers, groups that differ in one mean."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from study import small

from tamkit import measurement
from tamkit.drivers import analyse
from tamkit.drivers.answers import Evidence
from tamkit.drivers.mean_differences import differences
from tamkit.questionnaire import Questionnaire, loads
from tamkit.questionnaire.questions import Question
from tamkit.questionnaire.texts import Text

SCENES = """\
  - code: where
    name: {zh: 场景, en: Where used}
    text: {zh: 在哪里用, en: Where do you use it?}
    kind: multiple
    options:
      - {code: 1, label: {zh: 网购, en: Shopping}}
      - {code: 2, label: {zh: 旅行, en: Travel}}
      - {code: 3, label: {zh: 超市, en: Supermarket}}
      - {code: 9, label: {zh: 没有, en: None of these}, exclusive: true}
"""


@cache
def form() -> Questionnaire:
    return loads(small.FORM.replace("models:\n", SCENES + "models:\n", 1))


@cache
def answers() -> pd.DataFrame:
    """Shopping is chosen by most, travel and supermarket by the same people; women are higher in intention."""
    frame = small.answers(400, gaps=3)
    rng = np.random.default_rng(8)
    for item in ("IN1", "IN2", "IN3"):
        frame[item] = (frame[item] + 1 * (frame["gender"] == "Female")).clip(1, 5)
    frame["gender"] = np.where(frame["gender"] == "Female", 2.0, 1.0)
    shopping = rng.random(400) < 0.8
    other = rng.random(400) < 0.3
    frame = frame.assign(**{"where.1": 1.0 * shopping, "where.2": 1.0 * other, "where.3": 1.0 * other, "where.9": 0.0})
    frame.loc[:9, ["where.1", "where.2", "where.3", "where.9"]] = np.nan  # ten were not asked
    return frame


@cache
def evidence() -> Evidence:
    frame, asked = answers(), form()
    items = frame[list(asked.item_codes)].astype(float)
    respondents = frame.drop(columns=list(asked.item_codes))
    found = analyse(items, asked, ["short", "full"], bootstrap=200, seed=1)
    rows = items.assign(gender=frame["gender"].map({1.0: "1", 2.0: "2"})).dropna()
    blocks = {one.code: asked.items_of(one.code) for one in asked.constructs}
    ladder = measurement.invariance(rows, blocks, "gender", partial=True)
    means = differences(items, respondents, asked, ["gender"], {"gender": ladder})
    return Evidence(asked, items, respondents, drivers=found, differences=means)


def question(kind: str, **more: Any) -> Question:
    return Question(id="RQ", text=Text(zh="问", en="A question"), kind=kind, **more)


def said(answer: Any, lang: str = "en") -> str:
    return " ".join(one.say(lang) for one in answer.statement)


def without(**changes: Any) -> Evidence:
    return replace(evidence(), **changes)


def differing(**values: Any) -> SimpleNamespace:
    """Differences of means with other verdicts on them."""
    found = evidence().differences
    assert found is not None
    return replace(found, tests=found.tests.assign(**values))
