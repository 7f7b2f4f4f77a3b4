"""The credit-reference battery on simulated answers: shares, reference values, crosstabs, knowledge."""

from __future__ import annotations

import dataclasses

import pytest
from report import real
from report.drawn import texts
from report.reading import figure, has, headings, rows, section, table, text_of

from tamkit.questionnaire import Quantity
from tamkit.report.chapters import battery as chapter
from tamkit.report.chapters.respondents import PEOPLE, option
from tamkit.report.content import Content
from tamkit.report.tree import Document, Interval
from tamkit.report.words import Words

T = Words("en")


def test_without_a_battery_there_is_no_chapter(models: Content) -> None:
    assert chapter.build(models, Words("en")) is None


def test_shares_of_what_tells_not_who_people_are(battery: Content, battery_en: Document) -> None:
    """One question in one table: who people are and what has several answers stands in the chapter before."""
    shares = battery.findings.battery.shares
    people = {one.code for one in battery.questionnaire.variables if one.role in PEOPLE or one.kind == "multiple"}
    kept = shares[~shares["variable"].isin(people)]
    named = {battery.name(name, "en") for name in kept["variable"]}
    for other in ("respondents", "multiple_response"):
        assert not any(heading.startswith(f"{name} (") for heading in headings(battery_en, other) for name in named)
    assert 0 < len(kept) < len(shares)
    found = rows(battery_en, "battery_shares")
    assert [row["n"] for row in found] == kept["n"].tolist()
    assert [row["percent"] for row in found] == pytest.approx(kept["percent"].tolist())
    limits = zip(kept["wilson_lower"], kept["wilson_upper"], strict=True)
    assert [row["percent_ci"] for row in found] == [Interval(low, high) for low, high in limits]
    pairs = zip(kept["variable"], kept["option"], strict=True)
    assert [row["option"] for row in found] == [option(battery, name, code, "en") for name, code in pairs]
    said = headings(battery_en, "battery_shares")
    variables = list(dict.fromkeys(kept["variable"]))
    assert len(said) == len(variables)
    for heading, name in zip(said, variables, strict=True):
        base = kept.loc[kept["variable"] == name, "base"].iloc[0]
        assert battery.name(name, "en") in heading
        assert f"{base:.0f}" in heading


def test_without_shares_of_the_battery_there_is_no_table_of_them(battery: Content) -> None:
    shares = battery.findings.battery.shares
    demographic = {one.code for one in battery.questionnaire.variables if one.role == "demographic"}
    only = dataclasses.replace(battery.findings.battery, shares=shares[shares["variable"].isin(demographic)])
    made = chapter.build(real.but(battery, battery=only), Words("en"))
    assert not has(made, "battery_shares")
    assert "[[battery_shares]]" not in str(made)


def test_reference_values_with_their_tests(battery: Content, battery_en: Document) -> None:
    """A row a figure; where its count is known, a row a reading of it with the test of two samples."""
    held = battery.findings.battery
    found = rows(battery_en, "battery_references")
    said = {one.id: battery.text(one.statement, "en") for one in battery.questionnaire.reference_values}
    readings = held.published.groupby("id").size()
    names = [one for one in held.references["id"] for _ in range(readings.get(one, 1))]
    assert [row["figure"] for row in found] == [said[one] for one in names]
    assert len(found) > len(held.references)
    two = held.published.set_index(["id", "reading"])
    counts: dict[str, int] = {}
    for row, name in zip(found, names, strict=True):
        reading = counts[name] = counts.get(name, -1) + 1
        share = held.references.set_index("id").loc[name]
        assert (row["n"], row["base"], row["percent"]) == (share["n"], share["base"], share["percent"])
        known = (name, reading) in two.index
        tested = two.loc[(name, reading)] if known else share
        assert row["published"] == (f"{tested['published_n']:.0f}/{tested['published_base']:.0f}" if known else None)
        shown = (row["reference_value"], row["gap"], row["p"], row["p_holm"])
        assert shown == pytest.approx(tuple(tested[["reference", "difference", "pvalue", "p_holm"]]))
    assert table(battery_en, "battery_references").columns[4].digits == 2
    text = text_of(section(battery_en, "battery"))
    assert "a one-sample test takes it as exact" in text
    assert f"In {table(battery_en, 'battery_references').label} the words of one figure can be read" in text
    assert "each reading is compared. Where the count is known" in text


