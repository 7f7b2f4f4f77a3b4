"""SurveyMonkey, Microsoft Forms, REDCap, KoboToolbox and Centiment exports of the same four answers.

At 0.1.0 none of these files was read as it was answered. The layouts are those of public files and pages, read
2026-11; `SOURCES` names them, docs/survey-files.md too. What such a file does not show was not tried.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from survey.exports import AGE, CLICKED, FORM, GENDER, INCOME, OVERDUE, SECONDS, USED, check, save

from tamkit.errors import DataError
from tamkit.survey import load

SOURCES = {
    "surveymonkey": "github.com/fivethirtyeight/data, star-wars-survey/StarWars.csv",
    "msforms": "github.com/acl-org/acl-anthology, bin/add_attachments.py",
    "redcap": "github.com/OuhscBbmc/REDCapR, inst/test-data/projects/survey/data.csv, project-simple/simple-data.csv",
    "kobo": "github.com/kobotoolbox/formpack, tests/test_exports.py",
    "centiment": "github.com/fabioc-aloha/AIRS_Data_Analysis, data/AIRS---AI-Readiness-Scale.csv",
}
ENGLISH = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
OPTIONS = ["Huabei", "Baitiao", "Other", "None"]
SCENES = ["Under 1,000", "1,001 to 3,000", "Over 3,000"]
LATE = ["Never", "Sometimes", "Often"]
GENDERS = ["Male", "Female"]
CODES = ["PU1", "PU2", "PU3", "RK1", "RK2", "RK3", "AC1"]
ROWS = [FORM.item(code).text.get("en", "Huabei") for code in CODES[:6]] + ["Please choose Agree here"]


def words(n: int) -> list[str]:
    """The seven answers of one respondent in words."""
    return ["" if score is None else ENGLISH[score - 1] for score in CLICKED[n]]


def late(n: int, numbers: bool = False) -> object:
    found = OVERDUE[n]
    return "" if found is None else found if numbers else LATE[found - 1]


def surveymonkey(numeric: bool = False) -> list[list[object]]:
    meta = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name"]
    meta += ["Last Name", "Custom Data 1"]
    people = ["What is your gender?", None, "How old are you?", "Your monthly income"]
    products = ["Which products have you used?", None, None, None]
    matrix = ["How far do you agree?", None, None, "About risk", None, None, None]
    first = [*meta, *people, *products, "Have you ever been overdue?", *matrix]
    second = [*[None] * 9, "Response", "Other (please specify)", "Open-Ended Response", "Response"]
    second += ["Huabei", "Baitiao", "Other (please specify)", "None", "Response", *ROWS]
    rows: list[list[object]] = [first, second]
    for n in range(4):
        ticks = [(place + 1 if numeric else option) if tick else "" for place, (option, tick) in
                 enumerate(zip(OPTIONS, USED[n], strict=True))]  # fmt: skip
        ticks[2] = "my own words" if USED[n][2] else ""
        people = (
            [GENDER[n], "", AGE[n], INCOME[n]]
            if numeric
            else [GENDERS[GENDER[n] - 1], "", AGE[n], SCENES[INCOME[n] - 1]]
        )
        scores = [score or "" for score in CLICKED[n]] if numeric else words(n)
        rows.append([
            118000000000 + n,
            400111222, f"0{n + 1}/18/2026 07:20:55 PM", f"0{n + 1}/18/2026 07:23:55 PM", f"192.0.2.{n}",
            f"a{n}@example.org", "Ada", "Lovelace", "", *people, *ticks, late(n, numeric), *scores,
        ])  # fmt: skip
    return rows


@pytest.mark.parametrize("numeric", [False, True])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_surveymonkey(tmp_path, suffix, numeric):
    """At 0.1.0 the options behind the first of a multiple choice were lost."""
    survey = load(save(surveymonkey(numeric), tmp_path / f"s{suffix}"), FORM)
    check(survey)
    assert survey.sources[0].platform == "surveymonkey"
    assert survey.items.index.tolist() == [118000000000 + n for n in range(4)]
    assert survey.meta["seconds"].tolist() == [180] * 4
    told = survey.respondents.to_csv() + survey.meta.to_csv() + "".join(map(str, survey.notes))
    assert not any(secret in told for secret in ("own words", "Ada", "example.org", "192.0.2"))


def test_surveymonkey_merged_headers(tmp_path):
    """Excel merges the cells of a question with those its options need."""
    import openpyxl

    path = save(surveymonkey(), tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("N1:Q1")
    book.save(path)
    check(load(path, FORM))


def test_surveymonkey_other_words_are_the_option(tmp_path):
    """Respondents who gave their own words to a question with one answer have nothing under Response."""
    from tamkit.questionnaire import loads

    asked = loads("""
