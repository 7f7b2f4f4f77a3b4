from __future__ import annotations

import pytest

from tamkit.report import document, tree


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
