from __future__ import annotations

import pytest

from tamkit import report
from tamkit.errors import InputError, OptionError
from tamkit.messages import Message
from tamkit.report import output


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_report_folder_holds_reports_tables_figures_and_models(models, tmp_path):
    made = report.write(models, tmp_path / "out", ["html", "md"], ["en"])
    found = names(made)
    assert {"report.en.html", "report.en.md", "tables/fit.csv", "models/cfa.lav", "models/tam.lav"} <= set(found)
    assert {"figures/path_diagram.en.svg", "figures/path_diagram.en.png"} <= set(found)
    assert not [name for name in found if name.endswith(".tikz")]
    assert names(tmp_path) == [f"out/{name}" for name in found]


def test_figures_are_written_as_tikz_where_latex_takes_them_in(models, tmp_path):
    found = names(report.write(models, tmp_path / "out", ["tex"], ["en"]))
    assert {"figures/path_diagram.en.tikz", "figures/path_diagram.en.png", "report.en.tex"} <= set(found)


def test_a_second_report_replaces_the_first_whole(battery, tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    (target / "old.txt").write_text("old")
    report.write(battery, target, ["md"], ["zh"])
    assert "old.txt" not in names(target)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_nothing_is_left_when_writing_fails(battery, tmp_path, monkeypatch):
    target = tmp_path / "out"
    target.mkdir()
    (target / "old.txt").write_text("old")

    def broken(document):
        raise RuntimeError("disk on fire")

    monkeypatch.setattr("tamkit.report.md.render", broken)
    with pytest.raises(RuntimeError):
        report.write(battery, target, ["html", "md"], ["zh"])
    assert names(tmp_path) == ["out/old.txt"]


@pytest.mark.parametrize(
    ("formats", "langs", "said"),
    [
        (["htlm"], ["zh"], "did you mean 'html'"),
        (["html"], ["zn"], "unknown language 'zn'"),
        ([], ["zh"], "at least one"),
        (["html"], [], "at least one"),
    ],
)
def test_unknown_formats_and_languages_are_refused_before_anything_is_written(battery, tmp_path, formats, langs, said):
    with pytest.raises(OptionError, match=said):
        report.write(battery, tmp_path / "out", formats, langs)
    assert not list(tmp_path.iterdir())


def test_a_file_in_the_way_is_an_input_error(battery, tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(InputError, match="is a file"):
        report.write(battery, tmp_path / "out", ["md"], ["zh"])
    assert (tmp_path / "out").read_text() == "mine"


def test_the_file_of_the_facts_is_named_as_markdown(battery, tmp_path):
    written = output.render_into(battery, tmp_path, ["facts"], ["zh"])
    assert written[0].name == "report.zh.facts.md"
    assert written[0].read_bytes().startswith(b"# ")


def test_render_into_uses_the_callers_folder(battery, tmp_path):
    said = []
    written = output.render_into(battery, tmp_path, ["md"], ["zh"], lambda *told: said.append(told))
    assert said == [(Message("report.writing", file="report.zh.md"), 0, 1)]
    assert all(path.is_file() for path in written)
