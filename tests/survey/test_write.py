"""Files in the platforms' layouts: what they hold, and that reading them back gives the same answers."""

from __future__ import annotations

import csv
import hashlib
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey.samples import small, survey_of

from tamkit.errors import InputError
from tamkit.questionnaire import loads
from tamkit.survey import load, simulate
from tamkit.survey.write import write

#: Every layout: platform, file name (a Wenjuanxing export says in it what it holds), form, matrix headers, language.
LAYOUTS = [
    ("wjx", "1_按文本_小_9_9.xlsx", "text", "a", "zh"),
    ("wjx", "1_按文本_小_9_9.csv", "text", "b", "zh"),
    ("wjx", "1_按文本_小_9_9.xlsx", "text", "c", "zh"),
    ("wjx", "1_按序号_小_9_9.csv", "codes", "a", "zh"),
    ("wjx", "1_按序号_小_9_9.xlsx", "codes", "b", "zh"),
    ("wjx", "1_按序号_小_9_9.csv", "codes", "c", "zh"),
    ("wjx", "1_按分数_小_9_9.csv", "scores", "a", "zh"),
    ("qualtrics", "q.csv", "text", "a", "zh"),
    ("qualtrics", "q.tsv", "text", "a", "en"),
    ("qualtrics", "q.csv", "codes", "a", "en"),
    ("csv", "c.csv", "codes", "a", "zh"),
    ("csv", "c.xlsx", "text", "a", "en"),
    ("csv", "c.tsv", "text", "a", "zh"),
]


def same_answers(ours, theirs) -> None:
    """Everything but the ids, which each platform makes in its own way."""
    for part in ("items", "checks", "respondents"):
        left, right = (getattr(survey, part).reset_index(drop=True) for survey in (ours, theirs))
        pd.testing.assert_frame_equal(left, right, check_dtype=False)
    for column in ours.skipped:
        assert ours.skipped[column].tolist() == theirs.skipped[column].tolist()
    assert not theirs.skipped.drop(columns=list(ours.skipped)).to_numpy().any()
    assert ours.simulated == theirs.simulated


@pytest.mark.parametrize(("platform", "name", "form", "matrix", "lang"), LAYOUTS)
@pytest.mark.parametrize("questionnaire", ["huabei_baitiao", "credit_reference"])
def test_shipped_questionnaires_come_back(tmp_path, questionnaire, platform, name, form, matrix, lang):
    path = tmp_path / name
    sim = simulate(
        questionnaire,
        25,
        3,
        careless=0.2,
        missing=0.1,
        platform=platform,
        path=path,
        form=form,
        matrix=matrix,
        lang=lang,
    )
    back = load(path, questionnaire)
    assert back.sources[0].platform == platform
    assert back.simulated
    same_answers(sim.survey, back)
    assert back.meta["seconds"].tolist() == sim.survey.meta["seconds"].tolist()
    assert pd.to_datetime(back.meta["submitted"]).tolist() == sim.survey.meta["submitted"].tolist()


