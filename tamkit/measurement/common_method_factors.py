"""Common-method bias with a latent method factor: unmeasured (ULMC), or measured by a marker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tamkit.errors import AnalysisError, NotConverged, OptionError
from tamkit.measurement.blocks import Block, Source, blocks_of, first_order, items_of, scores
from tamkit.measurement.model_fits import (
    attempt,
    changes,
    first_order_model,
    fit_table,
    free_name,
    needed,
    settings,
)
from tamkit.measurement.remarks import NO_METHOD_VARIANCE, Remarked, together
from tamkit.messages import Message
from tamkit.sem.comparison import difference
from tamkit.sem.paths import path_rows
from tamkit.syntax import Key, Model

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.sem.options import Options

LABEL = "method_"


@dataclass(frozen=True, slots=True, repr=False)
class MethodFactor(Remarked):
    """Unmeasured latent method factor.

    Attributes
    ----------
    table
        Fit of ``measurement``, ``method_equal`` (one loading for all items) and ``method_free``, where they converged.
    tests
        DataFrame[model, chisq_diff, df_diff, pvalue_diff, cfi_diff, rmsea_diff, substantive, method]: each against the
        measurement model; the last two are mean shares of item variance due to constructs and to the method factor.
    paths
        With a structural model: DataFrame[lhs, rhs, std, std_method, change], standardized paths without and with the
        equal method factor; else None.
    fits
        Every fit by name.
    options
        What they were fitted with.
    remarks, notes
        What did not converge (common for this model), and admissibility warnings.
    """

    table: pd.DataFrame
    tests: pd.DataFrame
    paths: pd.DataFrame | None
    fits: dict[str, Any]
    options: Options
    remarks: tuple[Message, ...]


def method_factor(
    data: pd.DataFrame,
    constructs: Source,
    *,
    structure: str | None = None,
    options: Options | None = None,
    **given: Any,
) -> MethodFactor:
    """Add to the measurement model a factor on which every item loads and which correlates with no construct.

    Fitted with equal raw loadings (one parameter) and with free ones. By custom a ΔCFI below .01-.02 and a small change
    in the paths speak against serious method bias; a free method factor also soaks up real common variance.
    Facets stand as correlated first-order constructs. ``structure`` holds regressions among first-order constructs.
    ``options``, ``given``: `tamkit.sem.Options`, MLR unless named; latent variances are 1 throughout.
    Source: Podsakoff et al. (2003). R: ``lavaan::cfa`` with ``M =~ m*x1 + m*x2 + …``, ``M ~~ 0*…``
    and ``std.lv = TRUE``.

    >>> import numpy as np
    >>> import pandas as pd
    >>> rng = np.random.default_rng(3)
    >>> f = rng.multivariate_normal(np.zeros(3), 0.7 * np.eye(3) + 0.3, 500)
    >>> items = np.repeat(f, 4, axis=1) * ([1.2, 0.9, 0.6, 0.4] * 3) + 0.5 * rng.normal(size=(500, 1))
    >>> data = pd.DataFrame(items + rng.normal(size=(500, 12)), columns=list("abcdefghijkl"))
    >>> found = method_factor(data, {"A": list("abcd"), "B": list("efgh"), "C": list("ijkl")})
    >>> found.tests["model"].tolist(), bool(found.tests.loc[0, "pvalue_diff"] < 0.05)
    (['method_equal', 'method_free'], True)
    """
    import pandas as pd

    blocks = blocks_of(constructs)
    low = first_order(blocks)
    items = items_of(low)
    frame = scores(data, items)
    chosen = settings(options, given, std_lv=True)
    method = free_name(blocks, "METHOD")
    plain_model = first_order_model(blocks)
    equal_model = plain_model.with_method(method, items, label=LABEL)
    base = needed("measurement", plain_model, frame, chosen)
    fits, rows = {"measurement": base}, []
    notes: list[Message] = []
    for name in ("method_equal", "method_free"):
        if name == "method_equal" and _best_at_zero(base, plain_model, method, items, frame, chosen):
            rows.append(_no_method_variance(base, [block.code for block in low]))
            notes.append(NO_METHOD_VARIANCE)
            continue
        model = equal_model
        if name == "method_free":
            model = plain_model.with_method(method, items, start=started(fits.get("method_equal"), method))
        fit, said = attempt(name, model, frame, chosen)
        notes += said
        if fit is None:
            continue
        fits[name] = fit
        rows.append(
            {
                "model": name,
                **difference(fit, base),
                **changes(fit, base, ["cfi", "rmsea"]),
                "substantive": mean_squared_loading(fit, [block.code for block in low]),
                "method": mean_squared_loading(fit, [method]),
            }
        )
    if not rows:
        raise NotConverged("measurement.no_method_model", reasons=together(notes))
    paths = None
    table = fit_table(fits)
    if structure:
        plain = needed("structure", plain_model.plus(structure), frame, chosen)
        adjusted, said = attempt("structure with method factor", equal_model.plus(structure), frame, chosen)
        notes += said
        fits["structure"] = plain
        if adjusted is not None:
            fits["structure with method factor"] = adjusted
            paths = path_change(plain, adjusted)
    return MethodFactor(table, pd.DataFrame(rows), paths, fits, chosen, tuple(notes))


def _best_at_zero(base: Any, plain: Model, method: str, items: list[str], frame: pd.DataFrame, chosen: Options) -> bool:
    """Whether equal method loadings, up or down, fit the worse the larger they are. Then the loading is not identified
    at its estimate, 0: a search of it finds no end, however many starts it takes."""
    sd = float(frame[items].std().mean())
    last = base.fit["chisq"] - 1e-6
    for share in (0.02, 0.1, 0.3):
        fit, _ = attempt("small", plain.with_method(method, items, value=share * sd), frame, chosen)
        if fit is None or fit.fit["chisq"] < last:
            return False
        last = fit.fit["chisq"]
    return True


def _no_method_variance(base: Any, codes: list[str]) -> dict[str, Any]:
    same = {"chisq_diff": 0.0, "df_diff": 1.0, "pvalue_diff": 1.0, "cfi_diff": 0.0, "rmsea_diff": 0.0}
    return {"model": "method_equal", **same, "substantive": mean_squared_loading(base, codes), "method": 0.0}


def started(equal: Any | None, latent: str) -> float:
    """A start for free method loadings: where the equal ones ended. From elsewhere the search can end in a solution in
    which the method factor has taken a construct's place, and the construct has none."""
    if equal is None:
        return 0.2
    table = equal.table
    found = table[(table["op"] == "=~") & (table["lhs"] == latent) & (table["label"] == LABEL)]["est"]
    return float(found.iloc[0])


