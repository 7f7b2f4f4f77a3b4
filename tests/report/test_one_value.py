"""One value per model and measure in a whole report, and one method a row.

Every fit measure that a table prints, and every number of ``results.json``, is collected by the model it is of: the
same model may have one version of a measure, with one value, wherever it stands. A path has one p. Where a row carries
an interval and a p, the interval excludes 0 exactly where p is below .05. Reports are made here; of the golden studies
(MLR, WLSMV, incomplete data, groups, each with a bootstrap) the committed results are read.

At 0.1.0 the demo (MLR) printed χ² 383.816 and 383.926 of one measurement model, and .045 and .043 as p of one path.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from report.reading import table
from report.real import GOLDEN

from tamkit.report import formats
from tamkit.report.build import model_title
from tamkit.report.content import Content
from tamkit.report.tree import Below, Beside, Column, Document, Interval, Paragraph, Starred, Table, blocks_of, tables
from tamkit.report.words import Words

T = Words("en")
STUDIES = ("models", "ordered", "demo")
VERSIONS = ("_robust", "_scaled")
MEASURES = ("chisq", "pvalue", "cfi", "tli", "rmsea", "srmr")
ALPHA = 0.05


@pytest.fixture(params=STUDIES)
def study(request: pytest.FixtureRequest) -> tuple[Content, Document]:
    return request.getfixturevalue(request.param), request.getfixturevalue(f"{request.param}_en")


# -- fit measures --------------------------------------------------------------------------------------------------


def identity(fit: Any) -> tuple[Any, ...]:
    """The same model on the same answers by the same estimator, whatever stage fitted it."""
    return fit.estimator, tuple(fit.n), fit.fit["df"], fit.npar, round(fit.fit["chisq"], 2)


def split(key: str) -> tuple[str, str]:
    version = next((one for one in VERSIONS if key.endswith(one)), "")
    return key.removesuffix(version), version.removeprefix("_")


def plain(cell: Any) -> float | None:
    if isinstance(cell, Below):
        return cell.value
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def printed(content: Content, made: Document) -> Iterator[tuple[str, Any, str, str, float]]:
    """Table, fit, measure, version and value of every fit measure in a table of models."""
    titles = {model_title(content, T, name): fit for name, fit in content.drivers.fits.items()}
    found = content.findings
    runs = found.robustness.fits if found.robustness is not None else {}
    competing = found.competing.fits if found.competing is not None else {}
    method = found.common_method.fits if found.common_method is not None else {}
    of = {
        "comparison": titles,
        "robustness_fit": {T("report.run", run=name): fit for name, fit in runs.items()},
        "competing": {T("report.competing.model", model=name): fit for name, fit in competing.items()},
        "method_one_factor": {T("report.method.model", model=name): fit for name, fit in method.items()},
    }
    for shown in tables(made):
        if shown.id not in of:
            continue
        for row in shown.rows:
            fit = of[shown.id][str(row.cells[0])]
            own = next((c for c, column in zip(row.cells, shown.columns, strict=True) if column.key == "version"), None)
            for cell, column in zip(row.cells, shown.columns, strict=True):
                measure, version = split(column.key)
                value = plain(cell)
                if measure in MEASURES and value is not None:
                    yield shown.id, fit, measure, version or told(own, measure), value
    yield from in_the_table_of_fit(content, table(made, "fit"))


def told(own: Any, measure: str) -> str:
    """The version that a row tells of itself, where runs of several estimators share a heading."""
    if own == T("report.fit.version", version="robust"):
        return {"chisq": "scaled", "pvalue": "scaled", "srmr": ""}.get(measure, "robust")
    return "scaled" if own == T("report.fit.version", version="scaled") and measure != "srmr" else ""


def in_the_table_of_fit(content: Content, shown: Table) -> Iterator[tuple[str, Any, str, str, float]]:
    names = {"χ²": "chisq", "p": "pvalue", "CFI": "cfi", "TLI": "tli", "RMSEA": "rmsea", "SRMR": "srmr"}
    at = {column.key: place for place, column in enumerate(shown.columns)}
    for row in shown.rows:
        symbol, _, version = str(row.cells[0]).partition(" (")
        if symbol not in names:
            continue
        for key, fit in (("measurement", content.measurement.cfa), ("structural", content.drivers.main)):
            cell = row.cells[at[key]]
            value = plain(cell)
            if value is None and isinstance(cell, str) and not cell.startswith(("<", ">", "—")):
                value = float(cell)
            if value is not None:
                yield "fit", fit, names[symbol], version.removesuffix(")"), value


def test_a_model_has_one_version_and_one_value_of_a_measure(study: tuple[Content, Document]) -> None:
    content, made = study
    seen: dict[tuple[Any, ...], list[tuple[str, str, float]]] = defaultdict(list)
    for place, fit, measure, version, value in printed(content, made):
        seen[(*identity(fit), measure)].append((place, version, value))
    several = [places for places in seen.values() if len({place for place, _, _ in places}) > 1]
    assert len(several) >= len(MEASURES) - 1  # the search finds models that stand in more than one table
    for key, places in seen.items():
        assert len({version for _, version, _ in places}) == 1, (key, places)
        values = [value for _, _, value in places]
        assert max(values) - min(values) <= 0.0006, (key, places)


def test_a_heading_says_the_version_that_stands_below_it(study: tuple[Content, Document]) -> None:
    content, made = study
    for place, fit, measure, version, value in printed(content, made):
        stored = fit.fit[f"{measure}_{version}" if version else measure]
        assert value == pytest.approx(stored, abs=0.0006), (place, measure, version)
    robust = any(name.endswith("_scaled") for name in content.drivers.main.fit)
    assert robust == any(version for place, _, _, version, _ in printed(content, made) if place == "comparison")


def test_the_plain_p_of_weighted_least_squares_is_printed_nowhere(ordered: Content, ordered_en: Document) -> None:
    """It has no χ² distribution: p > .999 beside .543 at 0.1.0."""
    assert "pvalue" not in ordered.drivers.main.fit
    for _, _, measure, version, _ in printed(ordered, ordered_en):
        assert version == "scaled" or measure == "srmr"
    told = ordered.findings.to_dict()
    for row in told["drivers"]["comparison"]:
        assert row["pvalue"] is None
        assert row["pvalue_scaled"] is not None


# -- paths ---------------------------------------------------------------------------------------------------------


def rows_of(node: Any) -> Iterator[dict[str, Any]]:
    """Every row of a plain tree, however deep."""
    if isinstance(node, dict):
        yield node
        for part in node.values():
            yield from rows_of(part)
    elif isinstance(node, list):
        for part in node:
            yield from rows_of(part)


def pvalues(told: dict[str, Any]) -> Iterator[tuple[tuple[str, str], str, float]]:
    """Path, where it stands, and p, of every path of the main model in ``results.json``."""
    drivers = told["drivers"]
    for row in drivers["fits"][drivers["main"]]["parameters"]:
        if row["op"] == "~":
            yield (row["rhs"], row["lhs"]), "fits", row["pvalue"]
    for row in drivers["hypotheses"]:
        if row["pvalue"] is not None:
            yield (row["source"], row["target"]), "hypotheses", row["pvalue"]
    for row in drivers["effects"]:
        if row["direct_b_pvalue"] is not None:
            yield (row["source"], row["outcome"]), "effects", row["direct_b_pvalue"]
        if row["total_b_pvalue"] is not None and row["indirect_b_pvalue"] is None:
            yield (row["source"], row["outcome"]), "totals", row["total_b_pvalue"]
    for name in ("sensitivity", "robustness"):
        for row in told["extras"].get(name, []):
            if row["run"] == "main":
                yield (row["source"], row["target"]), name, row["pvalue"]


def one_p_each(told: dict[str, Any]) -> dict[tuple[str, str], dict[str, float]]:
    seen: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for path, place, p in pvalues(told):
        assert seen[path].setdefault(place, p) == p
    for path, places in seen.items():
        assert max(places.values()) == pytest.approx(min(places.values()), rel=1e-5, abs=1e-12), (path, places)
    assert max(map(len, seen.values())) >= 3
    return seen


def test_a_path_has_one_p(study: tuple[Content, Document]) -> None:
    content, made = study
    seen = one_p_each(content.findings.to_dict())
    by_name = {f"{content.name(a, 'en')} → {content.name(b, 'en')}": places["fits"] for (a, b), places in seen.items()}
    for row in content.drivers.hypotheses.to_dict("records"):
        by_name[row["hypothesis"]] = seen[row["source"], row["target"]]["fits"]
    for shown, name in ((table(made, "paths"), "path"), (table(made, "hypotheses"), "hypothesis")):
        at = {column.key: place for place, column in enumerate(shown.columns)}
        for row in shown.rows:
            assert plain(row.cells[at["p"]]) == pytest.approx(by_name[str(row.cells[at[name]])], rel=1e-6, abs=1e-12)


def test_one_way_has_one_test(study: tuple[Content, Document]) -> None:
    """A specific indirect effect among the definitions of the model and in the table of mediation."""
    content, _ = study
    ways = {row["path"]: row for row in content.drivers.mediation.to_dict("records")}
    table = content.drivers.main.table
    labels = {row["label"]: (row["rhs"], row["lhs"]) for row in table.to_dict("records") if row["op"] == "~"}
    checked = 0
    for row in table[table["op"] == ":="].to_dict("records"):
        factors = [labels.get(part) for part in row["rhs"].split("*")]
        if None in factors or len(factors) < 2:
            continue
        chain = sorted(factors, key=lambda pair: sum(pair[0] == other[1] for other in factors))
        way = chain[0]
        while (onward := next((pair for pair in factors if pair[0] == way[-1]), None)) is not None:
            way = (*way, onward[1])
        found = ways.get(" -> ".join(way))
        if found is None:
            continue
        checked += 1
        for name in ("est", "se", "pvalue", "ci_lower", "ci_upper"):
            assert found[name] == pytest.approx(row[name], rel=1e-5, abs=1e-10), (row["lhs"], name)
        assert found["std"] == pytest.approx(row["std_all"], rel=1e-6)
    assert checked >= 3


# -- one method a row ----------------------------------------------------------------------------------------------


def decided(node: Any) -> Iterator[tuple[dict[str, Any], str, float, float, float]]:
    """Every pair of an interval and a p of one estimate, by their names: ``x_ci_lower``, ``x_ci_upper``, ``x_pvalue``.

    That of RMSEA tests .05, not 0.
    """
    for row in rows_of(node):
        for key in row:
            if not key.endswith("pvalue") or key == "rmsea_pvalue":
                continue
            stem = key.removesuffix("pvalue")
            parts = row.get(f"{stem}ci_lower"), row.get(f"{stem}ci_upper"), row[key]
            if all(isinstance(part, float) for part in parts):
                yield row, stem, *parts


def test_an_interval_excludes_zero_where_its_p_is_below_alpha(study: tuple[Content, Document]) -> None:
    content, _ = study
    excludes(content.findings.to_dict())


def excludes(told: Any, least: int = 100) -> None:
    pairs = list(decided(told))
    assert len(pairs) >= least
    for row, stem, low, high, p in pairs:
        assert (low > 0 or high < 0) == (p < ALPHA), (stem, row)


def test_in_a_table_stars_p_and_interval_are_of_one_number(study: tuple[Content, Document]) -> None:
    """Stars stand at a number that p tests, never at β beside B; a cell of B's interval agrees with p."""
    _, made = study
    checked = 0
    for shown in tables(made):
        at = {column.key: place for place, column in enumerate(shown.columns)}
        for row in shown.rows:
            if row.heading:
                continue
            for cell, column in zip(row.cells, shown.columns, strict=True):
                assert not (isinstance(cell, Starred) and beta(column)), (shown.id, column.key)
            if {"p", "b_ci"} <= at.keys():
                cell, p = row.cells[at["b_ci"]], plain(row.cells[at["p"]])
                if isinstance(cell, Interval) and p is not None:
                    checked += 1
                    assert (cell.lower > 0 or cell.upper < 0) == (p < ALPHA), (shown.id, row)
    assert checked > 20


