"""The catalogues as texts: what each language writes the way it is written, and that all of them say the same."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping

import pytest

from tamkit.messages.catalogue import Entry, catalogue
from tamkit.messages.wording import cases, placeholders
from tamkit.report.references import short

EN, ZH = catalogue("en"), catalogue("zh")
#: Packages some of whose sentences still wait for their Chinese.
KEYS = sorted(EN)
#: Nothing is a mark of its own: between two sentences Chinese has no blank.
EMPTY = {"report.gap"}

#: Chinese entries with a number straight before 个, 名, 条 or 份 that is never 0: what is said only where there is one
#: (items without a column, groups too small), what a model or a table can't be without (its items, its respondents), a
#: number that is allowed (at most 30 files).
NEVER_ZERO = """
cli.and_more_excluded cli.answers_valid cli.hypotheses_supported cli.item_missing cli.not_as_made cli.simulated
cli.source cli.verified_close cli.verified_identical
drivers.free_loadings drivers.left_out drivers.many_groups drivers.no_solution drivers.verdict
list.more
measurement.axes_heywood measurement.bartlett_few_rows measurement.cases_reused measurement.constant_in_group
measurement.constant_items measurement.constant_score measurement.correlations_shape measurement.factors_df
measurement.factors_range measurement.few_items measurement.many_categories measurement.many_groups
measurement.not_numbers measurement.other_cases measurement.shared_cases measurement.small_groups
questionnaire.count questionnaire.cut_points_unfit questionnaire.show_value
report.companions_warn report.comparison.direction report.effects.files report.fits_of report.groups_left_out
report.battery.consistency_text report.comparison.text report.competing.text report.items.text report.limit
report.items.mardia
report.efa.homes report.measurement.whole
report.measurement.convergent_text report.measurement.reliability_text report.respondents.text
report.robustness.engines report.sample.figure_alt report.sample.text report.summary.battery
report.structural.hypotheses_text report.structural.power_method
report.summary.hypotheses report.summary.measurement report.summary.sample
sem.fewer_rows_than_variables sem.many_ways sem.matrices_and_sizes_differ sem.no_such_threshold sem.not_one_a_group
sem.too_few_complete_rows sem.too_many_categories sem.too_many_parameters
drivers.answer.options_alike drivers.answer.verdicts drivers.answer.implication
drivers.answer.segment_own drivers.answer.segment_figure
study.groups_too_small study.items_without_answers study.left_out study.other_data_files study.results_of
study.too_few_for_halves study.too_few_rows study.would_stop
survey.alike_limited survey.answered_unasked survey.archive_of_tables survey.characters_lost
survey.counted_as_other survey.formulas survey.in_earlier_file survey.items_in_neither_file
survey.items_without_column survey.joined survey.marked_invalid survey.more_wrong_cells survey.never_submitted
survey.of_serials survey.options_absent survey.pairs survey.previews_left_out survey.ragged_rows
survey.screening_leaves_nobody survey.serials_stand_twice survey.several_rows_a_response
survey.shape survey.simulation survey.times_differ
survey.too_many_members survey.truth_cut_length survey.unfinished survey.valid_of_received
report.effects.mediation_note report.effects.mediation_text
report.efa.text report.efa.explained report.efa.variance_note report.efa.number report.efa.rule_gives
report.methods.rule report.methods.reason report.fit.indices report.items.complete
report.note.n report.fit.second_engine drivers.second_engine_size
report.methods.measures report.methods.missing report.methods.second_order
report.limits.missing
report.appendix.items_lead report.credit.carried report.credit.lead report.credit.pathway_text
report.page.battery report.page.pooled
drivers.answer.level_alike drivers.answer.segments_alike
report.groups.differences_note report.groups.lead_some report.invariance.freed_text report.invariance.means_text
report.invariance.reached report.invariance.who report.robustness.controls_text report.structural.text
report.comparison.tests_note report.comparison.fits_text
"""


def branches(spec: str) -> list[tuple[str, str]]:
    """The cases of an inline choice with their texts; none where the spec is Python's."""
    if not re.match(r"[^={}|]+=", spec):
        return []
    parts, depth = [""], 0
    for char in spec:
        depth += (char == "{") - (char == "}")
        parts += [""] if char == "|" and not depth else []
        parts[-1] += "" if char == "|" and not depth else char
    return [(case, text) for case, _, text in (part.partition("=") for part in parts)]


