"""All checks of common-method bias in one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from tamkit.errors import AnalysisError
from tamkit.measurement.blocks import Source, blocks_of, first_order, items_of, measurement_model, scores
from tamkit.measurement.common_method_checks import Harman, checklist, full_collinearity, harman
from tamkit.measurement.common_method_factors import MarkerCfa, MethodFactor, marker_cfa, method_factor
from tamkit.measurement.competing import candidates
from tamkit.measurement.model_fits import changes, fit_table, needed, settings
from tamkit.measurement.remarks import NO_MARKER, Remarked, model_failed
from tamkit.messages import Message
from tamkit.sem.comparison import difference

if TYPE_CHECKING:
    import pandas as pd

    from tamkit.sem.options import Options


@dataclass(frozen=True, slots=True, repr=False)
class MethodBias(Remarked):
    """Common-method bias, from the weakest evidence to the strongest.

    Attributes
    ----------
    checklist
        Procedural remedies and whether they were taken: they come before any statistic.
    harman
        First unrotated factor, with its caveat.
    one_factor
        DataFrame of two rows, measurement and one_factor, with fit measures.
    one_factor_test
        chisq_diff, df_diff, pvalue_diff and cfi_diff of one factor against the measurement model.
    collinearity
        Full-collinearity VIF.
    latent
        Unmeasured latent method factor, or None when it did not converge.
    marker
        CFA marker technique, or None without a marker construct.
    fits
        The measurement model and the one-factor model.
    options
        What they were fitted with.
    remarks, notes
        What failed or was left out.
    """

    checklist: pd.DataFrame
    harman: Harman
    one_factor: pd.DataFrame
    one_factor_test: dict[str, float]
    collinearity: pd.DataFrame
    latent: MethodFactor | None
    marker: MarkerCfa | None
    fits: dict[str, Any]
    options: Options
    remarks: tuple[Message, ...]

    def _known_by(self) -> dict[str, object]:
        worst = self.collinearity
        return {
            "Harman": Message("measurement.first_component", share=self.harman.pca),
            "VIF": Message("measurement.at_most", vif=worst["vif"].max()) if "vif" in worst and len(worst) else None,
            "best tests": tuple(name for name in ("latent", "marker") if getattr(self, name) is not None),
        }

    def _repr_html_(self) -> str:
        parts = [Remarked._repr_html_(self), *(part._repr_html_() for part in (self.latent, self.marker) if part)]
        share = Message("measurement.harman_share", share=self.harman.pca)
        return "".join(f"<p>{escape(str(said))}</p>" for said in (share, self.harman.caveat)) + "".join(parts)


def common_method(
    data: pd.DataFrame,
    constructs: Source,
    *,
    marker: str | None = None,
    structure: str | None = None,
    answers: Mapping[str, bool] | None = None,
    lang: str | None = None,
    options: Options | None = None,
    **given: Any,
) -> MethodBias:
    """Checklist, Harman, one-factor CFA, full-collinearity VIF, latent method factor, CFA marker.

    Parameters
    ----------
    data, constructs
        Scores and what measures what. A ``marker`` construct among them is used by the marker technique only.
    marker
        Code of the marker construct.
    structure
        Regressions among first-order constructs, to see how paths change with a method factor.
    answers, lang
        Answers to the procedural checklist by key (see ``measurement.CHECKLIST``), and the language of its questions
        (see :func:`tamkit.measurement.checklist`).
    options, given
        `tamkit.sem.Options`, or its fields as keywords; MLR unless named.
    """
    every = blocks_of(constructs)
    blocks = tuple(block for block in every if block.code != marker)
    if len(first_order(blocks)) < 2:
        raise AnalysisError("measurement.bias_two_constructs")
    frame = scores(data, items_of(every))
    chosen = settings(options, given)
    measurement = needed("measurement", measurement_model(blocks), frame, chosen)
    single = needed("one_factor", candidates(blocks)["one_factor"], frame, chosen)
    notes: list[Message] = []
    latent = None
    try:
        latent = method_factor(frame, blocks, structure=structure, options=chosen)
        notes += latent.remarks
    except AnalysisError as error:
        notes.append(model_failed("method", error.message))
    found_marker = None
    if marker is None:
        notes.append(NO_MARKER)
    else:
        found_marker = marker_cfa(frame, every, marker, options=chosen)
        notes += found_marker.remarks
    test = difference(measurement, single)
    test |= changes(single, measurement, ["cfi"])
    return MethodBias(
        checklist=checklist(answers, lang),
        harman=harman(frame, blocks),
        one_factor=fit_table({"measurement": measurement, "one_factor": single}),
        one_factor_test=test,
        collinearity=full_collinearity(frame, blocks, measurement.latent_cor()),
        latent=latent,
        marker=found_marker,
        fits={"measurement": measurement, "one_factor": single},
        options=chosen,
        remarks=tuple(notes),
    )
