"""A picture of either kind: a font that holds Chinese, one look, the same bytes every time. No pyplot, no state."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from tamkit.drawing import raster, svg, tikz
from tamkit.drawing.scene import ACCENT as ACCENT  # the look of both kinds
from tamkit.drawing.scene import BLUE as BLUE
from tamkit.drawing.scene import INK as INK
from tamkit.drawing.scene import MUTED as MUTED
from tamkit.drawing.scene import PALE as PALE
from tamkit.drawing.scene import RED as RED
from tamkit.drawing.scene import RULE as RULE
from tamkit.drawing.scene import Scene, Words, grey
from tamkit.errors import InputError, OptionError


@cache
def font_family() -> str:
    """The family of the Chinese sans font, registered from its file; matplotlib's own where it is absent."""
    from matplotlib import font_manager

    path = raster.font_file()
    if path is None:
        return "DejaVu Sans"
    font_manager.fontManager.addfont(str(path))
    return str(font_manager.FontProperties(fname=str(path)).get_name())


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


class Picture:
    """A figure drawn when first asked for; notebooks show it. ``mark`` is printed in the corner (simulated data).

    What draws it is its kind: `Sketch` a scene of ours, `Plot` matplotlib.
    """

    name: str
    size: tuple[float, float]
    mark: str
    #: What it can be written as: the names of its methods, and of files behind the dot.
    formats: ClassVar[tuple[str, ...]] = ("svg", "png")

    __slots__ = ()

    def svg(self) -> bytes:
        raise NotImplementedError  # each kind draws by itself

    def png(self) -> bytes:
        raise NotImplementedError  # each kind draws by itself

    def grey(self) -> Picture:
        """The same for print in black and white."""
        raise NotImplementedError  # each kind draws by itself

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it as SVG or PNG, a `Sketch` as TikZ too, by the suffix of ``path``, which is returned.

        Raises
        ------
        InputError
            For another suffix, or a folder there is none of.
        """
        target = Path(path)
        kind = target.suffix.lower().removeprefix(".")
        if kind not in self.formats:
            raise OptionError("drawing.suffix", path=target, allowed=tuple(f".{name}" for name in self.formats))
        if not target.parent.is_dir():
            raise InputError("drawing.no_folder", path=target, folder=target.parent)
        target.write_bytes(getattr(self, kind)())
        return target

    def __repr__(self) -> str:
        return f"<Picture {self.name}, {self.size[0]:.1f} × {self.size[1]:.1f} in; .save(path), .svg(), .png()>"

    def _repr_svg_(self) -> str:
        return self.svg().decode("utf-8")

    def _repr_png_(self) -> bytes:
        return self.png()


@dataclass(frozen=True, slots=True, repr=False)
class Sketch(Picture):
    """A scene: an SVG of a few kilobytes without any library, and a PNG of as little work.

    ``printed``: its scene is one for print, and so is its mark.
    """

    name: str
    scene: Scene
    mark: str = ""
    printed: bool = False
    _made: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    formats: ClassVar[tuple[str, ...]] = ("svg", "png", "tikz")

    @property
    def size(self) -> tuple[float, float]:  # type: ignore[override]  # read alone, of the scene
        return self.scene.size

    @property
    def words(self) -> list[str]:
        """Every text of it."""
        return [*self.scene.words, *([self.mark] if self.mark else [])]

    def grey(self) -> Sketch:
        return Sketch(self.name, self.scene.grey(), self.mark, printed=True)

    def svg(self) -> bytes:
        if "svg" not in self._made:
            self._made["svg"] = svg.svg(self._marked())
        return self._made["svg"]

    def png(self) -> bytes:
        if "png" not in self._made:
            self._made["png"] = raster.png(self._marked())
        return self._made["png"]

    def tikz(self) -> bytes:
        """For LaTeX: the scene as TikZ, its words in the document's fonts."""
        if "tikz" not in self._made:
            self._made["tikz"] = tikz.tikz(self._marked())
        return self._made["tikz"]

    def _marked(self) -> Scene:
        if not self.mark:
            return self.scene
        width, height = self.scene.size
        corner = Words(width - 0.04, height - 0.07, self.mark, 7, grey(MUTED) if self.printed else MUTED, "end")
        return Scene(self.scene.size, (*self.scene.shapes, corner))


@dataclass(frozen=True, slots=True, repr=False)
class Plot(Picture):
    """What ``draw`` draws on a figure of matplotlib: curves, heat maps, whatever seaborn is good at.

    ``printed``: every colour as a grey as light as it is.
    """

    name: str
    size: tuple[float, float]
    draw: Callable[[Any], None]
    mark: str = ""
    printed: bool = False
    _made: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    def grey(self) -> Plot:
        return Plot(self.name, self.size, self.draw, self.mark, printed=True)

    def svg(self) -> bytes:
        return self._made.get("svg") or self._render()["svg"]

    def png(self) -> bytes:
        return self._made.get("png") or self._render()["png"]

    def _render(self) -> dict[str, bytes]:
        """Both formats at once: laying out the text is most of the work."""
        raster.needed()
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        with look():
            figure = Figure(figsize=self.size)
            canvas = FigureCanvasAgg(figure)
            self.draw(figure)
            if self.mark:
                figure.text(0.995, 0.004, self.mark, ha="right", va="bottom", fontsize=7, color=MUTED)
            vector = io.BytesIO()
            figure.savefig(vector, format="svg", metadata={"Date": None, "Creator": None})
            figure.dpi = raster.dots(self.size[0]) / self.size[0]
            canvas.draw()
            page = np.asarray(canvas.buffer_rgba())
        lines = vector.getvalue()
        if self.printed:
            lines = re.sub(rb"#[0-9a-f]{6}", lambda color: grey(color[0].decode()).encode(), lines)
            page = raster.grey(page)
        self._made.update(svg=lines, png=raster.encoded(page, figure.dpi))
        return self._made
