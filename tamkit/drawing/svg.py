"""A scene as SVG: words as words, so that a page shows them sharp and small, in whatever font it has for them.

Each line of text says how long it was laid out to be, and is set so: no font makes it cover anything, or be cut.
"""

from __future__ import annotations

from html import escape

from tamkit.drawing.scene import Ellipse, Line, Rect, Scene, Shape, Words, behind
from tamkit.drawing.text import DROP, FAMILY, LEADING, measure

#: Where the first is absent, sans fonts of the systems that hold Chinese, all of about its width.
FAMILIES = (FAMILY, "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei")
UNIT = 72.0  # points an inch


def svg(scene: Scene, label: str = "") -> bytes:
    """The file. The same scene gives the same bytes.

    >>> svg(Scene((1, 0.5), (Rect(0.25, 0.25, 0.5, 0.125, fill="#f4f6f8"),))).decode().splitlines()[1]
    '<rect x="18" y="18" width="36" height="9" fill="#f4f6f8"/>'
    """
    width, height = (_n(side) for side in scene.size)
    family = ",".join(f"'{name}'" for name in FAMILIES)
    named = f' role="img" aria-label="{escape(label)}"' if label else ""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}"'
        f' font-family="{family},sans-serif" xml:space="preserve"{named}>'
    )
    return "\n".join([head, *(line for shape in scene.shapes for line in _lines(shape)), "</svg>\n"]).encode()


def _n(inches: float) -> str:
    """Inches as points, two decimals, no needless zero.

    >>> _n(1.0), _n(0.123456), _n(-0.00001)
    ('72', '8.89', '0')
    """
    text = f"{inches * UNIT:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _lines(shape: Shape) -> list[str]:
    if isinstance(shape, Rect):
        size = f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.width)}" height="{_n(shape.height)}"'
        round_ = f' rx="{_n(shape.radius)}"' if shape.radius else ""
        return [f"<rect {size}{round_}{_look(shape)}/>"]
    if isinstance(shape, Ellipse):
        middle = f'cx="{_n(shape.x)}" cy="{_n(shape.y)}"'
        size = f'r="{_n(shape.rx)}"' if shape.rx == shape.ry else f'rx="{_n(shape.rx)}" ry="{_n(shape.ry)}"'
        return [f"<{'circle' if shape.rx == shape.ry else 'ellipse'} {middle} {size}{_look(shape)}/>"]
    if isinstance(shape, Line):
        through = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.points)
        return [f'<{"polygon" if shape.closed else "polyline"} points="{through}"{_look(shape)}/>']
    return _words(shape)


def _look(shape: Rect | Ellipse | Line) -> str:
    out = f' fill="{shape.fill}"'
    if shape.stroke != "none" and shape.weight:
        out += f' stroke="{shape.stroke}" stroke-width="{shape.weight:g}"'
    if isinstance(shape, Line) and shape.dash:
        out += f' stroke-dasharray="{",".join(f"{part:g}" for part in shape.dash)}"'
    if shape.opacity < 1:
        out += f' opacity="{shape.opacity:g}"'
    return out


def _words(shape: Words) -> list[str]:
    out = []
    if shape.ground != "none":
        out += _lines(behind(shape))
    anchor = "" if shape.anchor == "start" else f' text-anchor="{shape.anchor}"'
    step = shape.size * LEADING / 72
    first = shape.y - step * (len(shape.lines) - 1) / 2 + DROP * shape.size / 72
    for i, line in enumerate(shape.lines):
        at = f'x="{_n(shape.x)}" y="{_n(first + i * step)}"'
        fill, long = f'font-size="{shape.size:g}" fill="{shape.color}"', _n(measure(line, shape.size))
        # A line of one character has no length to be fitted to.
        fit = f' textLength="{long}" lengthAdjust="spacingAndGlyphs"' if len(line) > 1 else ""
        out.append(f"<text {at} {fill}{anchor}{fit}>{escape(line, quote=False)}</text>")
    return out
