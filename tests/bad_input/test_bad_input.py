"""Every malformed file gets its message (InputError, exit status 2) or its note; never a traceback."""

from __future__ import annotations

import re

import pytest
from bad_input.make import corpus
from bad_input.spoil import INJECTIONS, Case

from tamkit.errors import InputError
from tamkit.questionnaire import loads
from tamkit.survey import Survey, load, safe_cell


@pytest.fixture(scope="session")
def cases(tmp_path_factory) -> list[Case]:
    return corpus(tmp_path_factory.mktemp("bad_input"))


@pytest.fixture(scope="session")
def answers(cases) -> dict[str, Survey | InputError]:
    """Every case's answer, read once."""
    return {case.name: answer(case) for case in cases}


def answer(case: Case) -> Survey | InputError:
    """What a case is answered with; anything but a survey or an InputError fails the test by itself."""
    try:
        return load(list(case.paths), loads(case.questionnaire, "form.yaml"), **case.options)
    except InputError as error:
        return error


def test_the_corpus_is_large(cases):
    assert len(cases) >= 60
    assert len({case.name for case in cases}) == len(cases)


def test_every_case_gets_its_answer(cases, answers):
    wrong = []
    for case in cases:
        found = answers[case.name]
        if case.refused:
            fine = isinstance(found, InputError) and case.refused in str(found)
        else:
            fine = isinstance(found, Survey) and (
                not case.noted or any(case.noted in str(note) for note in found.notes)
            )
        if not fine:
            wrong.append(f"{case.name}: expected {case.refused or case.noted or 'a survey'!r}, found {found!r}")
    assert not wrong, "\n".join(wrong)


def test_messages_are_plain(cases, answers):
    """One or a few lines, the file named, no Python in them, exit status 2."""
    for case in cases:
        found = answers[case.name]
        if not isinstance(found, InputError):
            continue
        message = str(found)
        assert found.exit_status == 2
        assert found.__cause__ is None or found.__suppress_context__
        assert len(message) < 4000, case.name
        assert not re.search(r"Traceback|<class|object at 0x|\bNone\b", message), (case.name, message)
        if (
            case.paths
            and "mapping" not in case.name
            and "questionnaire" not in case.name
            and "unknown_" not in case.name
        ):
            assert any(path.name in message for path in case.paths) or case.name in ("folder", "path with NUL"), (
                case.name
            )


def test_nothing_is_written(cases):
    """Reading leaves no file behind, not even a lock or a temporary one."""
    folder = next(case.paths[0].parent for case in cases if case.name == "empty.csv")
    before = sorted(path.name for path in folder.iterdir())
    for case in cases[:40]:
        answer(case)
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize("name", sorted(INJECTIONS))
def test_injections_stay_words_and_are_disarmed_when_written(answers, name):
    survey = answers[f"injection_{name}.csv"]
    assert isinstance(survey, Survey)
    kept = survey.respondents["words"].iloc[0]
    assert kept.strip() == INJECTIONS[name].strip()
    assert not str(safe_cell(kept)).lstrip().startswith(("=", "+", "-", "@"))
    everything = "".join(frame.to_csv() for frame in (survey.items, survey.checks, survey.meta)) + repr(survey)
    assert INJECTIONS[name] not in everything


def test_good_values_survive_beside_bad_neighbours(answers):
    """The cases that go on give the same scores as the good table."""
    good = answers["two_boms.csv"]
    assert isinstance(good, Survey)
    for name in (
        "blank_lines.csv",
        "numbers_as_text.xlsx",
        "title_row.xlsx",
        "macros.xlsm",
        "external_link.xlsx",
        "csv_named.xlsx",
    ):
        other = answers[name]
        assert isinstance(other, Survey)
        assert (other.items.to_numpy() == good.items.to_numpy()).all(), name
