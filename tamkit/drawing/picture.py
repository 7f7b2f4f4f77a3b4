"""Where figures are drawn: fonts that hold Chinese, one look, the same bytes every time. No pyplot, no global state."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tamkit.errors import InputError, OptionError

PNG_DPI = 200

INK = "#1f2933"
MUTED = "#6b7785"
RULE = "#cfd6dd"
BLUE = "#2166ac"
RED = "#b2332b"
PALE = "#f4f6f8"
ACCENT = "#1b5e7d"


def needed() -> None:
    """Raises InputError where matplotlib, without which nothing is drawn, is not installed."""
    if find_spec("matplotlib") is None:
        raise InputError("drawing.needs_matplotlib")


@cache
def font_family() -> str:
    """The family of the Chinese sans font, registered from its file; matplotlib's own where it is absent."""
    from matplotlib import font_manager

    try:
        import pylopdf_fonts_zh_cn
    except ImportError:
        return "DejaVu Sans"

    path = str(pylopdf_fonts_zh_cn.sans_path())
    font_manager.fontManager.addfont(path)
    return str(font_manager.FontProperties(fname=path).get_name())


@contextmanager
def look() -> Iterator[None]:
    """The house look, for the time of drawing and saving only."""
    import matplotlib as mpl

    settings = {
        "font.family": [font_family()],
        "font.size": 9,
        "axes.unicode_minus": True,
        "axes.edgecolor": RULE,
        "axes.labelcolor": INK,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": INK,
        "ytick.color": INK,
        "text.color": INK,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        "svg.fonttype": "path",
        "svg.hashsalt": "tamkit",
    }
    with mpl.rc_context(settings):
        yield


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A figure drawn when first asked for; notebooks show it. ``mark`` is printed in the corner (simulated data)."""

    name: str
    size: tuple[float, float]
    draw: Callable[[Any], None]
    mark: str = ""
    _made: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    def svg(self) -> bytes:
        return self._made.get("svg") or self._render()["svg"]

    def png(self) -> bytes:
        return self._made.get("png") or self._render()["png"]

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it as SVG or PNG, by the suffix of ``path``, which is returned.

        Raises
        ------
        InputError
            For another suffix, or a folder there is none of.
        """
        target = Path(path)
        kinds = {".svg": self.svg, ".png": self.png}
        if target.suffix.lower() not in kinds:
            raise OptionError("drawing.suffix", path=target)
        if not target.parent.is_dir():
            raise InputError("drawing.no_folder", path=target, folder=target.parent)
        target.write_bytes(kinds[target.suffix.lower()]())
        return target

    def __repr__(self) -> str:
        return f"<Picture {self.name}, {self.size[0]:.1f} × {self.size[1]:.1f} in; .save(path), .svg(), .png()>"

    def _repr_svg_(self) -> str:
        return self.svg().decode("utf-8")

    def _repr_png_(self) -> bytes:
        return self.png()

    def _render(self) -> dict[str, bytes]:
        """Both formats at once: laying out the text is most of the work."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        with look():
            figure = Figure(figsize=self.size)
            FigureCanvasAgg(figure)
            self.draw(figure)
            if self.mark:
                figure.text(0.995, 0.004, self.mark, ha="right", va="bottom", fontsize=7, color=MUTED)
            svg, png = io.BytesIO(), io.BytesIO()
            figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
            figure.savefig(png, format="png", dpi=PNG_DPI, metadata={"Software": None})
        self._made.update(svg=svg.getvalue(), png=png.getvalue())
        return self._made
