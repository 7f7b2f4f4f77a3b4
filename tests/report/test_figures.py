from __future__ import annotations

import itertools

import fakes
import pytest

from tamkit.report import document, tree
from tamkit.report.figures import layers
from tamkit.report.figures.path_diagram import BOX_H, BOX_W, place

BASE = [(source, target) for _, source, target, *_ in fakes.PATHS]
FACETS = [(f, o) for f in ("FR", "PV", "PF", "PS") for o in ("ATT", "INT")]
MODELS = {
    "base": BASE,
    "one": [("A", "B")],
    "circle": [("A", "B"), ("B", "C"), ("C", "A"), ("A", "D")],
    "saturated": [*BASE, ("PEOU", "INT"), ("PEOU", "PR"), ("PR", "PU")],
    "facets": [*(e for e in BASE if "PR" not in e), *(("IT", f) for f in ("FR", "PV", "PF", "PS")), *FACETS],
    "star": [(f"X{i}", "Y") for i in range(9)],
}


@pytest.mark.parametrize("name", MODELS)
def test_no_arrow_runs_through_a_box_and_no_label_covers_anything(name):
    placed = place(MODELS[name])
    assert set(placed.curves) == set(MODELS[name])
    for curve in placed.curves.values():
        for x, y in placed.boxes.values():
            inside = (abs(curve[:, 0] - x) < BOX_W / 2 - 1e-6) & (abs(curve[:, 1] - y) < BOX_H / 2 - 1e-6)
            assert not inside.any()
    for (x, y), (u, v) in itertools.combinations(placed.boxes.values(), 2):
        assert abs(x - u) >= BOX_W or abs(y - v) >= BOX_H
    for (x, y), (u, v) in itertools.combinations(placed.labels.values(), 2):
        assert abs(x - u) > 0.55 or abs(y - v) > 0.18
    for (x, y), (u, v) in itertools.product(placed.labels.values(), placed.boxes.values()):
        assert abs(x - u) > (BOX_W + 0.55) / 2 or abs(y - v) > (BOX_H + 0.18) / 2
    width, height = placed.size
    for curve in placed.curves.values():
        assert 0 <= curve[:, 0].min() <= curve[:, 0].max() <= width
        assert 0 <= curve[:, 1].min() <= curve[:, 1].max() <= height


def test_arrows_point_to_later_columns():
    column = layers.columns(BASE)
    assert all(column[source] < column[target] for source, target in BASE)
    assert column["PEOU"] == 0
    assert column["INT"] == max(column.values())


def test_heights_keep_the_order():
    made = layers.layout(BASE, gap=1.0, lane=0.6)
    for part in made.order:
        assert all(made.y[a] < made.y[b] for a, b in itertools.pairwise(part))


def test_pictures_are_the_same_every_time_and_hold_no_missing_glyph(content, recwarn):
    first, second = document(content, "zh"), document(content, "zh")
    for one, other in zip(tree.figures(first), tree.figures(second), strict=True):
        if one.id in ("likert_2", "likert_3"):
            continue
        assert one.picture.svg() == other.picture.svg()
        assert one.picture.png() == other.picture.png()
        assert b"<text" not in one.picture.svg()
    assert not [warning for warning in recwarn if "missing" in str(warning.message)]


def test_the_font_holds_what_reports_write():
    import pylopdf_fonts_zh_cn
    from matplotlib.ft2font import FT2Font

    held = FT2Font(str(pylopdf_fonts_zh_cn.sans_path())).get_charmap()
    for char in "感知风险初始信任采纳意愿−→²αβχ≥≤—–’“”…%*":
        assert ord(char) in held, char


def test_a_drawing_uses_no_global_state(documents):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    next(f for f in tree.figures(documents["en"]) if f.id == "reliability_figure").picture.svg()
    assert dict(mpl.rcParams) == before


NAN = float("nan")


@pytest.mark.parametrize(
    "given",
    [
        [],
        [(0.8, 0.7, 0.85)],
        [(0.8, None, None), (0.2, NAN, NAN), (0.5, 0.55, 0.6)],  # a percentile interval may miss the estimate
    ],
)
def test_estimates_stand_where_they_were_given_with_the_ends_they_were_given(given):
    from matplotlib.figure import Figure

    from tamkit.report.figures.charts import estimates

    axes = Figure().add_subplot()
    estimates(axes, given, ["#000000"] * len(given))
    points = [tuple(at) for line in axes.lines if line.get_marker() == "o" for at in line.get_xydata().tolist()]
    assert sorted(at for at in points if at[0] == at[0]) == sorted((row[0], y) for y, row in enumerate(given))
    bars = [tuple(map(float, line.get_xdata())) for line in axes.lines if line.get_marker() != "o"]
    assert [bar for bar in bars if bar[0] == bar[0]] == [row[1:] for row in given if row[1] is not None and row[1] > 0]
