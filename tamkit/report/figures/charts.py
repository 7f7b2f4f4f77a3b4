"""The statistical charts: flow, screening, Likert bars, reliability, heat map, effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tamkit.drawing.picture import ACCENT, BLUE, INK, MUTED, PALE, RED, RULE, Picture, Plot
from tamkit.drawing.text import wrap
from tamkit.report import formats
from tamkit.report.content import Content
from tamkit.report.words import Words

WIDTH = 6.9  # inches: the text width of an A4 page, a little over


def _mark(t: Words, simulated: bool) -> str:
    return t("report.simulated.mark") if simulated else ""


def flow_chart(steps: Sequence[tuple[str, int, int]], t: Words, *, simulated: bool) -> Picture:
    """``steps``: name, excluded, remaining. Steps that exclude nobody share no box of their own."""
    shown = [step for i, step in enumerate(steps) if step[1] or i in (0, len(steps) - 1)]
    first, last, between = shown[0], shown[-1], shown[1:-1]
    height = 1.3 + 0.56 * max(len(between), 1)

    def box(axes: Any, x: float, y: float, text: str, width: float, fill: str) -> None:
        from matplotlib.patches import FancyBboxPatch

        corner, style = (x - width / 2, y - 0.2), "round,pad=0,rounding_size=0.06"
        axes.add_patch(FancyBboxPatch(corner, width, 0.4, boxstyle=style, fc=fill, ec=INK, lw=0.9))
        axes.text(x, y, text, ha="center", va="center", fontsize=9)

    def draw(figure: Any) -> None:
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, 6.0)
        axes.set_ylim(0, height)
        axes.axis("off")
        x, y = 1.5, height - 0.35
        low = 0.35
        arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.0, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (x, low + 0.2), (x, y - 0.2), arrowprops=arrow)
        box(axes, x, y, t("report.sample.step_n", step=first[0], n=first[2]), 2.2, PALE)
        for i, (name, excluded, _) in enumerate(between):
            here = y - 0.62 - 0.56 * i
            axes.annotate("", (2.55, here), (x, here), arrowprops=arrow)
            text = t("report.sample.step_excluded", step=name, n=excluded)
            box(axes, 4.2, here, text, 3.3, "white")
        box(axes, x, low, t("report.sample.step_n", step=last[0], n=last[2]), 2.2, "#e3eef4")

    return Plot("sample_flow", (6.0, height), draw, _mark(t, simulated))


def screening(flags: Any, rules: Any, t: Words, *, simulated: bool) -> Picture:
    """Seconds per item against the longest run of identical answers, with the limit on time."""

    def draw(figure: Any) -> None:
        import numpy as np

        axes = figure.add_axes((0.1, 0.16, 0.87, 0.78))
        known = flags["seconds_per_item"].notna() & flags["longstring"].notna()
        seconds = flags.loc[known, "seconds_per_item"].to_numpy(float)
        run = flags.loc[known, "longstring"].to_numpy(float)
        out = flags.loc[known, "excluded"].to_numpy(bool)
        # Long pauses would squeeze everybody else into a corner: the scale is logarithmic.
        seconds = np.maximum(seconds, 0.1)
        axes.scatter(seconds[~out], run[~out], s=14, color=BLUE, alpha=0.45, lw=0, label=t("report.sample.valid"))
        axes.scatter(
            seconds[out], run[out], s=26, color=RED, marker="x", lw=1.2, label=t("report.column", key="excluded")
        )
        limit = rules.min_seconds_per_item
        if limit:
            axes.axvline(limit, color=MUTED, lw=0.9, ls=(0, (4, 3)))
            axes.annotate(
                t("report.sample.screen_limit", limit=limit), (limit, 1), xycoords=("data", "axes fraction"),
                xytext=(3, -2), textcoords="offset points", va="top", fontsize=8, color=MUTED,
            )  # fmt: skip
        axes.set_xscale("log")
        from matplotlib.ticker import FuncFormatter, NullFormatter

        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.xaxis.set_minor_formatter(NullFormatter())
        ticks = [
            value
            for value in (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
            if seconds.min() * 0.8 <= value <= seconds.max() * 1.25
        ]
        axes.set_xticks(ticks)
        axes.set_xlabel(t("report.sample.screen_x"))
        axes.set_ylabel(t("report.sample.screen_y"))
        axes.set_ylim(bottom=0)
        axes.legend(frameon=False, fontsize=8, loc="upper right")

    return Plot("screening", (WIDTH, 3.4), draw, _mark(t, simulated))


def _likert_colors(points: int) -> list[Any]:
    from matplotlib.colors import LinearSegmentedColormap

    scale = LinearSegmentedColormap.from_list("likert", ["#b35d3f", "#e9c3ac", "#e4e7ea", "#a9c8dc", "#2d6f9e"])
    return [scale(i / (points - 1)) for i in range(points)]


def scale_points(row: Mapping[str, Any]) -> list[Any]:
    """The columns of a row of counts that are points of its item's own scale (the others are NaN), in order."""
    return sorted((key for key in row if str(key).isdigit() and row[key] == row[key]), key=int)