name: one
title: One
scales: {s: {points: 2, labels: {en: ["No", "Yes"]}}}
variables:
  - {code: job, name: Job, text: What do you do, options: [
      {code: 1, label: {en: Work}}, {code: 2, label: {en: Other}, other: true}]}
""")
    rows = [["Respondent ID", "Collector ID", "What do you do?", None]]
    rows += [[None, None, "Response", "Other (please specify)"], [1, 5, "Work", None], [2, 5, None, "I paint"]]
    survey = load(save(rows, tmp_path / "o.csv"), asked)
    assert survey.respondents["job"].tolist() == [1, 2]
    assert "paint" not in "".join(map(str, survey.notes))


def test_surveymonkey_without_its_second_row(tmp_path):
    rows = [["RespondentID", "CollectorID", *CODES], *([n, 7, *(score or 3 for score in CLICKED[n])] for n in range(4))]
    survey = load(save(rows, tmp_path / "one.csv"), FORM)
    assert (survey.sources[0].platform, survey.n) == ("surveymonkey", 4)


def msforms() -> list[list[object]]:
    header = ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time", "What is your gender?"]
    header += [
        "How old are you?",
        "Your monthly income",
        "Which products have you used?",
        "Have you ever been overdue?",
    ]
    rows: list[list[object]] = [[*header, *ROWS]]
    for n in range(4):
        used = [option for option, tick in zip(OPTIONS, USED[n], strict=True) if tick]
        used = ["borrowed from a friend" if option == "Other" else option for option in used]
        stamps = [f"9/{18 + n}/26 19:20:55", f"9/{18 + n}/26 19:22:58"]
        people = [
            GENDERS[GENDER[n] - 1],
            AGE[n],
            SCENES[INCOME[n] - 1],
            "".join(f"{option};" for option in used),
            late(n),
        ]
        rows.append([n + 1, *stamps, f"a{n}@example.org", "Ada", "", *people, *words(n)])
    return rows


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_microsoft_forms(tmp_path, suffix):
    survey = load(save(msforms(), tmp_path / f"f{suffix}"), FORM)
    check(survey)
    assert survey.sources[0].platform == "msforms"
    assert survey.items.index.tolist() == [1, 2, 3, 4]
    assert survey.meta["seconds"].tolist() == [123] * 4
    told = survey.respondents.to_csv() + survey.meta.to_csv() + "".join(map(str, survey.notes))
    assert not any(secret in told for secret in ("Ada", "example.org", "friend"))


def test_a_quiz_of_microsoft_forms(tmp_path):
    """Points and feedback stand beside every question; they are no answers."""
    header, *body = msforms()
    more = ["Total points", "Quiz feedback", "Points - How old are you?", "Feedback - How old are you?"]
    check(load(save([[*header, *more], *([*row, 4, "", 2, "Good"] for row in body)], tmp_path / "q.csv"), FORM))


def redcap(labels: bool = False) -> list[list[object]]:
    if labels:
        ticks = [f"Which products have you used? (choice={option})" for option in OPTIONS]
        header = ["Record ID", "Survey Identifier", "Survey Timestamp", "What is your gender?", "How old are you?"]
        header += ["Your monthly income", *ticks, "Have you ever been overdue?", *ROWS, "Complete?"]
    else:
        header = ["record_id", "redcap_survey_identifier", "acceptance_timestamp", "gender", "age", "income"]
        header += [*(f"used___{n}" for n in (1, 2, 3, 4)), "overdue", *(code.lower() for code in CODES)]
        header.append("acceptance_complete")
    rows: list[list[object]] = [header]
    for n in range(4):
        if labels:
            ticked: list[object] = ["Checked" if tick else "Unchecked" for tick in USED[n]]
            people: list[object] = [GENDERS[GENDER[n] - 1], AGE[n], SCENES[INCOME[n] - 1]]
            scores: list[object] = [*words(n)]
        else:
            ticked, people = [*USED[n]], [GENDER[n], AGE[n], INCOME[n]]
            scores = [score or "" for score in CLICKED[n]]
        stamp = f"2026-09-18 19:2{n}:00"
        rows.append([n + 1, "", stamp, *people, *ticked, late(n, not labels), *scores, "Complete" if labels else 2])
    return rows


@pytest.mark.parametrize("labels", [False, True])
def test_redcap(tmp_path, labels):
    survey = load(save(redcap(labels), tmp_path / "r.csv"), FORM)
    check(survey)
    assert survey.sources[0].platform == "redcap"
    assert survey.items.index.tolist() == [1, 2, 3, 4]
    assert str(survey.meta["submitted"].iloc[1]) == "2026-09-18 19:21:00"


def test_redcap_surveys_not_ended_are_told(tmp_path):
    rows = redcap()
    rows[2][2] = "[not completed]"
    survey = load(save(rows, tmp_path / "r.csv"), FORM)
    check(survey)
    assert any("one response was never submitted" in str(note) for note in survey.notes)
    assert not any("date" in str(note) for note in survey.notes)


def test_rows_of_several_events_are_not_several_responses(tmp_path):
    header, *body = redcap()
    names = ["record_id", "redcap_event_name", *header[1:]]
    rows = [[row[0], "first_arm_1", *row[1:]] for row in body] + [[row[0], "second_arm_1", *row[1:]] for row in body]
    file = save([names, *rows], tmp_path / "r.csv")
    with pytest.raises(DataError, match=r"8 rows of 4 responses.*keep: \{redcap_event_name: \[first_arm_1\]\}"):
        load(file, FORM)
    check(load(file, FORM, mapping={"keep": {"redcap_event_name": ["first_arm_1"]}}))
    once = save([names, *rows[:4]], tmp_path / "once.csv")
    check(load(once, FORM))


def kobo(labels: bool = False, options: str = "both") -> list[list[object]]:
    own = [
        "_id",
        "_uuid",
        "_submission_time",
        "_validation_status",
        "_notes",
        "_status",
        "_submitted_by",
        "__version__",
    ]
    own += ["_tags", "_index"]
    if labels:
        question, names = "Which products have you used?", OPTIONS
        people = ["What is your gender?", "How old are you?", "Your monthly income"]
        rows_, last = [f"How far do you agree?/{row}" for row in ROWS], "Have you ever been overdue?"
    else:
        question, names = "people/used", ["huabei", "baitiao", "other", "none"]
        people, rows_, last = ["people/gender", "people/age", "people/income"], [f"views/{c}" for c in CODES], "overdue"
    columns = [question] if options != "separate" else []
    columns += [f"{question}/{name}" for name in names] if options != "single" else []
    table: list[list[object]] = [["start", "end", "deviceid", *people, *columns, last, *rows_, *own]]
    for n in range(4):
        used = [name for name, tick in zip(names, USED[n], strict=True) if tick]
        ticks: list[object] = [" ".join(used)] if options != "separate" else []
        ticks += [*USED[n]] if options != "single" else []
        given: list[object] = (
            [GENDERS[GENDER[n] - 1], AGE[n], SCENES[INCOME[n] - 1]] if labels else [GENDER[n], AGE[n], INCOME[n]]
        )
        scores: list[object] = [*words(n)] if labels else [score or "" for score in CLICKED[n]]
        zone = "2026-09-18T19:20:00.000+08:00", f"2026-09-18T19:2{n + 1}:00.000+08:00"
        mine = [504238666 + n, f"fe833c3c-{n}", "2026-09-18T11:30:00", "", "", "submitted_via_web", "", "v1", "", n + 1]
        table.append([*zone, f"ee.example.org:{n}", *given, *ticks, late(n, not labels), *scores, *mine])
    return table


@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize("options", ["both", "separate", "single"])
def test_kobo(tmp_path, labels, options):
    survey = load(save(kobo(labels, options), tmp_path / "k.xlsx"), FORM)
    check(survey)
    assert survey.sources[0].platform == "kobo"
    assert survey.items.index[0] == 504238666
    assert survey.meta["seconds"].tolist() == [60, 120, 180, 240]
    assert "ee.example.org" not in survey.respondents.to_csv() + survey.meta.to_csv()


def test_kobo_responses_that_were_not_approved_are_told(tmp_path):
    rows = kobo()
    rows[1][-7] = "validation_status_not_approved"
    assert any("one response as not approved" in str(note) for note in load(save(rows, tmp_path / "k.csv"), FORM).notes)


def centiment(rows: int = 3) -> list[list[object]]:
    meta = ["Session ID", "Publish ID", "Collector", "Language", "Start Date (America/Denver)"]
    meta += ["End Date (America/Denver)", "Status", "Progress", "Duration (seconds)", "IP"]
    texts = ["Thank you for participating.", "What is your gender?", "How old are you?", "Your monthly income"]
    texts += [f"Which products have you used? | {option}" for option in OPTIONS] + ["Have you ever been overdue?"]
    texts += [f"Usefulness: how far do you agree? | {row}" for row in ROWS]
    kinds = ["statement", "single-select", "open-text", "single-select", *["multi-select"] * 4, "single-select"]
    kinds += ["matrix"] * 7
    numbers = [f"Q{n}" for n in range(1, len(texts) + 1)]
    head = [[""] * 10 + numbers, [""] * 10 + kinds, [*meta, *texts, "aid", "score"]]
    table: list[list[object]] = head[3 - rows :]
    for n in range(4):
        own = [f"287bb084-7b9e-4651-ae3d-{n}", "14760fe1", "Audience Panel", "English", "2025-11-17 17:13:58"]
        own += [
            "2025-11-17 17:17:21",
            "complete",
            100,
            SECONDS[n],
            f"192.0.2.{n}",
            "2025-11-18T00:14:11.448036368+00:00",
        ]
        scores = [score or "" for score in CLICKED[n]]
        table.append([*own, GENDER[n], AGE[n], INCOME[n], *USED[n], late(n, True), *scores, f"PS.{n}", ""])
    return table


@pytest.mark.parametrize("rows", [1, 3])
def test_centiment(tmp_path, rows):
    survey = load(save(centiment(rows), tmp_path / "c.csv"), FORM)
    check(survey)
    assert survey.sources[0].platform == "centiment"
    assert survey.meta["seconds"].tolist() == SECONDS
    assert survey.meta["row"].tolist() == [rows + 1 + n for n in range(4)]
    assert any("read in the scale's order" in str(note) for note in survey.notes)


def test_centiment_responses_not_ended_are_told(tmp_path):
    table = centiment()
    table[4][6] = "partial"
    assert any("one response is unfinished" in str(note) for note in load(save(table, tmp_path / "c.csv"), FORM).notes)


def test_every_platform_with_a_public_source_names_it():
    """docs/survey-files.md cites what the layout was read from."""
    text = (Path(__file__).parents[2] / "docs" / "survey-files.md").read_text(encoding="utf-8")
    for platform, source in SOURCES.items():
        assert f"| `{platform}`" in text
        assert source.partition(",")[0].removeprefix("github.com/") in text
