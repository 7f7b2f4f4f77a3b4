"""What a picture consists of: boxes, ellipses, lines, arrow heads and words, in inches from the upper left corner.

A scene knows no file format: `drawing.svg` writes it, `drawing.raster` makes a PNG of what was written.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tamkit.drawing.text import LEADING, measure

Point = tuple[float, float]

INK = "#1f2933"
MUTED = "#6b7785"
RULE = "#cfd6dd"
BLUE = "#2166ac"
RED = "#b2332b"
PALE = "#f4f6f8"
ACCENT = "#1b5e7d"
DASHES = (4.0, 3.0)
LIGHT = (0.299, 0.587, 0.114)  # how much of it red, green and blue give
OUTLINE = 0.5  # points around an area in print
PAD = (0.055, 0.01)  # inches of ground beside and above words
BLACK = "#1a1a1a"  # of print
GREYS = ("#f0f0f0", "#404040")  # of areas that have an order, the first and the last


@dataclass(frozen=True, slots=True)
class Rect:
    """A box from its upper left corner; ``radius`` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str = "none"
    stroke: str = "none"
    weight: float = 0.0
    radius: float = 0.0
    opacity: float = 1.0

    @property
    def extent(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.x + self.width, self.y + self.height

    def moved(self, dx: float, dy: float) -> Rect:
        return replace(self, x=self.x + dx, y=self.y + dy)


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse around its middle; a dot is one."""

    x: float
    y: float
    rx: float
    ry: float
    fill: str = "none"
    stroke: str = "none"
    weight: float = 0.0
    opacity: float = 1.0

    @property
    def extent(self) -> tuple[float, float, float, float]:
        return self.x - self.rx, self.y - self.ry, self.x + self.rx, self.y + self.ry

    def moved(self, dx: float, dy: float) -> Ellipse:
        return replace(self, x=self.x + dx, y=self.y + dy)


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; ``weight`` in points, ``dash`` lengths of stroke and gap, ``closed`` makes it an area."""

    points: tuple[Point, ...]
    stroke: str = INK
    weight: float = 1.0
    dash: tuple[float, ...] = ()
    fill: str = "none"
    closed: bool = False
    opacity: float = 1.0

    @property
    def extent(self) -> tuple[float, float, float, float]:
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        return min(xs), min(ys), max(xs), max(ys)

    def moved(self, dx: float, dy: float) -> Line:
        return replace(self, points=tuple((x + dx, y + dy) for x, y in self.points))


@dataclass(frozen=True, slots=True)
class Words:
    """Text around a height; ``anchor`` says which side of it stands at ``x``.

    ``ground``: the colour behind it, with a margin at its sides, so that no dash of a line reads as a minus.
    """

    x: float
    y: float
    text: str
    size: float = 9.0
    color: str = INK
    anchor: str = "middle"
    ground: str = "none"

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @property
    def width(self) -> float:
        return max(measure(line, self.size) for line in self.lines)

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * LEADING / 72

    @property
    def extent(self) -> tuple[float, float, float, float]:
        left = self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * self.width
        return left, self.y - self.height / 2, left + self.width, self.y + self.height / 2

    def moved(self, dx: float, dy: float) -> Words:
        return replace(self, x=self.x + dx, y=self.y + dy)


Shape = Rect | Ellipse | Line | Words


@dataclass(frozen=True, slots=True)
class Scene:
    """Shapes on a page of a size in inches; what stands later lies above.

    ``tones``: colours that have a grey of their own in print, where how light they are does not tell them apart.
    """

    size: tuple[float, float]
    shapes: tuple[Shape, ...]
    tones: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> list[str]:
        """Every text, in the order in which it was put there."""
        return [shape.text for shape in self.shapes if isinstance(shape, Words)]

    @property
    def colors(self) -> list[str]:
        """Every colour in it, once."""
        given = [(s.color, s.ground) if isinstance(s, Words) else (s.fill, s.stroke) for s in self.shapes]
        return sorted({color for pair in given for color in pair if color.startswith("#")})

    def grey(self) -> Scene:
        """For print in black and white: lines, dots and words black or grey, areas as light as they were.

        Areas whose colours have ``tones`` of their own are outlined, and the words on them black or white.

        >>> Scene((1, 1), (Line(((0, 0), (1, 1)), BLUE), Rect(0, 0, 1, 1, fill="#a9c8dc"))).grey().shapes[0].stroke
        '#1a1a1a'
        """
        tones, out = dict(self.tones), list[Shape]()
        areas: list[Rect] = []
        for shape in self.shapes:
            made = _grey(shape, tones)
            if isinstance(made, Rect) and isinstance(shape, Rect) and shape.fill in tones:
                areas.append(made)
            elif isinstance(made, Words) and made.ground == "none" and (under := _under(made, areas)) is not None:
                made = replace(made, color="#ffffff" if lightness(under.fill) < 0.5 else BLACK)
            out.append(made)
        return Scene(self.size, tuple(out))


def moved(shapes: Iterable[Shape], dx: float, dy: float) -> list[Shape]:
    """The shapes, elsewhere."""
    return [shape.moved(dx, dy) for shape in shapes]


def behind(words: Words) -> Rect:
    """The ground of words."""
    left, top, right, bottom = words.extent
    return Rect(left - PAD[0], top - PAD[1], right - left + 2 * PAD[0], bottom - top + 2 * PAD[1], words.ground)


def head(start: Point, end: Point, color: str, length: float = 0.085, half: float = 0.036) -> Line:
    """The head of an arrow that comes from ``start`` and ends at ``end``."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    norm = math.hypot(dx, dy) or 1.0
    ux, uy = dx / norm, dy / norm
    back = (end[0] - length * ux, end[1] - length * uy)
    corners = (end, (back[0] - half * uy, back[1] + half * ux), (back[0] + half * uy, back[1] - half * ux))
    return Line(corners, "none", 0.0, fill=color, closed=True)


def arrow(points: Sequence[Point], color: str, weight: float = 1.0, dash: tuple[float, ...] = ()) -> list[Shape]:
    """A line that ends in a head, which it does not show through."""
    tip, kept = points[-1], list(points[:-1])
    # The line ends inside the head; points that lie in it would bend it.
    while len(kept) > 1 and math.dist(kept[-1], tip) < 0.085:
        kept.pop()
    share = 0.06 / max(math.dist(kept[-1], tip), 0.06)
    neck = (tip[0] + share * (kept[-1][0] - tip[0]), tip[1] + share * (kept[-1][1] - tip[1]))
    return [Line((*kept, neck), color, weight, dash), head(kept[-1], tip, color)]


def grey(color: str) -> str:
    """A grey as light as a colour.

    >>> grey("#ffffff"), grey("none"), grey("#808080")
    ('#ffffff', 'none', '#808080')
    """
    if not color.startswith("#"):
        return color
    light = lightness(color)
    return f"#{round(255 * light):02x}" + 2 * f"{round(255 * light):02x}"


def lightness(color: str) -> float:
    """How light a colour is, 0 for black and 1 for white."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return LIGHT[0] * red + LIGHT[1] * green + LIGHT[2] * blue


def _ink(color: str) -> str:
    if not color.startswith("#"):
        return color
    light = lightness(color)
    return color if color == "#ffffff" else BLACK if light < 0.42 else grey(color)


def _grey(shape: Shape, tones: Mapping[str, str]) -> Shape:
    if isinstance(shape, Words):
        return replace(shape, color=_ink(shape.color), ground=grey(shape.ground))
    # Heads of arrows and dots are as dark as their lines.
    dark = isinstance(shape, Line) or (isinstance(shape, Ellipse) and shape.stroke == "none")
    fill: Callable[[str], str] = _ink if dark else grey
    made: Shape = replace(
        shape, fill=tones.get(shape.fill) or fill(shape.fill), stroke=tones.get(shape.stroke) or _ink(shape.stroke)
    )
    if isinstance(made, Rect) and shape.fill in tones and made.stroke == "none":
        return replace(made, stroke=BLACK, weight=OUTLINE)
    return made


def _under(words: Words, areas: Sequence[Rect]) -> Rect | None:
    """The area words stand on."""
    for area in reversed(areas):
        left, top, right, bottom = area.extent
        middle = sum(words.extent[::2]) / 2
        if left <= middle <= right and top <= words.y <= bottom:
            return area
    return None


def blend(colors: Sequence[str], share: float) -> str:
    """The colour at a share of the way through others.

    >>> blend(["#000000", "#ffffff"], 0.5), blend(["#000000", "#ff0000", "#ffffff"], 0.5)
    ('#808080', '#ff0000')
    """
    at = min(max(share, 0.0), 1.0) * (len(colors) - 1)
    low = min(int(at), len(colors) - 2)
    parts = []
    for i in (1, 3, 5):
        a, b = int(colors[low][i : i + 2], 16), int(colors[low + 1][i : i + 2], 16)
        parts.append(f"{round(a + (at - low) * (b - a)):02x}")
    return "#" + "".join(parts)


def shades(colors: Sequence[str], n: int) -> dict[str, str]:
    """``n`` colours in an order through others, with what each is in print: greys that keep the order.

    >>> shades(["#b2332b", "#ffffff", "#2166ac"], 3)
    {'#b2332b': '#f0f0f0', '#ffffff': '#989898', '#2166ac': '#404040'}
    """
    steps = [i / max(n - 1, 1) for i in range(n)]
    return {blend(colors, step): blend(GREYS, step) for step in steps}
