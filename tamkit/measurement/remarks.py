"""What ``assess`` has to tell the reader, in both languages."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Iterable, Sequence
from typing import Any

from tamkit.errors import listed
from tamkit.messages import Message
from tamkit.questionnaire.texts import Text


def not_in_model(codes: Sequence[str]) -> Text:
    return Message("measurement.not_part_measurement_model", codes=listed(list(codes)), codes_2="、".join(codes))


def one_item(code: str, items: int) -> Text:
    return Message("measurement.has_item_model_alpha", code=code, items=items)


def composite(code: str) -> Text:
    return Message("measurement.composite_formed_by_items", code=code)


def other_cases(n: int, seed: int | None) -> Text:
    zh, en = ("", "") if seed is None else (f"(随机拆分种子 {seed})", f" (a random split, seed {seed})")
    return Message("measurement.exploratory_analysis_used_other", n=n, en=en, zh=zh)


def shared_cases(shared: int, n: int) -> Text:
    return Message("measurement.efa_cfa_used_same", shared=shared, n=n)


def negative_scaling(a: str, b: str) -> Text:
    return Message("measurement.no_scaled_difference_test", a=a, b=b)


def two_items(code: str) -> Text:
    return Message("measurement.has_two_items_alpha", code=code)


FIXED = Message("measurement.loading_fixed_set_scale")
ORDINAL = Message("measurement.ordinal_estimator_cr_omega")
NO_HTMT = Message("measurement.htmt_compares_constructs_two")
ML_HTMT = Message("measurement.htmt_maximum_likelihood_correlations")
PAIRWISE_HTMT = Message("measurement.htmt_correlations_pairwise_available")
ABSOLUTE_HTMT = Message("measurement.htmt_takes_absolute_correlations")


def fewer_draws(defined: int, draws: int) -> Text:
    return Message("measurement.htmt_exists_bootstrap_draws", defined=defined, draws=draws)


class Remarked:
    """A result that has something to say: ``remarks`` in both languages, ``notes`` the same in English.

    It shows its tables, rounded to three decimals, in a terminal (``print``) and in a notebook.
    """

    __slots__ = ()
    remarks: tuple[Text, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(english(self.remarks))

    def _tables(self) -> dict[str, Any]:
        found = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}  # type: ignore[arg-type]  # results are dataclasses, this base is none
        return {name: value for name, value in found.items() if hasattr(value, "to_html") and len(value)}

    def __repr__(self) -> str:
        shown = [f"{name}\n{frame.to_string(float_format=_three, na_rep='')}" for name, frame in self._tables().items()]
        options = getattr(self, "options", None)
        head = type(self).__name__ + ("" if options is None else f" ({options.estimator})")
        return "\n\n".join([head, *shown, *self.notes])

    def _repr_html_(self) -> str:
        tables = [
            f"<h4>{name}</h4>{frame.to_html(float_format=_three, na_rep='—', border=0)}"
            for name, frame in self._tables().items()
        ]
        return "".join(tables) + "".join(f"<p>{html.escape(note)}</p>" for note in self.notes)


def _three(value: float) -> str:
    return f"{value:.3f}"


def english(remarks: Iterable[Text]) -> list[str]:
    return [str(remark.get("en")) for remark in remarks]


def model_failed(name: str, reason: str) -> Text:
    return Message("measurement.model", name=name, reason=reason)


def model_warns(name: str, message: str) -> Text:
    return Message("measurement.model_2", name=name, message=message)


def not_converged(name: str) -> Text:
    return Message("measurement.model_did_not_converge", name=name)


def heywood(items: Sequence[str]) -> Text:
    return Message("measurement.heywood_case_uniqueness_ran", items=listed(list(items)), items_2="、".join(items))


RULES_DISAGREE = Message("measurement.rules_number_factors_disagree")
COMPONENTS = Message("measurement.principal_components_hold_unique")


def no_correlation(a: str, b: str) -> Text:
    return Message("measurement.have_no_free_correlation", a=a, b=b)


def beyond(a: str, b: str, r: float, cutoff: float) -> Text:
    return Message("measurement.correlate_beyond_already_not", a=a, b=b, r=r, cutoff=cutoff)


HARMAN = Message("measurement.harmans_test_printed_by")
MODIFICATIONS = Message("measurement.modification_indices_information_nothing")
NO_METHOD_VARIANCE = Message("measurement.equal_method_loading_0")
NO_MARKER = Message("measurement.no_marker_construct_named")


def poor_configural(cfi: float) -> Text:
    return Message("measurement.configural_model_fits_poorly", cfi=cfi)


def without_group(rows: int, group: str) -> Text:
    return Message("measurement.rows_have_no_left", rows=rows, group=group)


def no_partial(level: str, freed: Sequence[str]) -> Text:
    zh, en = ("", "") if not freed else (f"释放 {'、'.join(freed)} 之后", f" after freeing {', '.join(freed)}")
    return Message("measurement.no_partial_invariance_nothing", level=level, en=en, zh=zh)


NO_MEANS = Message("measurement.latent_means_not_compared")
ORDINAL_BOUNDS = Message("measurement.bounds_changes_cfi_rmsea")