def mean_squared_loading(fit: Any, latents: list[str]) -> float:
    """Mean squared standardized loading on the given latent variables."""
    table = fit.table
    chosen = table[(table["op"] == "=~") & table["lhs"].isin(latents)]
    return float((chosen["std_all"].astype(float) ** 2).mean())


def path_change(plain: Any, adjusted: Any) -> pd.DataFrame:
    """Standardized paths of two fits side by side."""
    import pandas as pd

    frames = [
        pd.DataFrame(path_rows(fit.table)).set_index(["lhs", "rhs"])["std_all"].astype(float)
        for fit in (plain, adjusted)
    ]
    out = frames[0].rename("std").to_frame()
    out["std_method"] = frames[1].reindex(out.index)
    out["change"] = out["std_method"] - out["std"]
    return out.reset_index()


@dataclass(frozen=True, slots=True, repr=False)
class MarkerCfa(Remarked):
    """CFA marker technique.

    Attributes
    ----------
    table
        Fit of cfa, baseline, method_c, method_u and method_r.
    tests
        DataFrame[comparison, question, chisq_diff, df_diff, pvalue_diff]; a question is a message.
    marker
        Code of the marker construct.
    kept
        ``method_c`` or ``method_u``: the method model the restricted one was built on.
    method
        Mean share of the substantive items' variance due to the marker in the kept model.
    fits
        Every fit by name.
    options
        What they were fitted with.
    remarks, notes
        What did not converge, and admissibility warnings.
    """

    table: pd.DataFrame
    tests: pd.DataFrame
    marker: str
    kept: str
    method: float
    fits: dict[str, Any]
    options: Options
    remarks: tuple[Message, ...]


QUESTIONS = {
    "cfa - baseline": Message("measurement.marker.unrelated"),
    "baseline - method_c": Message("measurement.marker.variance"),
    "method_c - method_u": Message("measurement.marker.unequal"),
    "kept - method_r": Message("measurement.marker.bias"),
}


