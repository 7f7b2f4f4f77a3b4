"""A whole study on real answers (n = 300, acceptance of AI in radiology), against R lavaan's numbers to three decimals.

The data are public and lie beside the repository, not in it (``../shared/data/mida``). The tests that need them skip
only where that folder is absent.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tamkit.cli import main
from tamkit.measurement import composite
from tamkit.questionnaire import load
from tamkit.study import Results, Study

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data" / "mida"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public data folder ../shared/data/mida is absent")
# What ../shared/data/README.md gives of R lavaan 0.6-14, ML, on the authors' model.
FIT = {"chisq": 915.994, "cfi": 0.909, "tli": 0.896, "rmsea": 0.073, "srmr": 0.083, "gfi": 0.824}
INTENTION = {"PerfExp": 0.253, "FacCond": 0.311, "Security": 0.226, "Guidance": 0.295}
HALF = 0.0005  # three decimals


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report, written by the command."""
    out: Path = tmp_path_factory.mktemp("mida") / "report"
    assert main(["report", str(HERE), "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def results() -> Results:
    return Study.load(HERE).run()


def statements(syntax: str) -> set[str]:
    return {" ".join(line.split()) for line in syntax.splitlines() if line.strip()}


@needs_data
def test_the_questionnaire_s_model_is_the_authors() -> None:
    assert statements(load(HERE / "questionnaire.yaml").syntax("full")) == statements(
        (DATA / "model.lav").read_text(encoding="utf-8")
    )


@needs_data
def test_fit_of_the_authors_model(results: Results) -> None:
    fit = results.drivers.main
    assert fit.n == (300,)
    assert fit.fit["df"] == 354
    for name, expected in FIT.items():
        assert abs(fit.fit[name] - expected) <= HALF, name
    assert abs(fit.r2["IntUse"] - 0.712) <= HALF


@needs_data
def test_paths_to_intention(results: Results) -> None:
    table = results.drivers.hypotheses.query("target == 'IntUse'").set_index("source")
    assert set(table.index) == set(INTENTION)
    for source, expected in INTENTION.items():
        assert abs(table.loc[source, "std"] - expected) <= HALF
    assert (table["verdict"] == "supported").all()


@needs_data
def test_convergent_validity_of_the_authors_model(results: Results) -> None:
    # semTools takes AVE and CR from the structural model's loadings, raw ones for CR (its omega).
    estimates = composite.estimates(results.drivers.main)
    blocks = {block.code: block for block in results.measurement.blocks}
    assert abs(composite.first_order_measures(estimates, blocks["Trust"])["ave"] - 0.706) <= HALF
    assert abs(composite.first_order_measures(estimates, blocks["Risk"])["omega"] - 0.842) <= HALF


@needs_data
def test_the_sample_is_whole_and_its_repeats_are_flagged(results: Results) -> None:
    assert results.clean.received == results.clean.n == 300
    assert not results.simulated
    # 19 rows repeat another row on all items of the file; flagged for review, not dropped.
    assert results.clean.flags["flag_duplicates"].sum() > 0


@needs_data
def test_the_report_is_whole(folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for lang in ("zh", "en"):
        assert {f"report.{lang}.html", f"report.{lang}.docx"} <= names
    assert {"results.json", "manifest.json", "screening.csv", "models/full.lav", "models/cfa.lav"} <= names
    stored: dict[str, Any] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert abs(stored["drivers"]["fits"]["full"]["fit"]["chisq"] - FIT["chisq"]) <= HALF
    assert stored["simulated"] is False
    html = (folder / "report.en.html").read_text(encoding="utf-8")
    assert "915.994" in html
    assert "imulated data" not in html


@needs_data
def test_the_same_bytes_again(folder: Path, results: Results) -> None:
    from tamkit.report.plain import dumps

    assert (folder / "results.json").read_text(encoding="utf-8") == dumps(results.to_dict())
