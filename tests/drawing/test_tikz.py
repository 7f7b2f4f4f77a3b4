"""A scene as TikZ: balanced, every element of it drawn, no words wider than their room."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tamkit.drawing.scene import PAD, Ellipse, Line, Rect, Scene, Shape, Words, arrow
from tamkit.drawing.text import DROP, LEADING, measure
from tamkit.drawing.tikz import tikz


def drawn(*shapes: Shape) -> list[str]:
    """What is drawn, a line an element."""
    made = tikz(Scene((2.0, 1.0), shapes)).decode().splitlines()
    return [line for line in made if line.startswith((r"\path", r"\node"))]


def test_a_file_says_what_it_wants_and_has_the_size_of_its_page() -> None:
    made = tikz(Scene((2.0, 1.0), ())).decode()
    first, second, *rest = made.splitlines()
    assert r"\usepackage{tikz}" in first
    assert second.startswith(r"\providecommand\tamkitfit[2]")
    assert rest[0].startswith(r"\begin{tikzpicture}[x=1bp,y=-1bp")
    assert rest[1] == r"\useasboundingbox (0,0) rectangle (144,72);"
    assert made.endswith("\\end{tikzpicture}%\n")  # no blank behind the picture


@pytest.mark.parametrize(
    ("shape", "line"),
    [
        (Rect(0.5, 0.25, 1, 0.5, "#ffffff", "#1f2933", 1.5, 0.125),
         r"\path[fill=tamkitffffff,draw=tamkit1f2933,line width=1.5bp,rounded corners=9bp]"
         r" (36,18) rectangle (108,54);"),
        (Ellipse(1, 0.5, 0.5, 0.25, "#eef3f7"),
         r"\path[fill=tamkiteef3f7] (72,36) ellipse[x radius=36bp,y radius=18bp];"),
        (Ellipse(1, 0.5, 0.05, 0.05, "#2166ac", opacity=0.5),
         r"\path[fill=tamkit2166ac,opacity=0.5] (72,36) ellipse[x radius=3.6bp,y radius=3.6bp];"),
        (Line(((0, 0), (1, 0.5)), "#2166ac", 1.0, (4, 3)),
         r"\path[draw=tamkit2166ac,line width=1bp,dash pattern=on 4bp off 3bp] (0,0)--(72,36);"),
        (Line(((0, 0), (1, 0.5)), "#2166ac", 1.0, (4,)),
         r"\path[draw=tamkit2166ac,line width=1bp,dash pattern=on 4bp off 4bp] (0,0)--(72,36);"),
        (Line(((0, 0), (1, 0), (0, 1)), "none", 0, fill="#2166ac", closed=True),
         r"\path[fill=tamkit2166ac] (0,0)--(72,0)--(0,72)--cycle;"),
    ],
)  # fmt: skip
def test_shapes(shape: Shape, line: str) -> None:
    assert drawn(shape) == [line]


def test_words_stand_on_their_baseline_in_no_more_than_their_room() -> None:
    first, second = drawn(Words(1.0, 0.5, "R² < 5%\n感知风险", 9, "#2166ac", "end"))
    step = 9 * LEADING
    heights = [float(re.findall(r"at \(72,([\d.]+)\)", line)[0]) for line in (first, second)]
    assert heights[0] == pytest.approx(36 - step / 2 + DROP * 9, abs=0.01)
    assert heights[1] - heights[0] == pytest.approx(step, abs=0.011)
    assert first.startswith(r"\node[anchor=base east,text=tamkit2166ac,font=\fontsize{9bp}{10.8bp}\selectfont]")
    room = f"{72 * measure('R² < 5%', 9):.2f}".rstrip("0")
    assert first.endswith(rf"{{\tamkitfit{{{room}bp}}{{R\ensuremath{{^2}} \textless{{}} 5\%}}}};")
    assert "{感知风险}" in second
    assert "anchor=base west" in drawn(Words(0, 0, "a", anchor="start"))[0]
    assert "anchor=base," in drawn(Words(0, 0, "a"))[0]


def test_two_blanks_stay_two() -> None:
    assert "{PU1~~Useful}" in drawn(Words(0, 0, "PU1  Useful"))[0]


def test_the_ground_of_words_lies_behind_them() -> None:
    words = Words(1.0, 0.5, "−0.12", 9, ground="#ffffff")
    ground, text = drawn(words)
    left = float(re.findall(r"\(([\d.]+),[\d.]+\) rectangle", ground)[0])
    assert ground.startswith(r"\path[fill=tamkitffffff]")
    assert left == pytest.approx(72 * (words.extent[0] - PAD[0]), abs=0.01)
    assert text.startswith(r"\node")


def everything() -> Scene:
    """Every kind of shape, and words that LaTeX would read."""
    shapes: list[Shape] = [
        Rect(0, 0, 3, 2, "#f4f6f8", "#cfd6dd", 0.6, 0.1),
        Ellipse(1, 1, 0.5, 0.3, "none", "#1f2933", 1),
    ]
    shapes += arrow([(0.2, 0.2), (1.5, 0.4), (2.5, 1.5)], "#b2332b", 1.2, (4.0, 3.0))
    shapes += [Words(1.5, 0.4, "β = −.12**\nR² 50% & $x_1^2~{a}\\", 9, "#2166ac", ground="#ffffff")]
    return Scene((3.0, 2.0), (*shapes, Words(2.0, 1.7, "感知风险 perceived risk", 8, anchor="end")))


def test_every_element_is_drawn_and_every_bracket_closed() -> None:
    scene = everything()
    made = tikz(scene).decode()
    lines = sum(len(one.lines) for one in scene.shapes if isinstance(one, Words))
    grounds = sum(isinstance(one, Words) and one.ground != "none" for one in scene.shapes)
    assert made.count(r"\node") == lines
    assert made.count(r"\path") == grounds + sum(not isinstance(one, Words) for one in scene.shapes)
    bare = re.sub(r"\\[\\{}]", "", made)
    depth = 0
    for char in bare:
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0
    assert made.count(r"\begin{tikzpicture}") == made.count(r"\end{tikzpicture}") == 1
    named = set(re.findall(r"tamkit([0-9a-f]{6})", made))
    assert named == set(re.findall(r"\\definecolor\{tamkit([0-9a-f]{6})\}", made)) == {c[1:] for c in scene.colors}


def test_the_same_scene_gives_the_same_bytes() -> None:
    assert tikz(everything()) == tikz(everything())


@pytest.mark.slow
def test_it_compiles_in_the_size_of_its_page_and_no_words_are_wider_than_their_room(tmp_path: Path) -> None:
    program = shutil.which("xelatex")
    if program is None:
        pytest.skip("no xelatex")
    (tmp_path / "a.tikz").write_bytes(tikz(everything()))
    wide = r"\def\tamkitroom{\sbox2{\tamkitfit{20bp}{a far too long word}}\typeout{ROOM \the\wd2}}"
    (tmp_path / "a.tex").write_text(
        r"\documentclass{article}\usepackage{xeCJK}\setCJKmainfont{FandolSong-Regular.otf}\usepackage{tikz}"
        r"\begin{document}\sbox1{\input{a.tikz}}\typeout{SIZE \the\wd1 \the\ht1 \the\dp1}\usebox1 "
        rf"{{\input{{a.tikz}}{wide}\tamkitroom}}\end{{document}}",
        encoding="utf-8",
    )
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=120)
    log = (tmp_path / "a.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, log[-2000:]
    assert "Missing character" not in log
    width, high, deep = (float(n) for n in re.findall(r"SIZE ([\d.]+)pt([\d.]+)pt([\d.]+)pt", log)[0])
    assert (width, high + deep) == (pytest.approx(3 * 72.27, abs=0.1), pytest.approx(2 * 72.27, abs=0.1))
    assert float(re.findall(r"ROOM ([\d.]+)pt", log)[0]) == pytest.approx(20 * 72.27 / 72, abs=0.1)