def likert(content: Content, rows: Sequence[Mapping[str, Any]], t: Words, name: str) -> Picture:
    """100 % stacked bars, one an item, grouped by construct; ``rows`` hold the counts under the scale points."""
    points = scale_points(rows[0])
    labels = _scale_labels(content, str(rows[0]["item"]), len(points), t)
    groups: list[str] = []
    ys: list[float] = []
    y = 0.0
    for row in rows:
        group = str(content.questionnaire.construct_of(str(row["item"])).code)
        if groups and group != groups[-1]:
            y += 0.35
        groups.append(group)
        ys.append(y)
        y += 1.0
    height = 0.95 + 0.40 * y

    def draw(figure: Any) -> None:
        left = 0.43
        axes = figure.add_axes((left, 0.42 / height, 0.985 - left, 1 - (0.42 + 0.42) / height))
        colors = _likert_colors(len(points))
        for row, at in zip(rows, ys, strict=True):
            counts = [float(row[point]) for point in points]
            total = sum(counts) or 1.0
            start = 0.0
            for i, count in enumerate(counts):
                share = 100 * count / total
                axes.barh(at, share, left=start, height=0.72, color=colors[i], lw=0)
                if share >= 5:
                    dark = len(points) > 2 and i in (0, len(points) - 1)
                    axes.text(
                        start + share / 2,
                        at,
                        f"{share:.0f}",
                        ha="center",
                        va="center_baseline",
                        fontsize=7.5,
                        color="white" if dark else INK,
                    )
                start += share
        axes.set_yticks([])
        for row, at in zip(rows, ys, strict=True):
            text = f"{row['item']}  {content.item_text(str(row['item']), t.lang)}"
            axes.annotate(
                wrap(text, 52, 3), (0.008, at), xycoords=("figure fraction", "data"), va="center", fontsize=7.4,
                linespacing=1.05, annotation_clip=False,
            )  # fmt: skip
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(max(ys) + 0.6, min(ys) - 0.6)
        axes.set_xlim(0, 100)
        axes.set_xlabel(t("report.items.likert_x"), fontsize=8)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}%")
        axes.tick_params(axis="x", labelsize=8)
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
        from matplotlib.patches import Patch

        handles = [Patch(color=color, label=label) for color, label in zip(colors, labels, strict=True)]
        figure.legend(
            handles=handles, ncol=len(handles), loc="upper center", bbox_to_anchor=(0.5, 1 - 0.04 / height),
            frameon=False, fontsize=7.8, handlelength=1.1, handleheight=0.9, columnspacing=1.2,
        )  # fmt: skip

    return Plot(name, (WIDTH, height), draw, _mark(t, content.simulated))


def _scale_labels(content: Content, item: str, points: int, t: Words) -> list[str]:
    """The points of an item's scale with their labels; bare where the scale has another number of points."""
    numbers = range(1, points + 1)
    scale = content.questionnaire.scale_of(item)
    if scale.points != points or not scale.labels:
        return [str(number) for number in numbers]
    return [f"{number} {scale.label(number, t.lang)}" for number in numbers]


def estimates(axes: Any, rows: Sequence[tuple[float, Any, Any]], colors: Sequence[str]) -> None:
    """Estimates as points with their intervals, one row below the other; ``rows``: estimate, lower and upper end."""
    import pandas as pd
    import seaborn as sns

    known = [(y, value) for y, row in enumerate(rows) for value in row if value is not None and value == value]
    if not known:
        return
    frame = pd.DataFrame(known, columns=["row", "value"])
    # seaborn would compute intervals; here they are given: the first value is the estimate, the others its ends.
    sns.pointplot(
        frame, x="value", y="row", hue="row", palette=list(colors), orient="h", native_scale=True, legend=False,
        estimator=lambda given: given.iloc[0], errorbar=lambda given: (given.iloc[1:].min(), given.iloc[1:].max()),
        linestyle="none", markersize=6.5, markeredgewidth=0, err_kws={"linewidth": 1.7, "solid_capstyle": "round"},
        ax=axes,
    )  # fmt: skip
    axes.set_ylabel("")


