"""An SVG as PNG: resvg, in a font given to it, so that one machine makes the same bytes as another."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tamkit.drawing.text import FAMILY
from tamkit.errors import InputError

DPI = 300
#: Inches of text on an A4 page: a wider picture is shown this wide, with as many dots an inch as it is seen with.
PAGE = 6.3


def needed() -> None:
    """Raises InputError where resvg_py, without which there is no PNG, is not installed."""
    if find_spec("resvg_py") is None:
        raise InputError("drawing.needs", package="resvg_py")


@cache
def font_file() -> Path | None:
    """The file of the Chinese sans font; None where it is absent."""
    try:
        import pylopdf_fonts_zh_cn
    except ImportError:
        return None
    return Path(pylopdf_fonts_zh_cn.sans_path())


def dots(width: float) -> int:
    """The width of a picture in dots.

    >>> dots(2.0), dots(6.3), dots(10.0)
    (600, 1890, 1890)
    """
    return round(DPI * min(width, PAGE))


def png(svg: bytes, width: float) -> bytes:
    """The picture of a width in inches, white where nothing is drawn.

    Raises
    ------
    InputError
        Without resvg_py.
    """
    needed()
    import resvg_py

    font = font_file()
    given: bytes = resvg_py.svg_to_bytes(
        svg_string=svg.decode("utf-8"),
        background="white",
        width=dots(width),
        dpi=96.0,
        # Without our font, any of the machine's is better than none.
        skip_system_fonts=font is not None,
        font_files=[] if font is None else [str(font)],
        sans_serif_family=FAMILY,
    )
    return given
