"""Figures of the measurement checks: loadings, factor pattern, parallel-analysis scree, correlations of the items.

They take frames and words, not a whole report, so that a notebook can draw them from one result: ``texts`` gives what
stands on an axis for a code (item wording or construct name); what it lacks stands as its code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tamkit.drawing import axes
from tamkit.drawing.picture import ACCENT, BLUE, INK, MUTED, RED, RULE, Picture, Plot, Sketch
from tamkit.drawing.scene import DASHES, Ellipse, Line, Scene, Shape
from tamkit.drawing.scene import Words as Text
from tamkit.drawing.text import LEADING, broken, wrap
from tamkit.errors import InputError, OptionError, unknown
from tamkit.messages import languages
from tamkit.report import formats
from tamkit.report.figures.charts import WIDTH as NARROW
from tamkit.report.words import Words

WIDTH = 6.9


def _words(lang: str) -> Words:
    if lang not in languages():
        raise OptionError(unknown("language", lang, languages()))
    return Words(lang)


def _item_labels(codes: Sequence[str], texts: Mapping[str, str], t: Words, width: int | None = None) -> list[str]:
    """Code and wording, wrapped to two lines."""
    room = width or (46 if t.han else 48)
    return [wrap(f"{code}  {texts[code]}" if texts.get(code) else code, room, 2) for code in codes]


def loadings(
    rows: Sequence[Mapping[str, Any]], texts: Mapping[str, str], lang: str = "en", *, mark: str = ""
) -> Sketch:
    """Standardized loading of every item on its construct, grouped by construct, with the cut-offs .50 and .70.

    ``rows``: the records of ``Measurement.items`` (construct, item, loading).
    """
    t = _words(lang)
    values = [float(row["loading"]) for row in rows]
    x = axes.Scale(min([0.0, *values]) * 1.05, max([1.0, *values]), 2.62, NARROW - 0.5)
    out: list[Shape] = []
    y, before = 0.1, None
    for row, size in zip(rows, values, strict=True):
        y += 0.12 if before not in (None, row["construct"]) else 0.0
        before = row["construct"]
        code = str(row["item"])
        text = broken(f"{code}  {texts[code]}" if texts.get(code) else code, 2.34, 7.8, 3)
        height = 7.8 * LEADING / 72 * (text.count("\n") + 1) + 0.07
        at = y + height / 2
        color = ACCENT if abs(size) >= 0.7 else BLUE if abs(size) >= 0.5 else RED
        out.append(Line(((x(0), at), (x(size), at)), color, 1.4, opacity=0.45))
        out.append(Ellipse(x(size), at, 0.034, 0.034, color))
        out.append(Text(2.54, at, text, 7.8, anchor="end"))
        out.append(Text(NARROW - 0.1, at, formats.number(size, 2), 7.8, anchor="end"))
        y += height
    y += 0.05
    frame: list[Shape] = [Line(((x(cut), 0.06), (x(cut), y)), MUTED, 0.8, DASHES) for cut in (0.5, 0.7)]
    frame.append(Line(((x(0), 0.06), (x(0), y)), INK, 0.8))
    frame += axes.below(x, y, axes.ticks(x.low, x.high), t("report.drawing.axis_loading"))
    return Sketch("loadings", Scene((NARROW, y + 0.5), (*frame, *out)), mark)


def pattern(
    frame: Any, texts: Mapping[str, str], lang: str = "en", *, mark: str = "", name: str = "pattern"
) -> Picture:
    """Items by factors, colour by sign and size of the loading; ``frame`` is ``Efa.pattern``."""
    import numpy as np

    k, m = frame.shape
    t = _words(lang)
    height, cell = 0.6 + 0.27 * k, min(0.62, 3.6 / m)
    width = max(4.6, 3.4 + cell * m)

    def draw(figure: Any) -> None:
        left = 3.2 / width
        axes = figure.add_axes((left, 0.12 / height, min(cell * m / width, 0.98 - left), 1 - 0.5 / height))
        _cells(axes, frame.to_numpy(float), size=7.5)
        axes.set_xticks(np.arange(m) + 0.5, [str(column) for column in frame.columns], fontsize=8.5)
        axes.xaxis.tick_top()
        labels = _item_labels([str(i) for i in frame.index], texts, t, 44)
        axes.set_yticks(np.arange(k) + 0.5, labels, fontsize=7.4, linespacing=1.05, rotation=0, va="center_baseline")
        axes.tick_params(length=0)

    return Plot(name, (width, height), draw, mark)


def scree(parallel: Mapping[str, Any], lang: str = "en", *, mark: str = "") -> Picture:
    """Eigenvalues of the data against the percentile of data without factors, one panel a basis.

    ``parallel``: ``Efa.parallel``, or ``{"pca": measurement.parallel(X)}``.
    """
    bases = [basis for basis in ("fa", "pca") if basis in parallel]
    if not bases:
        raise InputError("report.no_basis")
    t = _words(lang)

    def draw(figure: Any) -> None:
        width = (0.99 - 0.085 * len(bases)) / len(bases)
        for i, basis in enumerate(bases):
            found = parallel[basis]
            axes = figure.add_axes((0.075 + i * (width + 0.085), 0.15, width, 0.72))
            x = range(1, len(found.eigenvalues) + 1)
            axes.axvspan(0.5, found.factors + 0.5, color="#e3eef4", lw=0, zorder=0)
            axes.plot(
                x, found.eigenvalues, "-o", color=ACCENT, ms=3.8, lw=1.3, label=t("report.drawing.observed"), zorder=3
            )
            axes.plot(
                x,
                found.threshold,
                "--",
                color=RED,
                lw=1.2,
                label=t("report.drawing.threshold", percentile=found.percentile),
                zorder=2,
            )
            axes.axhline(0.0 if basis == "fa" else 1.0, color=RULE, lw=0.8, zorder=1)
            title = t("report.drawing.kept", basis=basis, k=found.factors)
            axes.set_title(title, fontsize=9, color=INK)
            axes.set_xlabel(t("report.drawing.axis_factor"), fontsize=8.5)
            if i == 0:
                axes.set_ylabel(t("report.drawing.axis_eigenvalue"), fontsize=8.5)
            axes.tick_params(labelsize=8)
            axes.set_xlim(0.5, len(found.eigenvalues) + 0.5)
            from matplotlib.ticker import MaxNLocator

            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
            axes.legend(frameon=False, fontsize=7.8, loc="upper right")

    return Plot("scree", (WIDTH if len(bases) == 2 else 4.6, 3.2), draw, mark)


def correlations(
    frame: Any, texts: Mapping[str, str], lang: str = "en", *, mark: str = "", name: str = "correlations"
) -> Picture:
    """The lower triangle of a square correlation matrix with its numbers, blue above 0 and red below.

    ``frame``: items (``data.corr()``), or constructs (``Measurement.latent_cor``, ``manifest_cor``).
    """
    import numpy as np

    codes = [str(column) for column in frame.columns]
    k = len(codes)
    _words(lang)
    cell = min(0.42, (WIDTH - 3.1) / max(k - 1, 1))
    large = cell >= 0.28  # smaller cells show the pattern by colour alone; a table has the numbers
    side = cell * (k - 1)
    width, height = 3.1 + side, max(1.6, 0.6 + side)

    def draw(figure: Any) -> None:
        axes = figure.add_axes((2.95 / width, 0.45 / height, side / width, side / height))
        values = frame.to_numpy(float)[1:, :-1].copy()
        values[np.triu_indices(k - 1, 1)] = np.nan
        _cells(axes, values, size=7.5 if large else 0.0)
        axes.set_xticks(np.arange(k - 1) + 0.5, codes[:-1], fontsize=7.5 if large else 6.0, rotation=0 if large else 90)
        lines = 2 if large else 1
        labels = [wrap(f"{code}  {texts[code]}" if texts.get(code) else code, 44, lines) for code in codes[1:]]
        axes.set_yticks(
            np.arange(k - 1) + 0.5,
            labels,
            fontsize=7.4 if large else 6.2,
            linespacing=1.05,
            rotation=0,
            va="center_baseline",
        )
        axes.tick_params(length=0)
        if not large:
            bar = figure.add_axes((0.74, 0.94, 0.22, 0.014))
            figure.colorbar(axes.collections[0], cax=bar, orientation="horizontal", ticks=[-1, -0.5, 0, 0.5, 1])
            bar.tick_params(labelsize=6.5, length=2)

    return Plot(name, (width, height), draw, mark)


def _cells(axes: Any, values: Any, *, size: float) -> None:
    """A diverging heat map from -1 to 1 with its numbers, none at size 0."""
    import numpy as np
    import seaborn as sns
    from matplotlib.colors import LinearSegmentedColormap

    colors = LinearSegmentedColormap.from_list("signed", ["#c0564d", "#f0d9d4", "#ffffff", "#cfe0ee", "#3f7cb5"])
    numbers = np.array([[formats.number(float(value), 2) for value in row] for row in values])
    sns.heatmap(
        values, ax=axes, vmin=-1.0, vmax=1.0, cmap=colors, cbar=False, annot=numbers if size else False, fmt="",
        annot_kws={"fontsize": size}, linewidths=1.0 if size else 0.3, linecolor="white",
    )  # fmt: skip
