"""A scene as TikZ: words in the fonts of the document that takes it in, which stay words.

It wants ``\\usepackage{tikz}`` and nothing else. A line of words that a document's font sets wider than it was laid out
is set closer, so that none leaves its box.
"""

from __future__ import annotations

from tamkit.drawing.latex import text
from tamkit.drawing.scene import Ellipse, Line, Rect, Scene, Shape, Words, behind
from tamkit.drawing.text import DROP, LEADING, measure

UNIT = 72.0  # big points an inch
PACKAGES = ("tikz",)
_HEAD = (
    r"% Wants \usepackage{tikz} in the preamble; \input this file where the picture is to stand.",
    # The first argument is the room of the second: words wider than it are narrowed to it.
    r"\providecommand\tamkitfit[2]{\sbox0{#2}\ifdim\wd0>#1\relax\resizebox{#1}{\height}{\usebox0}\else\usebox0\fi}%",
)
_OPTIONS = "x=1bp,y=-1bp,line join=round,every node/.style={inner sep=0pt,outer sep=0pt}"
ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}


def tikz(scene: Scene) -> bytes:
    """The file. The same scene gives the same bytes.

    >>> tikz(Scene((1, 0.5), (Rect(0.25, 0.25, 0.5, 0.125, fill="#f4f6f8"),))).decode().splitlines()[-2]
    '\\\\path[fill=tamkitf4f6f8] (18,18) rectangle (54,27);'
    """
    width, height = (_n(side) for side in scene.size)
    out = [*_HEAD, rf"\begin{{tikzpicture}}[{_OPTIONS}]"]
    out += [rf"\definecolor{{{_color(color)}}}{{HTML}}{{{color[1:].upper()}}}" for color in scene.colors]
    out.append(rf"\useasboundingbox (0,0) rectangle ({width},{height});")
    out += [line for shape in scene.shapes for line in _lines(shape)]
    return "\n".join([*out, r"\end{tikzpicture}%", ""]).encode()


def _n(inches: float) -> str:
    """Inches as big points, two decimals, no needless zero.

    >>> _n(1.0), _n(0.123456), _n(-0.00001)
    ('72', '8.89', '0')
    """
    shown = f"{inches * UNIT:.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def _color(color: str) -> str:
    """The name of a colour in the file."""
    return f"tamkit{color[1:]}"


def _lines(shape: Shape) -> list[str]:
    if isinstance(shape, Words):
        return _words(shape)
    if isinstance(shape, Rect):
        left, top, right, bottom = map(_n, shape.extent)
        way = f"({left},{top}) rectangle ({right},{bottom})"
    elif isinstance(shape, Ellipse):
        way = f"({_n(shape.x)},{_n(shape.y)}) ellipse[x radius={_n(shape.rx)}bp,y radius={_n(shape.ry)}bp]"
    else:
        way = "--".join(f"({_n(x)},{_n(y)})" for x, y in shape.points) + "--cycle" * shape.closed
    return [rf"\path[{_look(shape)}] {way};"]


def _look(shape: Rect | Ellipse | Line) -> str:
    out = []
    if shape.fill != "none":
        out.append(f"fill={_color(shape.fill)}")
    if shape.stroke != "none" and shape.weight:
        out.append(f"draw={_color(shape.stroke)},line width={shape.weight:g}bp")
    if isinstance(shape, Line) and shape.dash:
        pairs = shape.dash if len(shape.dash) % 2 == 0 else shape.dash * 2
        out.append("dash pattern=" + " ".join(f"{('on', 'off')[i % 2]} {part:g}bp" for i, part in enumerate(pairs)))
    if isinstance(shape, Rect) and shape.radius:
        out.append(f"rounded corners={_n(shape.radius)}bp")
    if shape.opacity < 1:
        out.append(f"opacity={shape.opacity:g}")
    return ",".join(out)


def _words(words: Words) -> list[str]:
    out = [] if words.ground == "none" else _lines(behind(words))
    step = words.size * LEADING / 72
    first = words.y - step * (len(words.lines) - 1) / 2 + DROP * words.size / 72
    font = rf"\fontsize{{{words.size:g}bp}}{{{words.size * LEADING:g}bp}}\selectfont"
    look = f"anchor={ANCHORS[words.anchor]},text={_color(words.color)},font={font}"
    for i, line in enumerate(words.lines):
        at = f"({_n(words.x)},{_n(first + i * step)})"
        # Of blanks behind a blank TeX sees nothing.
        said = text(line).replace("  ", "~~")
        out.append(rf"\node[{look}] at {at} {{\tamkitfit{{{_n(measure(line, words.size))}bp}}{{{said}}}}};")
    return out
