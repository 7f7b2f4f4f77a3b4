"""A study small enough to be run many times: three constructs, nine items, and answers with a known truth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tamkit.study import Results, Study

FORM = """\
name: small
version: "1"
title: {zh: 小样例, en: Small}
outcome: INT
scales:
  agree:
    points: 5
    labels: {zh: [非常不同意, 不同意, 一般, 同意, 非常同意], en: [no, rather no, neutral, rather yes, "yes"]}
constructs:
  - code: PU
    name: {zh: 有用性, en: Usefulness}
    items:
      - {code: PU1, text: {zh: 有用一, en: Useful one}}
      - {code: PU2, text: {zh: 有用二, en: Useful two}}
      - {code: PU3, text: {zh: 有用三, en: Useful three}}
  - code: IT
    name: {zh: 初始信任, en: Initial trust}
    items:
      - {code: IT1, text: {zh: 信任一, en: Trust one}}
      - {code: IT2, text: {zh: 信任二, en: Trust two}}
      - {code: IT3, text: {zh: 信任三, en: Trust three}}
  - code: INT
    name: {zh: 意愿, en: Intention}
    items:
      - {code: IN1, text: {zh: 打算一, en: Intend one}}
      - {code: IN2, text: {zh: 打算二, en: Intend two}}
      - {code: IN3, text: {zh: 打算三, en: Intend three}}
variables:
  - code: gender
    name: {zh: 性别, en: Gender}
    text: {zh: 您的性别, en: Your gender}
    options:
      - {code: 1, label: {zh: 男, en: Male}}
      - {code: 2, label: {zh: 女, en: Female}}
  - {code: age, name: {zh: 年龄, en: Age}, text: {zh: 您的年龄, en: Your age}, kind: number, minimum: 18, maximum: 99}
models:
  - {name: short, title: {zh: 短, en: Short}, structure: "INT ~ PU"}
  - {name: full, title: {zh: 全, en: Full}, structure: "INT ~ PU + IT\\nPU ~ IT"}
hypotheses:
  - {id: H1, source: PU, target: INT, sign: "+"}
  - {id: H2, source: IT, target: INT, sign: "+"}
"""

STUDY = """\
data: responses.csv
questionnaire: form.yaml
screening: {exclude: []}
models: [short, full]
report: {lang: en, format: md}
"""

#: Further lines of its file: what a small study can have beside its main results.
RICH = """\
bootstrap: 20
measurement: {htmt_bootstrap: 40, efa: true}
robustness: [ML, ULS]
controls: [age]
"""


def answers(n: int, seed: int = 5, gaps: int = 0) -> pd.DataFrame:
    """Five-point answers of n people; ``gaps`` of them left one item out."""
    rng = np.random.default_rng(seed)
    it = rng.normal(size=n)
    pu = 0.5 * it + rng.normal(size=n)
    intention = 0.4 * pu + 0.4 * it + rng.normal(size=n)
    columns: dict[str, object] = {}
    for code, latent in (("PU", pu), ("IT", it), ("IN", intention)):
        for item in (1, 2, 3):
            answer = np.clip(np.round(3 + 0.8 * latent + 0.7 * rng.normal(size=n)), 1, 5)
            columns[f"{code}{item}"] = pd.Series(answer).astype("Int64")
    frame = pd.DataFrame(columns)
    for row in range(gaps):
        frame.iloc[row, row % 9] = pd.NA
    frame["gender"] = np.where(np.arange(n) % 2, "Female", "Male")
    frame["age"] = 20 + np.arange(n) % 31
    return frame


def write(folder: Path, n: int, more: str = "", gaps: int = 0) -> Path:
    """The study in ``folder``; ``more`` are further lines of its file."""
    folder.mkdir(parents=True, exist_ok=True)
    answers(n, gaps=gaps).to_csv(folder / "responses.csv", index=False)
    (folder / "form.yaml").write_text(FORM, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY + more, encoding="utf-8")
    return folder


def rich(folder: Path) -> Results:
    """The study with all it can have, run; two of its 120 respondents left an item out."""
    return Study.load(write(folder, 120, RICH, gaps=2)).run()
