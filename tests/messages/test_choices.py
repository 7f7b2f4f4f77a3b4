"""Plural, zero and dual forms, and words chosen by a code, belong to the catalogue."""

from __future__ import annotations

import pytest

from tamkit.messages.wording import cases, chosen, filled, placeholders

COUNTED = "{n:0=no pairs|1=one pair|2=both pairs|else=# pairs} of {all}"
NAMED = {"choose": "what", "facet": "a facet of {of}", "item": "an item of {of}"}


@pytest.mark.parametrize(("n", "said"), [(0, "no pairs"), (1, "one pair"), (2, "both pairs"), (12, "12 pairs")])
def test_a_count_chooses_its_form(n: int, said: str) -> None:
    values = {"n": n, "all": 20}
    assert filled(chosen(COUNTED, values), values, "en") == f"{said} of 20"


def test_an_entry_of_cases() -> None:
    values = {"what": "facet", "of": "PR"}
    assert filled(chosen(NAMED, values), values, "en") == "a facet of PR"
    assert filled(chosen(NAMED, {"what": "other", "of": "PR"}), {"what": "other", "of": "PR"}, "en") == "other"


@pytest.mark.parametrize(("value", "said"), [(True, "yes"), (False, "no"), (None, "-"), ("x", "x!")])
def test_truth_and_nothing_are_cases(value: object, said: str) -> None:
    text = "{v:true=yes|false=no|none=-|else=#!}"
    assert filled(chosen(text, {"v": value}), {"v": value}, "en") == said


def test_a_case_may_hold_placeholders_and_choices() -> None:
    text = "{near:none=.|else=; did you mean {near!r}?} {n:1=one|else=# of {all}}"
    values = {"near": "PU", "n": 3, "all": 4}
    assert filled(chosen(text, values), values, "en") == "; did you mean 'PU'? 3 of 4"
    assert placeholders(text) == {"near", "n", "all"}


def test_braces_and_formats_stay() -> None:
    values = {"x": 0.25, "n": 1234}
    assert filled(chosen("{{a}} {x:.0%} {n:,}", values), values, "en") == "{a} 25% 1,234"
    assert filled(chosen("{{a}} {x:.0%} {n:1=one|else=#}", values), values, "en") == "{a} 25% 1234"


def test_what_an_entry_tells_apart() -> None:
    assert cases(COUNTED) == {"n": {"0", "1", "2"}}
    assert cases(NAMED) == {"what": {"facet", "item"}}
    assert placeholders(NAMED) == {"what", "of"}


def test_a_value_is_never_read_for_choices_or_braces() -> None:
    values = {"word": "{n:0=a|else=b}"}
    assert filled(chosen("found {word}", values), values, "en") == "found {n:0=a|else=b}"


def test_the_number_sign_belongs_to_the_choice_it_stands_in() -> None:
    text = "{judged:true=# {missed:none=all|else=without #}|else=no}"
    values = {"judged": True, "missed": ("TLI", "SRMR")}
    assert filled(chosen(text, values), values, "en") == "True without TLI, SRMR"


def test_an_entry_of_cases_with_a_text_for_all_others() -> None:
    entry = {"choose": "n", "0": "none", "none": "not counted", "else": "{n} of {all}"}
    said = [filled(chosen(entry, {"n": n, "all": 9}), {"n": n, "all": 9}, "en") for n in (0, 1, None)]
    assert said == ["none", "1 of 9", "not counted"]


def test_a_case_ends_at_its_first_equals_sign() -> None:
    text = "{n:1=r = 1|else=r = #, p = .5}"
    assert [filled(chosen(text, {"n": n}), {"n": n}, "en") for n in (1, 2)] == ["r = 1", "r = 2, p = .5"]
    assert cases(text) == {"n": {"1"}}


def test_placeholders_in_several_cases_part_no_case() -> None:
    text = "{n:1={a}|2={a} and {b}|else={n:3=three|else=many}}"
    values = {"a": "x", "b": "y"}
    found = [filled(chosen(text, {**values, "n": n}), {**values, "n": n}, "en") for n in (1, 2, 3, 4)]
    assert found == ["x", "x and y", "three", "many"]
    assert cases(text) == {"n": {"1", "2"}}
