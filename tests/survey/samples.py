"""A small questionnaire and surveys built from arrays, for the tests of this folder."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tamkit.questionnaire import Questionnaire, loads
from tamkit.survey import Survey

REFERENCE = Path(__file__).parents[1] / "reference"

YAML = """
name: small
title: {zh: 小问卷, en: Small}
scales:
  agree5:
    points: 5
    labels:
      zh: [非常不同意, 比较不同意, 一般, 比较同意, 非常同意]
      en: [Strongly disagree, Somewhat disagree, Neutral, Somewhat agree, Strongly agree]
constructs:
  - code: A
    name: {zh: 甲, en: A}
    items:
      - {code: A1, text: {zh: 甲一, en: A one}}
      - {code: A2, text: {zh: 甲二, en: A two}}
      - {code: A3, text: {zh: 甲三, en: A three}, reverse: true}
      - {code: A4, text: {zh: 甲四, en: A four}}
  - code: B
    name: {zh: 乙, en: B}
    items:
      - {code: B1, text: {zh: 乙一, en: B one}}
      - {code: B2, text: {zh: 乙二, en: B two}}
      - {code: B3, text: {zh: 乙三, en: B three}}
      - {code: B4, text: {zh: 乙四, en: B four}}
  - code: C
    name: {zh: 丙, en: C}
    items:
      - {code: C1, text: {zh: 丙一, en: C one}}
      - {code: C2, text: {zh: 丙二, en: C two}}
      - {code: C3, text: {zh: 丙三, en: C three}}
      - {code: C4, text: {zh: 丙四, en: C four}}
checks:
  - code: AC1
    kind: instructed
    text: {zh: 请选择“比较同意”, en: Please select Somewhat agree}
    passes: [4]
variables:
  - code: user
    name: {zh: 使用, en: User}
    text: {zh: 是否使用过, en: Have you used it}
    options:
      - {code: 1, label: {zh: 是, en: "Yes"}}
      - {code: 2, label: {zh: 否, en: "No"}}
  - code: often
    name: {zh: 频率, en: Frequency}
    text: {zh: 使用频率, en: How often}
    base: {variable: user, options: [1]}
    ordered: true
    options:
      - {code: 1, label: {zh: 很少, en: Rarely}}
      - {code: 2, label: {zh: 有时, en: Sometimes}}
      - {code: 3, label: {zh: 经常, en: Often}}
  - code: uses
    name: {zh: 场景, en: Scenes}
    text: {zh: 使用场景（可多选）, en: Where do you use it}
    kind: multiple
    options:
      - {code: 1, label: {zh: 网购, en: Online}}
      - {code: 2, label: {zh: 超市, en: Shops}}
      - {code: 3, label: {zh: 其他, en: Other}, other: true}
      - {code: 4, label: {zh: 都没有, en: None}, exclusive: true}
  - code: age
    name: {zh: 年龄, en: Age}
    text: {zh: 您的年龄, en: Your age}
    kind: number
    minimum: 18
    maximum: 60
blocks:
  - {code: p1, title: {zh: 使用情况, en: Use}, kind: questions, entries: [user, often, uses]}
  - {code: p2, title: {zh: 看法一, en: Views one}, kind: matrix, entries: [A, B]}
  - {code: p3, title: {zh: 看法二, en: Views two}, kind: matrix, entries: [C, AC1]}
  - {code: p4, title: {zh: 关于您, en: About you}, kind: questions, entries: [age]}
truth:
  loading: 0.8
  paths:
    - {source: A, target: B, beta: 0.5}
    - {source: A, target: C, beta: 0.2}
    - {source: B, target: C, beta: 0.4}
  thresholds: {bell: [-1.4, -0.5, 0.5, 1.4], lean: [-1.8, -1.1, -0.3, 0.9]}
  default_cut: bell
  cuts: {B: lean}
  respondents:
    user: {1: 0.7, 2: 0.3}
    often: {1: 0.2, 2: 0.5, 3: 0.3}
    uses: {1: 0.6, 2: 0.4, 3: 0.1, 4: 0.1}
"""


@cache
def small() -> Questionnaire:
    return loads(YAML, "small.yaml")


def survey_of(
    items: Any,
    *,
    questionnaire: Questionnaire | None = None,
    checks: Any = None,
    respondents: dict[str, Any] | None = None,
    seconds: Any = None,
    submitted: Any = None,
    skipped: dict[str, Any] | None = None,
    fingerprints: dict[str, Any] | None = None,
) -> Survey:
    """A survey from keyed scores, (n, k) in the questionnaire's order; everything else optional."""
    q = questionnaire or small()
    X = np.asarray(items, dtype=float)
    index = pd.RangeIndex(1, len(X) + 1, name="id")
    meta: dict[str, Any] = {"serial": index}
    if seconds is not None:
        meta["seconds"] = np.asarray(seconds, dtype=float)
    if submitted is not None:
        meta["submitted"] = pd.to_datetime(pd.Series(submitted, index=index))
    return Survey(
        questionnaire=q,
        items=pd.DataFrame(X, columns=q.item_codes[: X.shape[1]], index=index),
        checks=pd.DataFrame({} if checks is None else checks, index=index, dtype=float),
        respondents=pd.DataFrame(respondents or {}, index=index),
        meta=pd.DataFrame(meta, index=index),
        skipped=pd.DataFrame(skipped or {}, index=index, dtype=bool),
        _fingerprints=pd.DataFrame(fingerprints, index=index) if fingerprints else None,
    )


def varied(n: int, seed: int = 3) -> np.ndarray:
    """Keyed answers (n, 12) that nobody would object to."""
    rng = np.random.default_rng(seed)
    score = rng.normal(size=(n, 1))
    return np.clip(np.round(3 + 0.9 * score + rng.normal(scale=0.8, size=(n, 12))), 1, 5)


@cache
def reference(name: str) -> Any:
    """A committed reference file; null is nan."""
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))


def floats(values: Any) -> Any:
    """R's numbers as an array, NA as nan."""
    return np.array(values, dtype=float)