@st.composite
def surveys(draw):
    """Any answers at all to the small questionnaire, gaps and skips included."""
    n = draw(st.integers(2, 5))
    score = st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, np.nan])
    items = np.array([draw(st.lists(score, min_size=12, max_size=12)) for _ in range(n)])
    user = [draw(st.sampled_from([1.0, 2.0])) for _ in range(n)]
    often = [draw(st.sampled_from([1.0, 2.0, 3.0, np.nan])) if u == 1 else np.nan for u in user]
    ticks = [draw(st.one_of(st.none(), st.sets(st.integers(1, 4), min_size=1))) for _ in range(n)]
    uses = {f"uses.{o}": [np.nan if t is None else float(o in t) for t in ticks] for o in (1, 2, 3, 4)}
    respondents = {"user": user, "often": often, **uses}
    respondents["age"] = [draw(st.sampled_from([18.0, 33.0, 60.0, np.nan])) for _ in range(n)]
    skipped = {"often": [u == 2 for u in user]} if 2 in user else {}
    seconds = [float(draw(st.integers(1, 5000))) for _ in range(n)]
    submitted = [
        pd.Timestamp("2026-03-02 09:00:05") + pd.Timedelta(seconds=draw(st.integers(0, 10**6))) for _ in range(n)
    ]
    answer = {"AC1": [draw(score) for _ in range(n)]}
    return survey_of(
        items, checks=answer, respondents=respondents, skipped=skipped, seconds=seconds, submitted=submitted
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(survey=surveys(), layout=st.sampled_from(LAYOUTS))
def test_any_answers_come_back(survey, layout):
    platform, name, form, matrix, lang = layout
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(survey, path, platform, form=form, matrix=matrix, lang=lang)
        back = load(path, small(), platform=platform)
    same_answers(survey, back)


@pytest.mark.parametrize(("platform", "name", "form", "matrix", "lang"), LAYOUTS)
def test_the_same_seed_gives_the_same_bytes(tmp_path, platform, name, form, matrix, lang):
    digests = set()
    for run in ("one", "two"):
        folder = tmp_path / run
        folder.mkdir()
        simulate(
            small(), 20, 6, careless=0.2, platform=platform, path=folder / name, form=form, matrix=matrix, lang=lang
        )
        digests.add(hashlib.sha256((folder / name).read_bytes()).hexdigest())
    assert len(digests) == 1


def test_no_clock_in_a_workbook(tmp_path):
    simulate(small(), 3, 1, platform="wjx", path=tmp_path / "w.xlsx")
    with zipfile.ZipFile(tmp_path / "w.xlsx") as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-01-01T00:00:00Z" in book.read("docProps/core.xml")


def rows(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def test_wenjuanxing_in_words(tmp_path):
    path = tmp_path / "w.csv"
    simulate(small(), 30, 2, missing=0.2, platform="wjx", path=path)
    header, *body = rows(path)
    assert header[:6] == ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
    assert header[6:9] == ["1、是否使用过", "2、使用频率", "3、使用场景（可多选）"]
    assert header[9].startswith("4、")
    assert header[9].endswith("—甲一")
    assert header[10] == "4、甲二"
    cells = {cell for row in body for cell in row[6:]}
    assert {"(空)", "(跳过)", "非常不同意", "网购┋超市"} <= cells
    assert all(row[3] == "模拟数据" and "simulated" in row[4] and row[5] == "" for row in body)
    assert body[0][2].endswith("秒")


def test_wenjuanxing_in_numbers(tmp_path):
    path = tmp_path / "1_按序号_x.csv"
    simulate(small(), 30, 2, missing=0.2, platform="wjx", path=path, matrix="c")
    header, *body = rows(path)
    assert header[8:12] == ["3、使用场景（可多选）(网购)", "3(超市)", "3(其他)", "3(都没有)"]
    assert header[12] == "第4题(甲一)"
    assert {cell for row in body for cell in row[12:24]} == {"1", "2", "3", "4", "5", "-2"}
    assert {row[7] for row in body} == {"1", "2", "3", "-3"}


def test_qualtrics_has_three_header_rows(tmp_path):
    path = tmp_path / "q.csv"
    simulate(small(), 4, 2, platform="qualtrics", path=path, lang="en")
    names, texts, imports, *body = rows(path)
    assert names[:2] == ["StartDate", "EndDate"]
    assert "Q4_1" in names
    assert texts[names.index("Q4_1")].endswith(" - A one")
    assert imports[names.index("Q4_1")] == '{"ImportId": "QID4_1"}'
    assert {row[names.index("DistributionChannel")] for row in body} == {"simulated"}


def test_a_real_survey_is_not_marked(tmp_path):
    respondents = {"user": [2.0] * 3, "often": [np.nan] * 3, "age": [30.0] * 3}
    respondents |= {f"uses.{option}": [1.0, 0.0, 1.0] for option in (1, 2, 3, 4)}
    survey = survey_of(
        np.full((3, 12), 3.0),
        checks={"AC1": [4, 4, 4]},
        seconds=[60] * 3,
        submitted=["2026-03-02"] * 3,
        respondents=respondents,
    )
    write(survey, tmp_path / "w.csv", "wjx")
    assert not load(tmp_path / "w.csv", small()).simulated


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"platform": "wjxx"}, "unknown platform 'wjxx'; did you mean 'wjx'"),
        ({"form": "labels"}, "unknown form 'labels'"),
        ({"matrix": "d"}, "unknown matrix header 'd'"),
        ({"path": "x.sav"}, "the ending '.sav'"),
        ({"path": "nowhere/x.csv"}, "there is no such folder"),
    ],
)
def test_wrong_arguments(tmp_path, arguments, said):
    arguments = {"path": "x.csv", "platform": "csv"} | arguments
    arguments["path"] = tmp_path / arguments["path"]
    with pytest.raises(InputError) as caught:
        simulate(small(), 3, 1, **arguments)
    assert said in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("platform", "name", "form", "matrix", "lang"), LAYOUTS[::3])