def reliability(content: Content, rows: Sequence[Mapping[str, Any]], t: Words) -> Picture:
    """Cronbach's α with its interval, one row a construct."""
    known = [row for row in rows if row.get("alpha") is not None and row["alpha"] == row["alpha"]]
    height = 0.85 + 0.3 * len(known)

    def draw(figure: Any) -> None:
        axes = figure.add_axes((0.3, 0.5 / height, 0.67, 1 - 0.6 / height))
        low = min([0.7, *(float(row.get("alpha_ci_lower", row["alpha"])) for row in known)])
        ends = [(row["alpha"], row.get("alpha_ci_lower"), row.get("alpha_ci_upper")) for row in known]
        estimates(axes, ends, [ACCENT] * len(known))
        axes.axvline(0.7, color=MUTED, lw=0.9, ls=(0, (4, 3)))
        names = [wrap(content.with_code(str(row["construct"]), t.lang), 34, 2) for row in known]
        axes.set_yticks(range(len(known)), names, fontsize=8.5)
        axes.set_ylim(len(known) - 0.4, -0.6)
        axes.set_xlim(max(0.0, low - 0.05), 1.0)
        axes.set_xlabel(t("report.column", key="alpha"))
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color=RULE, lw=0.6)
        axes.set_axisbelow(True)

    return Plot("reliability", (WIDTH, height), draw, _mark(t, content.simulated))


def heatmap(content: Content, frame: Any, t: Words, name: str) -> Picture:
    """The lower triangle of a square frame of constructs with its numbers."""
    names = [str(column) for column in frame.columns]
    k = len(names)
    side = min(5.6, 0.55 * k + 0.6)
    width, height = side + 2.1, side + 0.75

    def draw(figure: Any) -> None:
        import numpy as np
        import seaborn as sns

        values = frame.loc[names, names].to_numpy(float)
        values = np.where(np.isnan(values), values.T, values)
        mask = np.triu(np.ones((k, k), dtype=bool))
        axes = figure.add_axes((1.95 / width, 0.6 / height, (side - 0.1) / width, (side - 0.1) / height))
        sns.heatmap(
            values, mask=mask, ax=axes, vmin=0, vmax=1, cmap=sns.light_palette(BLUE, as_cmap=True), cbar=False,
            annot=np.array([[formats.number(v, 2) for v in row] for row in values]), fmt="", linewidths=1,
            linecolor="white", annot_kws={"fontsize": 8},
        )  # fmt: skip
        axes.set_xticks(
            np.arange(k - 1) + 0.5,
            [wrap(content.name(n, t.lang), 10 if t.han else 13, 3) for n in names[:-1]],
            fontsize=7.5,
            rotation=0,
        )
        axes.set_yticks(
            np.arange(1, k) + 0.5,
            [wrap(content.with_code(n, t.lang), 24, 2) for n in names[1:]],
            fontsize=8,
            rotation=0,
        )
        axes.set_xlim(0, k - 1)
        axes.set_ylim(k, 1)
        axes.tick_params(length=0)

    return Plot(name, (width, height), draw, _mark(t, content.simulated))