def beta(column: Column) -> bool:
    """Whether a column holds the β of a path or an effect."""
    return column.key in ("std", "direct", "indirect", "total")


def test_side_by_side_beta_has_the_p_of_b_in_brackets(study: tuple[Content, Document]) -> None:
    _, made = study
    for shown in tables(made):
        if shown.id in ("sensitivity", "robustness") or shown.id.startswith("groups_"):
            cells = [cell for row in shown.rows for cell in row.cells[1:]]
            assert not any(isinstance(cell, Starred) for cell in cells)
            if any(isinstance(cell, Beside) for cell in cells):
                assert T("report.note.beside") in shown.notes


def test_a_p_that_draws_cannot_resolve_is_said_to_be_below_it(study: tuple[Content, Document]) -> None:
    content, made = study
    boot = content.drivers.main.bootstrap
    cells = [cell for shown in tables(made) for row in shown.rows for cell in row.cells if isinstance(cell, Below)]
    if boot is None:
        assert not cells
        return
    for shown in tables(made):
        at = {column.key: place for place, column in enumerate(shown.columns)}
        if shown.id not in ("mediation", "defined"):
            continue
        for row in (row for row in shown.rows if not row.heading):
            p = row.cells[at["p"]]
            if isinstance(p, float) and not math.isnan(p) and shown.id == "mediation" and "z" not in at:
                assert p >= boot.resolution, row
    assert any(cell.resolution == boot.resolution for cell in cells)


