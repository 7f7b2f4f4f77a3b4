"""A fit as text, as HTML and as the JSON of the command line."""

from __future__ import annotations

import html as html_module
import math
from typing import Any, Protocol

from tamkit.messages import Message
from tamkit.sem.bootstrap import Bootstrap
from tamkit.sem.estimate import Fitted
from tamkit.sem.fit_tests import FitTest
from tamkit.sem.notes import FitWarning
from tamkit.sem.options import Options
from tamkit.sem.versions import NAIVE, named, shown
from tamkit.shown import Card, phrase, width_of


class Described(Fitted, Protocol):
    """What a fit must show to be described."""

    @property
    def estimator(self) -> str: ...

    @property
    def engine(self) -> str: ...

    @property
    def options(self) -> Options: ...

    @property
    def bootstrap(self) -> Bootstrap | None: ...

    @property
    def fit(self) -> dict[str, float]: ...

    @property
    def tested(self) -> tuple[FitTest, ...]: ...

    @property
    def warnings(self) -> tuple[FitWarning, ...]: ...

    @property
    def table(self) -> Any: ...

    @property
    def r2(self) -> dict[str, Any]: ...

    def told_indirect(self) -> list[dict[str, Any]] | None: ...


SECTIONS = ("=~", "~", "~~", "~1", "|", "~*~", ":=")


def summary(fit: Described) -> str:
    """The text of ``fit.summary()``, in the language set; measures and columns keep lavaan's names."""
    lines = [*_head(fit), *_measures(fit), *_tests(fit)]
    for g, label in enumerate(fit.setup.sample.groups):
        if len(fit.setup.sample.groups) > 1:
            lines += ["", str(Message("sem.summary_group", number=g + 1, label=label, n=fit.setup.sample.n[g]))]
        lines += _parameters(fit, g + 1)
    lines += _parameters(fit, 0)
    lines += _r2(fit)
    return "\n".join(lines) + "\n"


def _head(fit: Described) -> list[str]:
    iterations = fit.estimate.iterations if fit.estimate.converged else None
    settings = fit.setup.settings
    errors = settings.se + ("" if fit.bootstrap is None else ", := bootstrap")
    sample = fit.setup.sample
    said = [
        Message("sem.summary_head", estimator=fit.estimator, engine=fit.engine, iterations=iterations),
        Message("sem.summary_n", n=sum(sample.n), groups=len(sample.n)),
        Message(
            "sem.summary_how",
            free=fit.setup.npar,
            errors=errors,
            information=settings.information,
            likelihood=settings.likelihood,
        ),
    ]
    if sample.dropped:
        said.append(Message("sem.summary_dropped", n=sample.dropped))
    if fit.bootstrap is not None:
        b = fit.bootstrap
        drawn = {"draws": b.requested, "converged": b.converged, "admissible": b.admissible}
        said.append(Message("sem.summary_bootstrap", **drawn, changed=b.basins.changed, kind=b.kind, seed=b.seed))
    lines = [str(message) for message in said]
    if fit.warnings:
        told = (Message("sem.summary_warning", code=warning.code, what=warning.message) for warning in fit.warnings)
        lines += ["", *map(str, told)]
    return lines


def _title(part: str) -> str:
    return str(Message("sem.summary_part", part=part))


def _right(text: str, width: int) -> str:
    """Text at the right of a column, a Chinese character two wide."""
    return " " * (width - width_of(text)) + text


def _measures(fit: Described) -> list[str]:
    f = fit.fit
    lines = ["", _title("fit")]
    hidden = NAIVE if fit.options.kind.ordinal else ()
    columns = [""]
    if "chisq_scaled" in f or "cfi_robust" in f:
        columns += ["_scaled", "_robust"]
    if "chisq_browne" in f:
        columns.append("_browne")
    heads = (str(Message("sem.summary_version", version=suffix.lstrip("_") or "standard")) for suffix in columns)
    lines.append(f"  {'':<22}" + "".join(_right(head, 12) for head in heads))
    for key in ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "rmsea_ci_lower", "rmsea_ci_upper", "rmsea_pvalue"):
        cells = [None if key in hidden and not suffix else f.get(f"{key}{suffix}") for suffix in columns]
        if any(cell is not None for cell in cells):
            lines.append(f"  {key:<22}" + "".join(f"{c:>12.3f}" if c is not None else " " * 12 for c in cells))
    for key in ("chisq_scaling_factor", "srmr", "gfi", "agfi", "nfi", "ifi", "logl", "aic", "bic"):
        if key in f:
            lines.append(f"  {key:<22}{f[key]:>12.3f}")
    return lines


def _tests(fit: Described) -> list[str]:
    if not fit.tested:
        return []
    lines = ["", _title("tests"), f"  {'':<26}" + "".join(f"{word:>12}" for word in ("stat", "df", "p"))]
    for one in fit.tested:
        numbers = "".join(
            f"{number:>12.3f}" if number == number else " " * 12 for number in (one.stat, one.df, one.pvalue)
        )
        drawn = one.drawn and Message(
            "sem.summary_drawn",
            converged=one.drawn["converged"],
            draws=one.drawn["draws"],
            seed=one.drawn.get("seed"),
        )
        lines.append(f"  {one.test:<26}{numbers}" + (f"  {drawn}" if drawn else ""))
    return lines