def effects(content: Content, rows: Sequence[Mapping[str, Any]], t: Words) -> Picture:
    """Total effects on the outcome with their intervals, ranked; direct and indirect parts as marks beside them."""
    height = 1.0 + 0.5 * len(rows)

    def number(row: Mapping[str, Any], key: str) -> float | None:
        found = row.get(key)
        return None if found is None or found != found else float(found)

    def draw(figure: Any) -> None:
        import seaborn as sns

        axes = figure.add_axes((0.24, 0.5 / height, 0.52, 1 - 0.9 / height))
        axes.axvline(0, color=INK, lw=0.8, zorder=1)
        ends: list[float] = [0.0]
        totals = [number(row, "total") or 0.0 for row in rows]
        intervals = [(number(row, "total_ci_lower"), number(row, "total_ci_upper")) for row in rows]
        colors = [BLUE if total >= 0 else RED for total in totals]
        places = range(len(rows))
        sns.barplot(
            x=totals, y=places, hue=places, palette=colors, orient="h", native_scale=True, width=0.5, alpha=0.28,
            saturation=1, legend=False, ax=axes,
        )  # fmt: skip
        estimates(axes, [(total, *pair) for total, pair in zip(totals, intervals, strict=True)], colors)
        for y, (row, total, (low, high)) in enumerate(zip(rows, totals, intervals, strict=True)):
            ends += [end for end in (total, low, high) if end is not None]
            for key, marker in (("direct", "s"), ("indirect", "D")):
                part = number(row, key)
                # A path the model lacks has 0 and no standard error; it has no mark.
                if part is not None and (part or number(row, f"{key}_se") is not None):
                    axes.plot(part, y + 0.34, marker, mfc="white", mec=INK, ms=4.2, mew=0.9, zorder=4)
                    ends.append(part)
            text = formats.beta(total)
            if low is not None and high is not None:
                text += " " + formats.interval(low, high, 2)
            axes.annotate(
                text, (1.02, y), xycoords=("axes fraction", "data"), va="center", fontsize=8, annotation_clip=False
            )
        names = [wrap(content.name(str(row["source"]), t.lang), 26, 2) for row in rows]
        axes.set_yticks(range(len(rows)), names, fontsize=9)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        pad = 0.06 * (max(ends) - min(ends) or 1.0)
        axes.set_xlim(min(ends) - pad, max(ends) + pad)
        axes.set_xlabel(t("report.effects.axis"))
        axes.xaxis.set_major_formatter(lambda value, _: formats.number(value, 2))
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color=RULE, lw=0.6)
        axes.set_axisbelow(True)
        axes.spines["left"].set_visible(False)
        from matplotlib.lines import Line2D

        handles = [
            Line2D([], [], color=BLUE, marker="o", ms=5.5, lw=1.8, label=t("report.effects.legend_total")),
            Line2D([], [], ls="", marker="s", mfc="white", mec=INK, ms=4.2, label=t("report.effects.legend_direct")),
            Line2D([], [], ls="", marker="D", mfc="white", mec=INK, ms=4.2, label=t("report.effects.legend_indirect")),
        ]
        figure.legend(handles=handles, ncol=3, loc="upper center", bbox_to_anchor=(0.5, 1.0), frameon=False, fontsize=8)

    return Plot("effects", (WIDTH, height), draw, _mark(t, content.simulated))


def scree(observed: Any, threshold: Any, t: Words, *, simulated: bool) -> Picture:
    """Eigenvalues of the data, and the threshold from data without factors."""

    def draw(figure: Any) -> None:
        axes = figure.add_axes((0.1, 0.16, 0.87, 0.78))
        k = range(1, len(observed) + 1)
        axes.plot(k, observed, "o-", color=ACCENT, lw=1.3, ms=4, label=t("report.efa.scree_data"))
        if threshold is not None:
            axes.plot(k, threshold, "--", color=RED, lw=1.1, label=t("report.efa.scree_random"))
        axes.axhline(0, color=RULE, lw=0.7)
        axes.set_xlabel(t("report.efa.scree_x"))
        axes.set_ylabel(t("report.efa.scree_y"))
        axes.set_xticks([i for i in k if i == 1 or i % 5 == 0])
        axes.legend(frameon=False, fontsize=8)

    return Plot("scree", (WIDTH, 3.2), draw, _mark(t, simulated))


def bubbles(content: Content, grid: Any, rows: Sequence[Mapping[str, Any]], t: Words) -> Picture:
    """How often against how much, a bubble a thing, as large as the share of people who do it at all."""
    shown = [
        row
        for row in rows
        if all(row.get(key) == row.get(key) and row.get(key) is not None for key in ("frequency", "amount", "share"))
    ]

    def axis(axes: Any, construct: str, side: str) -> None:
        item = content.questionnaire.items_of(construct)[0]
        scale = content.questionnaire.scale_of(item)
        points = list(scale.answers)
        if points:
            names = [wrap(scale.label(point, t.lang), 14, 2) for point in points]
            getattr(axes, f"set_{side}ticks")(points, names, fontsize=8)
            getattr(axes, f"set_{side}lim")(points[0] - 0.4, points[-1] + 0.4)
        getattr(axes, f"set_{side}label")(content.name(construct, t.lang))

    def draw(figure: Any) -> None:
        axes = figure.add_axes((0.16, 0.18, 0.81, 0.78))
        free = -1.0
        for row in sorted(shown, key=lambda row: float(row["amount"])):
            x, y, share = (float(row[key]) for key in ("frequency", "amount", "share"))
            axes.scatter(x, y, s=500 * share, color=BLUE, alpha=0.35, lw=0)
            free = max(y, free + 0.3)  # names stand above each other, even where bubbles do not
            text = wrap(content.item_text(str(row["item"]), t.lang), 30, 2)
            axes.annotate(
                text, (x, y), xytext=(x + 0.22, free), va="center", fontsize=7.5,
                arrowprops={"arrowstyle": "-", "color": RULE, "lw": 0.6},
            )  # fmt: skip
        axis(axes, grid.x, "x")
        axis(axes, grid.y, "y")
        axes.grid(color=RULE, lw=0.6)
        axes.set_axisbelow(True)

    return Plot(f"grid_{grid.id}", (WIDTH, 4.6), draw, _mark(t, content.simulated))