def test_holm_out_of_reach_of_the_draws_is_said(models: Content, models_en: Document, demo_en: Document) -> None:
    """Forty draws cannot bring the smallest of 16 adjusted p below .05; 0.1.0 printed .585."""
    said = T("report.effects.unreachable", draws=models.drivers.main.bootstrap.converged)
    for made, wanted in ((models_en, True), (demo_en, False)):
        shown = table(made, "mediation")
        at = {column.key: place for place, column in enumerate(shown.columns)}
        cells = [row.cells[at["p_holm"]] for row in shown.rows if not row.heading]
        assert (said in cells) is wanted
        assert any("640" in note for note in shown.notes) is wanted


# -- the golden studies, as they are committed ---------------------------------------------------------------------


def same_models(told: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The measures of one model, from every part of ``results.json`` that has them."""
    drivers, extras = told["drivers"], told["extras"]
    main = drivers["main"]
    runs = [row for row in extras.get("robustness_runs") or [] if row["run"] == "main"]
    listed = [row for row in drivers["comparison"] if row["model"] == main]
    yield main, [drivers["fits"][main]["fit"], *listed, *runs]
    method = {row["model"]: row for row in (extras.get("common_method") or {}).get("one_factor", [])}
    competing = {row["model"]: row for row in (extras.get("competing") or {}).get("table", [])}
    measured = told["measurement"]["cfa"]["fit"]
    yield "measurement", [measured, *(method[name] for name in ("measurement",) if name in method)]
    yield "measurement, among competing ones", [measured, *(row for row in competing.values() if alike(row, measured))]
    yield "one factor", [rows["one_factor"] for rows in (method, competing) if "one_factor" in rows]


def alike(row: dict[str, Any], other: dict[str, Any]) -> bool:
    return row["df"] == other["df"] and row["npar"] == other["npar"]


@pytest.mark.parametrize("name", ["mlr", "mida", "wlsmv", "fiml", "groups"])
def test_the_golden_results_have_one_value_each(name: str) -> None:
    told = json.loads((GOLDEN / name / "results.json").read_text(encoding="utf-8"))
    one_p_each(told)
    excludes(told)
    compared = 0
    for model, rows in same_models(told):
        for row in rows[1:]:
            for key in rows[0].keys() & row.keys():
                if split(key)[0] in (*MEASURES, "df", "aic", "bic") and None not in (rows[0][key], row[key]):
                    compared += 1
                    assert row[key] == pytest.approx(rows[0][key], rel=1e-6), (model, key)
    assert compared >= 10


# -- numbers in sentences ------------------------------------------------------------------------------------------

_DECIMAL = re.compile(r"(?<![\w.])−?\d*\.\d+(?![\w.])")


def test_a_number_of_a_sentence_is_that_of_a_table_or_stands_nowhere_else(study: tuple[Content, Document]) -> None:
    """A number that a table holds is written in a sentence as it is there; what no table holds is said in one section,
    so that no number is formatted twice."""
    _, made = study
    held: set[str] = set()
    for one in tables(made):
        for row in one.rows:
            for cell, column in zip(row.cells, one.columns, strict=False):
                held |= set(_DECIMAL.findall(formats.cell(cell, column)))
        held |= {number for note in one.notes for number in _DECIMAL.findall(note)}
    said = defaultdict(set)
    for section in made.sections[1:]:
        for block in blocks_of(section):
            if isinstance(block, Paragraph):
                for number in set(_DECIMAL.findall(block.text)) - held - CONVENTIONS:
                    said[number].add(section.id)
    assert {number: places for number, places in said.items() if len(places) > 1} == {}


#: Levels and cut-offs that are said wherever they are used.
CONVENTIONS = {".05", "0.05", "0.10", "0.08", "0.90", "0.95", "0.70", "0.60", "0.50", "0.85", "0.40", ".10", ".90"}