def spellings(entry: Entry) -> Iterator[str]:
    """Every way an entry can read, placeholders left in: each branch of each choice once, the others at their last."""
    if isinstance(entry, Mapping):
        for case, text in entry.items():
            if case != "choose":
                yield from spellings(text)
        return
    parsed = [(literal, field, branches(spec or "")) for literal, field, spec, _ in string.Formatter().parse(entry)]
    widest = max([1, *(len(chosen) for _, _, chosen in parsed)])
    for number in range(widest):
        made = ""
        for literal, field, chosen in parsed:
            made += literal
            if chosen:
                made += chosen[min(number, len(chosen) - 1)][1].replace("#", f"{{{field}}}")
            elif field is not None:
                made += f"{{{field}}}"
        yield made


def bare(text: str) -> str:
    """The text without values, code, references, and what it quotes as it is typed."""
    return re.sub(r"\{[^{}]*\}|`[^`]*`|\[\[[^\]]*\]\]|(?<=“)[^“”]*: ?[^“”]*(?=”)", "", text)


def whole(entry: Entry) -> str:
    return "\n".join(spellings(entry))


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_say_the_same(key: str) -> None:
    en, zh = EN[key], ZH[key]
    assert placeholders(en) == placeholders(zh)
    if not isinstance(en, str) and not isinstance(zh, str):
        assert en["choose"] == zh["choose"]
        assert {case for case in en if case != "else" and not case.isdigit()} <= set(
            zh
        )  # English says some codes as they are
    for mark in (r"\[\[.+?\]\]", r"`[^`]+`"):
        assert set(re.findall(mark, whole(en))) == set(re.findall(mark, whole(zh)))
    for text in [*spellings(en), *spellings(zh)]:
        assert text.count("**") % 2 == 0, text
    assert ("**" in whole(en)) == ("**" in whole(zh))
    assert key in EMPTY or (whole(en).strip() and whole(zh).strip())


def test_the_languages_have_the_same_keys() -> None:
    assert set(EN) == set(ZH)


def test_english_has_its_own_marks() -> None:
    """Straight quotes too: a Chinese font sets curly ones as wide as a character."""
    for key in set(KEYS) - {"questionnaire.quoted"}:  # a form to hand out is set in a font of its own
        text = whole(EN[key])
        assert not set(text) & set("\u2018\u2019\u201c\u201d"), key
        assert not re.search(r"[\u3000-\u303f\uff00-\uffef]", text), key  # a Chinese word may be quoted, not its marks
        assert "(s)" not in text, key


def test_chinese_has_full_width_marks_beside_its_characters() -> None:
    beside = re.compile(r"[\u4e00-\u9fff\u201d][,:;?!()]|[,:;?!()][\u4e00-\u9fff\u201c]")
    for key in KEYS:
        for text in spellings(ZH[key]):
            found = beside.search(bare(text))
            assert found is None, f"{key}: {found.group()!r} in {text}"
            assert not re.search(r"[\u4e00-\u9fff] [，。：；？）]", text), key


def test_no_count_is_said_as_0() -> None:
    """``0 个`` is no Chinese: a count that may be 0 chooses, the others are listed with their reason."""
    counted = re.compile(r"\{(\w+)\} ?[个名条份]")
    bad = set()
    for key in KEYS:
        choices = cases(ZH[key])
        for text in spellings(ZH[key]):
            bad |= {key for name in counted.findall(text) if "0" not in choices.get(name, set())}
    assert bad == {key for key in NEVER_ZERO.split() if key in KEYS}


@pytest.mark.parametrize(("n", "case"), [(0, "{n:0=没有题项|else=# 个题项}"), (2, "共 {n} 个")])
def test_the_search_for_counts_sees_choices(n: int, case: str) -> None:
    found = [name for text in spellings(case) for name in re.findall(r"\{(\w+)\} ?个", text)]
    assert found == ["n"]
    assert ("0" in cases(case).get("n", set())) == (n == 0)


def test_no_claim_of_causes_and_no_adjectives_for_numbers() -> None:
    for key in KEYS:
        zh, en = whole(ZH[key]), whole(EN[key]).lower()
        for word in ("导致", "(?<!不能)证明", "使得", "显著地", "非常好", "很高", "优秀", "极佳"):
            assert not re.search(word, zh), key
        for word in (" proves", " proven ", "causes ", "leads to", "excellent", "very high", "strongly support"):
            assert word not in en, key


def test_what_the_layout_needs_to_know_of_a_language() -> None:
    for entries in (EN, ZH):
        assert entries["language.script"] in ("han", "latin")
        assert entries["language.lower_within"] in ("yes", "no")
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", str(entries["language.tag"]))


def test_no_half_width_semicolon_in_chinese_text() -> None:
    """Works in brackets are set apart as Chinese sets them apart, in the catalogue as by `references.short`."""
    said = [(key, text) for key, entry in ZH.items() for text in spellings(entry)]
    assert [key for key, text in said if "; " in text] == []
    assert "；" in short(("hu1999", "bentler1990"), "zh")
    assert "; " in short(("hu1999", "bentler1990"), "en")