def statement_of(content: Content, code: str) -> str:
    (said,) = [content.text(one.statement, "en") for one in content.questionnaire.reference_values if one.id == code]
    return said


def test_the_table_names_the_source_of_each_figure_and_the_families(battery: Content, battery_en: Document) -> None:
    known = {battery.text(one.statement, "en"): one.source.get("en") for one in battery.questionnaire.reference_values}
    shown = table(battery_en, "battery_references")
    families, rough, sources = shown.notes
    assert rough.endswith(f"{statement_of(battery, 'never_applied_credit_card')}.")
    for row in rows(battery_en, "battery_references"):
        assert f"{row['figure_source']}, {known[row['figure']]}" in sources
    held = battery.findings.battery
    first, second = held.published.groupby("reading").size()
    assert f"a family each (of {first}, {second})" in families
    assert f"over {len(held.references)} one-sample tests" in families
    alone = dataclasses.replace(held, published=None)
    (note, *_) = table(chapter.build(real.but(battery, battery=alone), T), "battery_references").notes
    assert note == f"Holm's adjustment (Holm, 1979): over the {len(held.references)} one-sample tests."


def test_a_reference_value_unknown_to_the_questionnaire_keeps_its_id(battery: Content) -> None:
    odd = battery.findings.battery.references.assign(id="no_such")
    less = dataclasses.replace(battery.findings.battery, references=odd, published=None)
    made = chapter.build(real.but(battery, battery=less), Words("en"))
    assert "In battery_references where only the percentage is known" in text_of(made)
    assert "the count is known" not in text_of(made)
    assert {row["figure"] for row in rows(made, "battery_references")} == {"no_such"}


def test_crosstabs_with_association_and_trend(battery: Content, battery_en: Document) -> None:
    found = rows(battery_en, "battery_crosstabs")
    assert len(found) == len(battery.findings.battery.crosstabs) > 1
    for row, pair in zip(found, battery.findings.battery.crosstabs, strict=True):
        first, second = row["pair"].split(" × ")
        assert first.startswith(battery.name(pair.row.code, "en"))
        assert second.startswith(battery.name(pair.column.code, "en"))
        held = pair.association
        assert (row["answered"], row["missing"]) == (held.n, pair.missing)
        assert (row["chisq"], row["df"], row["p"]) == (held.chisq, held.df, held.pvalue)
        assert row["cramer_v_corrected"] == held.cramer_v_corrected
        assert row["cramer_v_ci"] == Interval(held.cramer_v_lower, held.cramer_v_upper)
        assert row["p_exact"] == (held.pvalue_resampled if held.pvalue_exact is None else held.pvalue_exact)
        if pair.trend is not None:
            assert row["trend_p"] == pair.trend.pvalue


def test_cells_with_the_percentages_of_their_rows(battery: Content, battery_en: Document) -> None:
    pairs = battery.findings.battery.crosstabs
    found = rows(battery_en, "battery_cells")
    assert [row["n"] for row in found] == [int(n) for pair in pairs for n in pair.table.to_numpy().ravel()]
    percents = [value for pair in pairs for value in pair.row_percent.to_numpy().ravel()]
    assert [row["row_percent"] for row in found] == pytest.approx([None if v != v else v for v in percents])
    assert len(headings(battery_en, "battery_cells")) == len(pairs)
    first = pairs[0]
    names = [option(battery, first.row.code, code, "en") for code in first.table.index]
    assert list(dict.fromkeys(row["row"] for row in found))[: len(names)] == names
    categories = {row["row"] for row in found} | {row["column"] for row in found}
    forgot = option(battery, "CR8", 1, "en")
    assert {"3 or more", forgot, f"not chosen: {forgot}"} <= categories
    seeds = {pair.association.seed for pair in pairs} - {None}
    assert [f"(seed {seed})" in text_of(section(battery_en, "battery")) for seed in seeds] == [True]


