"""Small studies drawn at random: languages, models, options and answers as real studies have them, good and bad.

    python tests/study/generated.py [--studies 100] [--from 0]

Study k is the same on every machine. Each must end with a report, or with one error of ours that names the place; what
fails beside the main models is an outcome of its stage. Whatever else comes out is listed by its k.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[number]) for number in (1, 2)]

import numpy as np
import pandas as pd
import yaml

from tamkit.errors import TamkitError
from tamkit.study import Results, Study

#: What a text is written in: one language, both, or a plain string, which is both.
LANGUAGES = ("zh", "en", "both", "plain", "mixed")

LABELS = {
    "zh": ["非常不同意", "不同意", "有点不同意", "一般", "有点同意", "同意", "非常同意"],
    "en": ["strongly no", "no", "rather no", "neutral", "rather yes", "yes", "strongly yes"],
}
POINTS = {3: [0, 3, 6], 4: [0, 1, 5, 6], 5: [0, 1, 3, 5, 6], 7: list(range(7))}
PATHS = ("INT ~ PU", "INT ~ PU + TR", "INT ~ PU + TR\nPU ~ TR", "INT ~ PU\nPU ~ TR", "INT ~ TR + PU\nTR ~ PU")


class Texts:
    """Texts of one questionnaire, each in the languages it is written in."""

    def __init__(self, draw: random.Random, language: str) -> None:
        self.draw, self.language = draw, language

    def __call__(self, zh: str, en: str) -> Any:
        kind = self.draw.choice(LANGUAGES[:4]) if self.language == "mixed" else self.language
        return {"zh": {"zh": zh}, "en": {"en": en}, "both": {"zh": zh, "en": en}, "plain": en}[kind]


def form(draw: random.Random, language: str, points: int) -> dict[str, Any]:
    """A questionnaire of three or four constructs."""
    t = Texts(draw, language)
    several = {"zh": ["zh"], "en": ["en"], "both": ["zh", "en"], "plain": ["zh", "en"]}
    kinds = several.get(language) or draw.choice(list(several.values()))
    labels = {kind: [LABELS[kind][place] for place in POINTS[points]] for kind in kinds}
    codes = ["PU", "TR", "INT", *(["RI"] if draw.random() < 0.3 else [])]
    constructs = []
    for number, code in enumerate(codes):
        items: list[dict[str, Any]] = []
        for k in range(1, draw.choice([2, 3, 3, 4]) + 1):
            item: dict[str, Any] = {"code": f"{code}{k}", "text": t(f"题目{number}之{k}", f"Statement {number} of {k}")}
            if draw.random() < 0.1:
                item["reverse"] = True
            items.append(item)
        constructs.append({"code": code, "name": t(f"构念{number}", f"Construct {number}"), "items": items})
    options = [{"code": k, "label": t(f"选项{k}", f"Option {k}")} for k in range(1, draw.choice([2, 3]) + 1)]
    structure = draw.sample(PATHS, draw.choice([1, 2]))
    models = [
        {"name": f"m{number}", "title": t(f"模型{number}", f"Model {number}"), "structure": text}
        for number, text in enumerate(structure)
    ]
    made: dict[str, Any] = {
        "name": "drawn",
        "title": t("小研究", "A small study"),
        "outcome": "INT",
        "scales": {"agree": {"points": points, "labels": labels}},
        "constructs": constructs,
        "variables": [
            {"code": "gender", "name": t("性别", "Gender"), "text": t("您的性别", "Your gender"), "options": options},
            {"code": "age", "name": t("年龄", "Age"), "text": t("您的年龄", "Your age"), "kind": "number"},
        ],
        "models": models,
        "hypotheses": [{"id": "H1", "source": "PU", "target": "INT", "sign": draw.choice("+-")}],
    }
    if draw.random() < 0.3:
        made["checks"] = [
            {"code": "AC", "kind": "instructed", "text": t("请选最高", "Choose the last"), "passes": [points]}
        ]
    return made


def answers(draw: random.Random, asked: dict[str, Any], points: int) -> pd.DataFrame:
    """Answers to it, with what answers may have: gaps, constants, copies, few people, groups of one."""
    rng = np.random.default_rng(draw.randrange(2**32))
    n = draw.choice([5, 12, 30, 60, 120, 120, 120, 200, 200])
    factors = rng.multivariate_normal(np.zeros(4), 0.5 + 0.5 * np.eye(4), size=n)
    found: dict[str, Any] = {}
    for number, construct in enumerate(asked["constructs"]):
        noise = draw.choice([0.05, 0.5, 0.7, 2.0])
        for item in construct["items"]:
            value = factors[:, number] + noise * rng.normal(size=n)
            found[item["code"]] = np.clip(np.round((points + 1) / 2 + 0.9 * value), 1, points)
    for check in asked.get("checks", ()):
        found[check["code"]] = np.where(rng.random(n) < 0.9, points, 1.0)
    frame = pd.DataFrame(found)
    codes = [item["code"] for construct in asked["constructs"] for item in construct["items"]]
    harm = draw.random()
    if harm < 0.1:
        frame[draw.choice(codes)] = float(draw.randrange(1, points + 1))
    elif harm < 0.2:
        one, other = draw.sample(codes, 2)
        frame[one] = frame[other]
    elif harm < 0.22:
        frame[draw.choice(codes)] = np.nan
    elif harm < 0.24:
        frame[codes] = float(points)
    elif harm < 0.4:  # nearly everybody gives one answer
        frame[draw.choice(codes)] = np.where(np.arange(n) < 1, 1.0, float(points))
    if draw.random() < 0.4:
        share = draw.choice([0.01, 0.1, 0.5])
        frame[codes] = frame[codes].where(rng.random((n, len(codes))) >= share)
    options = len(asked["variables"][0]["options"])
    chances = draw.choice([None, [0.98, 0.02], [1.0, 0.0]])
    weights = None if chances is None else [*chances, *[0.0] * (options - 2)]
    frame["gender"] = rng.choice(np.arange(1, options + 1), size=n, p=weights)
    frame["age"] = 20 + rng.integers(0, 40, size=n) if draw.random() < 0.9 else 20
    return frame


def declared(draw: random.Random, models: list[str], formats: list[str] | None) -> dict[str, Any]:
    """A study file."""
    made: dict[str, Any] = {
        "data": "answers.csv",
        "questionnaire": "form.yaml",
        "models": models,
        "bootstrap": draw.choice([0, 0, 0, 10]),
        "report": {"lang": draw.choice([["zh", "en"], ["en"], ["zh"]]), "format": formats or ["md", "html"]},
        "measurement": {
            "htmt_bootstrap": 0, "efa": draw.random() < 0.3, "common_method": draw.random() < 0.5,
            "competing": draw.random() < 0.5,
        },
    }  # fmt: skip
    if draw.random() < 0.7:
        made["screening"] = {"exclude": []}
    choices = {
        "estimator": ["ML", "MLR", "MLM", "WLSMV", "DWLS", "ULS", "GLS", "ULSMV"],
        "missing": ["listwise", "fiml", "pairwise"],
        "groups": [["gender"]],
        "controls": [["age"], ["gender", "age"], ["gender"]],
        "robustness": [["WLSMV"], ["ML", "ULS"], ["semopy"], ["strict_screening", "DWLS", "GLS"]],
        "std_lv": [True],
        "meanstructure": [True],
    }
    for key, values in choices.items():
        if draw.random() < 0.3:
            made[key] = draw.choice(values)
    return made


def calm(language: str, folder: Path) -> Path:
    """A study without a fault, of which nothing is asked but the main results, in ``language``."""
    draw = random.Random(LANGUAGES.index(language))
    asked = form(draw, language, 5)
    rng = np.random.default_rng(1)
    cause = rng.normal(size=150)
    columns: dict[str, Any] = {"gender": 1 + np.arange(150) % 2, "age": 20 + np.arange(150) % 40}
    for construct in asked["constructs"]:
        factor = 0.6 * cause + 0.8 * rng.normal(size=150)
        for item in construct["items"]:
            value = np.clip(np.round(3 + factor + 0.6 * rng.normal(size=150)), 1, 5)
            columns[item["code"]] = 6 - value if item.get("reverse") else value
    for check in asked.get("checks", ()):
        columns[check["code"]] = 5
    study = {
        "data": "answers.csv", "questionnaire": "form.yaml", "models": [asked["models"][-1]["name"]], "bootstrap": 0,
        "measurement": {"htmt_bootstrap": 0, "common_method": False, "competing": False},
    }  # fmt: skip
    return _saved(folder, asked, pd.DataFrame(columns), study)


def write(seed: int, folder: Path, formats: list[str] | None = None) -> Path:
    """Study number ``seed`` in ``folder``."""
    draw = random.Random(seed)
    points = draw.choice(list(POINTS))
    asked = form(draw, LANGUAGES[seed % len(LANGUAGES)], points)
    given = answers(draw, asked, points)
    return _saved(folder, asked, given, declared(draw, [model["name"] for model in asked["models"]], formats))


def _saved(folder: Path, asked: dict[str, Any], given: pd.DataFrame, study: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    given.to_csv(folder / "answers.csv", index=False)
    for name, content in (("form.yaml", asked), ("study.yaml", study)):
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "study.yaml"


@dataclass(frozen=True)
class Ended:
    """How a study ended: ``report``, ``refused`` (one error of ours) or ``escaped`` (anything else)."""

    seed: int
    how: str
    said: str
    failed: tuple[str, ...] = ()


def ended(seed: int, folder: Path, formats: list[str] | None = None, drawn: bool = True) -> Ended:
    """Study number ``seed``, written, run and reported; not ``drawn``: its pages without pictures, nothing written."""
    path = write(seed, folder, formats)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a warning of a library is printed to whoever runs the study
            results = Study.load(path).run()
            if drawn:
                results.report(folder / "report")
            else:
                pages(results)
    except TamkitError as error:
        return Ended(seed, "refused", str(error))
    except Exception:
        return Ended(seed, "escaped", "".join(traceback.format_exc().splitlines(keepends=True)[-7:]))
    return Ended(seed, "report", "", tuple(str(text) for one in results.outcomes for text in one.warnings))


def pages(results: Results) -> dict[str, str]:
    """The report as Markdown by language, and the other formats that take no pictures made of it too."""
    from tamkit.report import document, md, tex, xlsx

    results.to_dict()
    made = {}
    for lang in ("zh", "en"):
        found = document(results.content, lang)
        made[lang] = md.render(found).decode()
        tex.render(found)
        xlsx.render(found)
    return made


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--studies", type=int, default=100)
    options.add_argument("--from", dest="start", type=int, default=0)
    options.add_argument("--formats", nargs="*")
    asked = options.parse_args()
    found = []
    for seed in range(asked.start, asked.start + asked.studies):
        before = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            one = ended(seed, Path(folder) / "study", asked.formats)
        found.append(one)
        print(f"{seed} {one.how} {time.process_time() - before:.1f} s {one.said[:3000]}", flush=True)
    counts = {how: sum(one.how == how for one in found) for how in ("report", "refused", "escaped")}
    print(counts, f"companions that failed: {sum(len(one.failed) for one in found)}")
    return 1 if counts["escaped"] else 0


if __name__ == "__main__":
    sys.exit(main())