def _parameters(fit: Described, group: int) -> list[str]:
    frame = fit.table[fit.table["group"] == group]
    lines: list[str] = []
    for op in SECTIONS:
        part = frame[frame["op"] == op]
        if not len(part) or (op == "~*~" and not part["free"].any()):
            continue
        heads = ("est", "se", "z", "p", "ci.lower", "ci.upper", "std.lv", "std.all")
        lines += ["", _title(op), f"  {'':<28}" + "".join(f"{word:>10}" for word in heads)]
        for row in part.itertuples():
            name = f"{row.lhs} {row.op} {row.rhs}".strip() if op != ":=" else row.lhs
            label = f" ({row.label})" if row.label and op != ":=" else ""
            limits = (row.ci_lower, row.ci_upper, row.std_lv, row.std_all)
            cells = [*map(_cell, (row.est, row.se, row.z)), _p(row), *map(_cell, limits)]
            lines.append(f"  {name + label:<28}" + "".join(cells))
    return lines


def _cell(value: float) -> str:
    return f"{value:>10.3f}" if value == value else " " * 10


def _p(row: Any) -> str:
    """The p of a row; below what the draws can tell, that it is."""
    if not row.pvalue < row.resolution:
        return _cell(row.pvalue)
    return f"{'<' + f'{math.ceil(row.resolution * 1000 - 1e-9) / 1000:.3f}':>10}"


def _r2(fit: Described) -> list[str]:
    lines = ["", _title("r2")]
    parts = {"": fit.r2} if len(fit.setup.sample.groups) == 1 else fit.r2
    for label, part in parts.items():
        if label:
            lines.append(f"  {Message('sem.summary_group_of', label=label)}")
        lines += [f"  {name:<28}{value:>10.3f}" for name, value in part.items()]
    return lines


def to_dict(fit: Described) -> dict[str, Any]:
    """Plain data for JSON; a number that does not exist is left out."""
    out: dict[str, Any] = {
        "engine": fit.engine,
        "estimator": fit.estimator,
        "options": fit.options.to_dict(),
        "converged": fit.estimate.converged,
        "warnings": [warning.to_dict() for warning in fit.warnings],
        "n": list(fit.setup.sample.n),
        "groups": [label for label in fit.setup.sample.groups if label],
        "parameters": [_plain(row) for row in fit.table.to_dict("records")],
        "fit": {key: _number(key, value) for key, value in fit.fit.items()},
        "r2": fit.r2,
    }
    ways = fit.told_indirect()
    if ways is not None:
        out["indirect"] = ways
    if fit.tested:
        out["tests"] = [one.to_dict() for one in fit.tested]
    if fit.bootstrap is not None:
        b = fit.bootstrap
        out["bootstrap"] = {
            "requested": b.requested,
            "converged": b.converged,
            "admissible": b.admissible,
            "ci": b.kind,
            "seed": b.seed,
        }
        if b.basins.changed:
            out["bootstrap"]["changed_basin"] = b.basins.changed
    return out


def _number(key: str, value: float) -> float | int:
    whole = key in ("npar", "df", "baseline_df", "ntotal") and float(value).is_integer()
    return int(value) if whole else value


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, float) and value != value:
            continue
        out[key] = bool(value) if key == "free" else (int(value) if key == "group" else value)
    return out


def html(fit: Described) -> str:
    """The text of the summary in a fixed-width block that a notebook shows when asked."""
    text = html_module.escape(summary(fit))
    return f"<details><summary>summary()</summary><pre style='line-height:1.25'>{text}</pre></details>"


def card(fit: Described) -> Card:
    """The fit in ten lines."""
    (f,) = shown(fit)
    names, sample, b = fit.setup.table.names, fit.setup.sample, fit.bootstrap
    groups = tuple(f"{label} {n:,}" for label, n in zip(sample.groups, sample.n, strict=True))
    size = Message("sem.model_size", latent=len(names.lv), observed=len(names.ov), free=fit.setup.npar)
    drawn = b and Message("sem.bootstrap_told", draws=b.requested, converged=b.converged, kind=b.kind)
    rows = {
        "model": size,
        "n": f"{sum(sample.n):,}",
        "groups": groups if len(sample.n) > 1 else None,
        "chisq": _chisq(f),
        "fit": _indices(f),
        "bootstrap": drawn,
        "warnings": tuple(dict.fromkeys(warning.code for warning in fit.warnings)),
    }
    iterations = fit.estimate.iterations if fit.estimate.converged else None
    title = Message("sem.fit_by", estimator=fit.estimator, engine=fit.engine, iterations=iterations)
    then = (".summary()", ".table", ".paths()", ".effects()", ".modification_indices()", ".diagram()")
    return Card(title, rows, then)


def _chisq(f: dict[str, float]) -> Message | None:
    suffix = "_scaled" if "chisq_scaled" in f else ""
    if f"chisq{suffix}" not in f:
        return None
    p = f.get(f"pvalue{suffix}")
    test = f"{f[f'chisq{suffix}']:.3f}, df {f.get(f'df{suffix}', f['df']):g}" + ("" if p is None else f", {phrase(p)}")
    return Message("sem.versioned", what=test, version="scaled" if suffix else None)


def _indices(f: dict[str, float]) -> tuple[Message | str, ...]:
    """The robust version where there is one, else the scaled; SRMR has none."""
    version = named("cfi", f)[1] or None
    keys = {key: key if version is None else f"{key}_{version}" for key in ("cfi", "tli", "rmsea")}
    told = tuple(f"{key.upper()} {f[found]:.3f}" for key, found in keys.items() if found in f)
    srmr = (f"SRMR {f['srmr']:.3f}",) if "srmr" in f else ()
    return (Message("sem.versioned", what=told, version=version), *srmr) if told else srmr
