"""Nothing beyond ±1 and nothing of an inadmissible solution is printed bare, wherever it stands."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from study import small as example

from tamkit.report import csvs, document, formats, marks, md, xlsx
from tamkit.report.content import Content
from tamkit.report.tree import Beside, Column, Document, Row, Section, Starred, Table, figures, tables
from tamkit.report.words import Words
from tamkit.sem.result import Fit
from tamkit.study import Results, Study

#: Tables of the answers, of the study, and of ratios that no fit gives: they are as good as the answers are.
NOT_OF_A_FIT = {
    *("sample_flow", "screening", "respondents", "respondents_numbers", "multiple", "constructs", "items"),
    *("item_reliability", "item_texts", "item_correlations", "stated", "versions", "hashes", "provenance", "htmt"),
    *(
        "htmt_intervals",
        "profiles",
        "method_checklist",
        "kmo",
        "efa",
        "efa_factors",
        "efa_loadings",
        "efa_variance",
        "jars",
        "ladders",
        "method_tests",
    ),
}


@pytest.fixture
def inadmissible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Fit, "admissible", property(lambda self: False))


def said(table: Table) -> str:
    cells = [
        formats.cell(cell, column) for row in table.rows for cell, column in zip(row.cells, table.columns, strict=False)
    ]
    return " ".join([table.caption, *(column.title for column in table.columns), *cells])


def bare(made: Document) -> set[str]:
    return {table.id for table in tables(made) if marks.INADMISSIBLE not in said(table)}


#: What an answer to a research question reads off a model.
OF_A_MODEL = ("_drivers", "_importance_performance")


def of_answers(table_id: str) -> bool:
    if table_id.startswith("answer_"):
        return not table_id.endswith(OF_A_MODEL)
    return table_id in NOT_OF_A_FIT or table_id.startswith(("battery", "respondent", "efa", "screening"))


@pytest.mark.usefixtures("inadmissible")
def test_every_table_of_an_inadmissible_fit_says_so(models: Content, ordered: Content) -> None:
    for content in (models, ordered):
        made = document(content, "en")
        unmarked = {one for one in bare(made) if not of_answers(one)}
        assert not unmarked
        for table in tables(made):
            assert (Words("en")("report.mark", mark="inadmissible") in table.notes) == (table.id not in bare(made))
        (diagram,) = (one for one in figures(made) if one.id == "path_diagram")
        assert marks.INADMISSIBLE in diagram.caption


def test_an_admissible_one_is_not_marked(ordered: Content) -> None:
    assert all(fit.admissible for _, _, fit in ordered.findings.fits())
    assert bare(document(ordered, "en")) == {table.id for table in tables(document(ordered, "en"))}


def test_whatever_is_standardized_stands_in_a_column_that_marks_it(models_en: Document, demo_en: Document) -> None:
    """A number with the p of another form of it in brackets is a β; so are those under these headings."""
    for table in (*tables(models_en), *tables(demo_en)):
        for column, *cells in zip(table.columns, *(row.cells for row in table.rows if not row.heading), strict=True):
            if any(isinstance(cell, Beside) for cell in cells) or column.key in (
                "std",
                "loading",
                "total",
                "importance",
            ):
                assert column.bounded, (table.id, column.key)


@pytest.fixture(scope="module")
def steep(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Two constructs that are nearly one: the paths of both are far beyond ±1."""
    folder = example.write(tmp_path_factory.mktemp("steep") / "study", 150, "bootstrap: 0\nrobustness: [ML]\n")
    rng = np.random.default_rng(3)
    it = rng.normal(size=150)
    pu = it + 0.4 * rng.normal(size=150)
    latents = {"PU": pu, "IT": it, "IN": 2.0 * pu - 1.2 * it + 0.2 * rng.normal(size=150)}
    answers = {
        f"{code}{item}": np.clip(np.round(3 + latent + 0.3 * rng.normal(size=150)), 1, 5).astype(int)
        for code, latent in latents.items()
        for item in (1, 2, 3)
    }
    frame = pd.DataFrame(answers).assign(gender="Male", age=30)
    frame.to_csv(folder / "responses.csv", index=False)
    return Study.load(folder).run()


def test_a_path_beyond_one_is_marked_wherever_it_is_printed(steep: Results) -> None:
    assert steep.drivers is not None
    content = steep.content
    for lang in ("en", "zh"):
        text = md.render(document(content, lang)).decode()
        wild = {
            formats.number(value) for value in steep.drivers.main.table.query("op == '~'")["std_all"] if abs(value) > 1
        }
        assert wild
        for number in wild:
            ends = re.findall(re.escape(number) + r"(?!\d)(?:\\?\*)*(.?)", text)
            assert ends
            assert set(ends) == {formats.BEYOND}, (number, ends)
        assert Words(lang)("report.mark", mark="beyond") in text
    assert any(one.message.key == "sem.path_above_one" for one in steep.drivers.main.warnings)
    assert "path beyond ±1" in " ".join(map(str, steep.warnings))


def table_of(value: float, bounded: bool = True) -> Table:
    return Table("t", "Paths", (Column("std", "β", "number", bounded=bounded),), (Row((value,)),))


@pytest.mark.parametrize(("value", "marked"), [(1.2, True), (-1.2, True), (1.0, False), (-1.0, False), (0.3, False)])
def test_beyond_means_beyond(value: float, marked: bool) -> None:
    section = Section("s", "S", (table_of(value), Section("deeper", "D", (table_of(value),))))
    told = marks.explained(section, Words("en"))
    assert isinstance(told.blocks[0], Table)
    assert (len(told.blocks[0].notes) == 1) is marked
    assert isinstance(told.blocks[1], Section)
    assert told.blocks[1].blocks == (told.blocks[0],)
    assert formats.cell(value, table_of(value).columns[0]).endswith(formats.BEYOND) is marked
    for one in (Starred(value, 0.001), Beside(value, 0.001)):
        assert (formats.BEYOND in formats.cell(one, table_of(value).columns[0])) is marked
    assert not formats.cell(value, table_of(value, bounded=False).columns[0]).endswith(formats.BEYOND)


def test_a_spreadsheet_keeps_the_number_and_marks_it_by_its_format() -> None:
    assert csvs.grid(table_of(1.2))[1] == [[1.2]]
    assert formats.BEYOND in xlsx._format(1.2, table_of(1.2).columns[0])
    assert xlsx._format(1.2, table_of(1.2, bounded=False).columns[0]) == "0.000"


def test_a_title_of_several_fits() -> None:
    class Good:
        admissible = True

    class Bad:
        admissible = False

    assert marks.of("a", Good(), None) == "a"
    assert marks.of("a", Good(), Bad()) == "a ‡"
    assert marks.of("a") == "a"