def marker_cfa(
    data: pd.DataFrame,
    constructs: Source,
    marker: str,
    *,
    level: float = 0.05,
    options: Options | None = None,
    **given: Any,
) -> MarkerCfa:
    """Williams, Hartman & Cavazotte (2010): baseline, method-C, method-U and method-R models with a marker construct.

    ``cfa``: constructs and marker, all correlated. ``baseline``: the marker uncorrelated with the constructs, its
    loadings and residual variances held at the CFA's. ``method_c``: the marker also loads on every substantive item,
    equally. ``method_u``: those loadings free. ``method_r``: the better of the two by their difference test, with the
    correlations of the constructs held at the baseline's. Facets stand as correlated first-order constructs.

    Parameters
    ----------
    marker
        Code of the marker construct among ``constructs``: items with no reason to relate to the others.
    level
        Significance level by which C or U is kept.
    options, given
        `tamkit.sem.Options`, or its fields as keywords; MLR unless named. Latent variances are 1 throughout.

    Raises
    ------
    InputError
        The marker is not among the constructs, or has one item.
    AnalysisError
        One of the models needed did not converge.

    Notes
    -----
    R: the same five models written out for ``lavaan::cfa(std.lv = TRUE)`` and ``lavTestLRT``.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> rng = np.random.default_rng(3)
    >>> f = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 400)
    >>> data = pd.DataFrame(np.repeat(f, 3, axis=1) + rng.normal(size=(400, 6)), columns=list("abcdef"))
    >>> scales = {"A": list("abc"), "B": list("def")}
    >>> mark = rng.normal(size=(400, 1)) + rng.normal(size=(400, 3))
    >>> data[["m1", "m2", "m3"]] = mark
    >>> marker_cfa(data, scales | {"MK": ["m1", "m2", "m3"]}, "MK").tests["df_diff"].tolist()[:2]
    [8.0, 1.0]
    """
    import pandas as pd

    blocks = blocks_of(constructs)
    own = next((block for block in first_order(blocks) if block.code == marker), None)
    if own is None or len(own.items) < 2:
        raise OptionError("measurement.marker_construct", marker=marker)
    substantive = tuple(block for block in first_order(blocks) if block.code != marker)
    if len(substantive) < 2:
        raise AnalysisError("measurement.marker_two_constructs")
    items = items_of(substantive)
    frame = scores(data, [*items, *own.items])
    chosen = settings(options, given, std_lv=True)
    cfa = first_order_model((*substantive, own))
    whole = needed("cfa", cfa, frame, chosen)
    base_model = cfa.with_fixed(_held_marker(whole, own)).uncorrelated(marker, [b.code for b in substantive])
    base = needed("baseline", base_model, frame, chosen)
    c_model = base_model.with_method(marker, items, label=LABEL)
    method_c = needed("method_c", c_model, frame, chosen)
    u_model = base_model.with_method(marker, items, start=started(method_c, marker))
    method_u, notes = attempt("method_u", u_model, frame, chosen)
    fits = {"cfa": whole, "baseline": base, "method_c": method_c}
    tests = {"cfa - baseline": difference(whole, base), "baseline - method_c": difference(method_c, base)}
    kept, kept_model = "method_c", c_model
    if method_u is not None:
        fits["method_u"] = method_u
        tests["method_c - method_u"] = difference(method_u, method_c)
        if tests["method_c - method_u"]["pvalue_diff"] < level:
            kept, kept_model = "method_u", u_model
    held = kept_model.with_fixed(_held_correlations(base, substantive))
    restricted, said = attempt("method_r", held, frame, chosen)
    notes += said
    if restricted is not None:
        fits["method_r"] = restricted
        tests["kept - method_r"] = difference(fits[kept], restricted)
    return MarkerCfa(
        table=fit_table(fits),
        tests=pd.DataFrame([{"comparison": name, "question": QUESTIONS[name], **test} for name, test in tests.items()]),
        marker=marker,
        kept=kept,
        method=_marker_share(fits[kept], marker, items),
        fits=fits,
        options=chosen,
        remarks=tuple(notes),
    )


def _held_marker(fit: Any, marker: Block) -> dict[Key, float]:
    """The marker's own loadings and residual variances fixed at the estimates of the CFA."""
    table = fit.table
    loading = table[(table["op"] == "=~") & (table["lhs"] == marker.code)].set_index("rhs")["est"]
    residual = table[(table["op"] == "~~") & (table["lhs"] == table["rhs"])].set_index("lhs")["est"]
    held: dict[Key, float] = {(marker.code, "=~", item): float(loading[item]) for item in marker.items}
    return held | {(item, "~~", item): float(residual[item]) for item in marker.items}


def _held_correlations(fit: Any, blocks: tuple[Block, ...]) -> dict[Key, float]:
    table = fit.table
    codes = {block.code for block in blocks}
    rows = table[(table["op"] == "~~") & (table["lhs"] != table["rhs"])]
    rows = rows[rows["lhs"].isin(codes) & rows["rhs"].isin(codes)]
    triples = zip(rows["lhs"], rows["est"], rows["rhs"], strict=True)
    return {(a, "~~", b): float(est) for a, est, b in triples}


def _marker_share(fit: Any, marker: str, items: list[str]) -> float:
    table = fit.table
    chosen = table[(table["op"] == "=~") & (table["lhs"] == marker) & table["rhs"].isin(items)]
    return float((chosen["std_all"].astype(float) ** 2).mean())
