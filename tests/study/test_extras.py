"""What a study does beyond its main results, and what it says when it can't."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tamkit import survey
from tamkit.study import Results, Study

Make = Callable[..., Path]
DECLARED = """\
groups: [gender]
controls: [gender, occupation]
robustness: [ML, ULS, strict_screening]
models:"""


@pytest.fixture(scope="module")
def results(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A study that asks for everything, of 420 answers so that both genders have 100."""
    folder: Path = tmp_path_factory.mktemp("extras") / "study"
    shutil.copytree(original, folder)
    path = folder / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("models:", DECLARED), encoding="utf-8")
    (folder / "data" / "responses.csv").unlink()
    survey.simulate("huabei_baitiao_short", 420, 9, careless=0.08, path=folder / "data" / "responses.csv")
    return Study.load(folder).run()


def test_the_main_run_is_the_model_reported(results: Results) -> None:
    for name in ("sensitivity", "robustness"):
        frame = results.extras[name].query("run == 'main'").set_index(["source", "target"])
        assert len(frame) == 12
        for path in results.drivers.main.paths().itertuples():
            assert frame.loc[(path.rhs, path.lhs), "std"] == path.std_all


def test_sensitivity_has_three_samples(results: Results) -> None:
    sizes = results.extras["sensitivity"].groupby("run")["n"].first()
    assert sizes["all"] == 420
    assert sizes["main"] == results.clean.n
    assert sizes["strict"] < sizes["main"] < sizes["all"]


def test_robustness_has_every_run_declared(results: Results) -> None:
    frame = results.extras["robustness"]
    assert list(dict.fromkeys(frame["run"])) == ["main", "ML", "ULS", "strict_screening", "controls"]
    wide = frame.pivot_table(index=["source", "target"], columns="run", values="std")
    # ML and MLR have the same estimates; the others are near.
    assert (wide["ML"] - wide["main"]).abs().max() < 1e-6
    assert 0 < (wide["ULS"] - wide["main"]).abs().max() < 0.2
    assert (wide["controls"] - wide["main"]).abs().max() < 0.1


def test_groups_get_their_ladder(results: Results) -> None:
    ladder = results.extras["invariance"]["gender"]
    assert sum(ladder.n) == results.clean.n
    assert ladder.table["level"].tolist()[:2] == ["configural", "metric"]


def test_common_method_bias_is_checked(results: Results) -> None:
    assert 0 < results.extras["common_method"].harman.pca < 1


def test_nothing_of_it_failed_and_all_is_in_the_results(results: Results, tmp_path: Path) -> None:
    assert results.extra_warnings == ()
    stored = results.to_dict()["extras"]
    runs = {"sensitivity", "sensitivity_fits", "robustness", "robustness_runs", "robustness_remarks", "robustness_fits"}
    runs |= {"controls"}
    own = {"contributions", "importance", "prediction", "model_set", "group_mediation", "differences", "profiles"}
    own |= {"efa", "efa_confirmed", "missing", "second_engine"}
    assert set(stored) == {*runs, *own, "calibrated", "common_method", "competing", "invariance", "groups"}
    assert stored["invariance"]["gender"]["table"]
    html = (results.report(tmp_path / "out") / "report.en.html").read_text(encoding="utf-8")
    assert "Strict exclusion" in html
    assert "With controls" in html


def test_what_can_t_be_done_is_a_warning_not_a_failure(make: Make) -> None:
    folder = make(study=("models:", "groups: [occupation]\nmodels:"))
    found = Study.load(folder).run()
    assert any("groups: occupation" in text and "too small" in text for text in map(str, found.warnings))
    assert "groups" not in found.extras