def test_a_survey_without_times_can_be_written(tmp_path, platform, name, form, matrix, lang):
    respondents = {"user": [1.0, 2.0], "often": [2.0, np.nan]}
    respondents |= {f"uses.{option}": [1.0, 0.0] for option in (1, 2, 3)}
    respondents |= {"uses.4": [0.0, 1.0], "age": [30.0, 41.0]}
    survey = survey_of([[1, 2, 3, 4] * 3, [5, 4, 3, 2] * 3], checks={"AC1": [4, 4]}, respondents=respondents,
                       skipped={"often": [False, True]})  # fmt: skip
    survey = replace(survey, meta=survey.meta.drop(columns="serial"))
    write(survey, tmp_path / name, platform, form=form, matrix=matrix, lang=lang)
    same_answers(survey, load(tmp_path / name, small(), platform=platform))


def test_an_answer_off_the_scale_is_not_written(tmp_path):
    survey = simulate(small(), 3, 1).survey
    survey.items.loc[1, "A1"] = 7.0
    with pytest.raises(InputError, match="answer 7 cannot be written"):
        write(survey, tmp_path / "x.csv")
    assert list(tmp_path.iterdir()) == []


def test_text_that_a_spreadsheet_would_run_is_defused(tmp_path):
    q = small()
    options = q.variables[0].options
    label = options[0].label.model_copy(update={"zh": "=1+1"})
    variable = q.variables[0].model_copy(
        update={"options": (options[0].model_copy(update={"label": label}), options[1])}
    )
    odd = q.model_copy(update={"variables": (variable, *q.variables[1:])})
    simulate(odd, 20, 1, platform="wjx", path=tmp_path / "w.csv")
    assert {row[6] for row in rows(tmp_path / "w.csv")[1:]} == {"'=1+1", "否"}


def test_nothing_is_left_half_written(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text("before")

    def fails(self, target):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="disk full"):
        simulate(small(), 3, 1, path=path)
    assert [file.name for file in tmp_path.iterdir()] == ["x.csv"]
    assert path.read_text() == "before"


ODD_CODES = """
name: odd
title: Odd
scales: {s: {points: 3, labels: {zh: [不同意, 一般, 同意], en: [Disagree, Neutral, Agree]}}}
constructs:
  - code: A
    name: A
    items: [{code: A1, text: First statement}, {code: A2, text: Second statement}, {code: A3, text: Third statement}]
checks: [{code: AC, kind: instructed, text: Please choose Agree, passes: [3]}]
variables:
  - {code: v, name: V, text: Which, options: [{code: 0, label: Nothing}, {code: 1, label: Some}, {code: 9, label: All}]}
  - {code: w, name: W, text: Which way round, options: [{code: 2, label: Two things}, {code: 1, label: One thing}]}
  - code: m
    name: M
    text: Which of those
    kind: multiple
    options: [{code: 1, label: A single thing}, {code: 3, label: Three things}, {code: 7, label: Seven things}]
truth: {loading: 0.7, paths: []}
"""


@pytest.mark.parametrize(("platform", "name", "form", "matrix", "lang"), LAYOUTS)
def test_option_codes_need_not_count_from_one(tmp_path, platform, name, form, matrix, lang):
    asked = loads(ODD_CODES, "odd.yaml")
    survey = simulate(asked, 30, 1).survey
    assert set(survey.respondents["v"]) == {0, 1, 9}
    write(survey, tmp_path / name, platform, form=form, matrix=matrix, lang=lang)
    if platform == "wjx" and form == "codes":  # the platform counts options by their place, which must be said
        with pytest.raises(InputError, match=r"values: \{v: \{1: 0, 2: 1, 3: 9\}\}"):
            load(tmp_path / name, asked)
        said = {"values": {"v": {"1": 0, "2": 1, "3": 9}, "w": {"1": 2, "2": 1}}}
        same_answers(survey, load(tmp_path / name, asked, mapping=said))
        return
    same_answers(survey, load(tmp_path / name, asked))