def test_quantities_are_called_by_their_variable_and_what_of_it(battery: Content) -> None:
    def said(**given: object) -> str:
        return chapter.quantity_name(battery, Words("en"), Quantity(**given))

    label = battery.questionnaire.variable("CR7").option(2).label.get("en")
    assert said(variable="CR7") == battery.name("CR7", "en")
    assert said(variable="CR7", options=(2,)) == f"{battery.name('CR7', 'en')} ({label})"
    assert said(count="CR2") == f"{battery.name('CR2', 'en')} (number chosen)"
    assert said(score="knowledge") == "Right answers to the questions of knowledge"


def test_knowledge_is_the_share_of_right_answers(battery: Content, battery_en: Document) -> None:
    knowledge = battery.findings.battery.knowledge
    found = rows(battery_en, "battery_knowledge")
    asked = [battery.text(battery.questionnaire.variable(code).text, "en") for code in knowledge["variable"]]
    assert [row["question"] for row in found] == asked
    assert [row["right"] for row in found] == knowledge["n"].tolist()
    assert [row["base"] for row in found] == knowledge["base"].tolist()
    assert [row["percent"] for row in found] == pytest.approx((100 * knowledge["n"] / knowledge["base"]).tolist())
    for row in found:
        assert row["percent_ci"].lower < row["percent"] < row["percent_ci"].upper


def test_figures_that_contradict_each_other_are_listed(battery: Content, battery_en: Document) -> None:
    checked = battery.findings.battery.consistency
    conflicts = checked.conflicts
    found = rows(battery_en, "battery_conflicts")
    assert len(found) == len(conflicts) > 0
    for key in chapter.CONFLICT:
        assert [row[f"conflict_{key}"] for row in found] == conflicts[key].tolist()
    said = text_of(section(battery_en, "battery"))
    assert f"Of {len(checked.figures) - 1} published percentages" in said  # two readings of the words of one
    odd = checked.figures.loc[~checked.figures["fits"].astype(bool), "id"]
    statements = {one.id: battery.text(one.statement, "en") for one in battery.questionnaire.reference_values}
    assert {"three_or_more_products", "more_than_three_products"} == set(odd)
    assert "1 shares no base with the others of its group: Use “3 or more” products at once (in each" in said
    assert not any(statements[one] in said.partition("shares no base")[2].partition("\n")[0] for one in odd)


def test_parts_that_were_not_found_are_left_out(battery: Content) -> None:
    less = dataclasses.replace(
        battery.findings.battery, knowledge=None, consistency=None, crosstabs=(), references=None
    )
    made = chapter.build(real.but(battery, battery=less), Words("en"))
    tables = ("battery_knowledge", "battery_cells", "battery_conflicts", "battery_crosstabs", "battery_references")
    assert not any(has(made, name) for name in tables)
    assert has(made, "battery_shares")


def test_what_is_explained_is_drawn_by_what_has_an_order(battery: Content, battery_en: Document) -> None:
    made = figure(battery_en, "mosaics")
    pairs = [pair for pair in battery.findings.battery.crosstabs if str(pair.column) == "CR7"]
    ordered = [pair for pair in pairs if pair.row.count is not None or str(pair.row) == "income"]
    assert 0 < len(ordered) < len(pairs)
    words = texts(made.picture)
    for pair in pairs:
        assert (chapter._pair(battery, T, pair) in words) == (pair in ordered)
        assert (chapter._pair(battery, T, pair) in made.caption) == (pair in ordered)
    share = max(float(pair.row_percent.max(axis=None)) for pair in ordered)
    assert f"{share:.0f}%" in words


def test_a_table_with_hidden_cells_is_not_drawn(battery: Content) -> None:
    hidden = []
    for pair in battery.findings.battery.crosstabs:
        table = pair.table.astype(float)
        table.iloc[0, 0] = float("nan")
        hidden.append(dataclasses.replace(pair, table=table))
    assert chapter._mosaics(battery, T, hidden) == []
    assert chapter._mosaics(battery, T, battery.findings.battery.crosstabs) != []
