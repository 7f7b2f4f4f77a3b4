"""What a report is made from: the results of every stage, nothing recomputed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tamkit.errors import InputError
from tamkit.messages import Message

if TYPE_CHECKING:
    from tamkit.report.findings import Findings


@dataclass(frozen=True, slots=True)
class Layout:
    """How a study wants its reports to look.

    Attributes
    ----------
    layouts
        Layout by format, where it isn't the format's own (`tamkit.report.layouts.DEFAULT`).
    chapter
        The number of the chapter the report becomes: tables are 表4-1.
    decimals
        Of numbers that have three by themselves.
    references
        Style of the list of references, "" for the language's own.
    template
        Path of a Word file whose styles are used, "" for ours.
    grey
        Whether every figure is in black, white and grey, for print.
    hypothesis_labels
        Whether the path diagram names the hypothesis of each arrow.
    """

    layouts: Mapping[str, str] = field(default_factory=dict)
    chapter: int | None = None
    decimals: int = 3
    references: str = ""
    template: str = ""
    grey: bool = False
    hypothesis_labels: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """
    title: bilingual (``.get(lang)``). questionnaire: what was asked. findings: what the stages found (docs/design.md);
    a chapter asks for its field and doesn't appear where that is None. provenance: who made the numbers from what —
    ``versions``, ``hashes``, ``options`` (mappings), ``seed``, ``command`` … , printed in the methods and the appendix.
    warnings: sentences, printed whole. simulated: every page, caption and file says so.
    layout: how the reports are to look.
    """

    title: Any
    questionnaire: Any
    findings: Findings
    provenance: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Message | str, ...] = ()
    simulated: bool = False
    layout: Layout = field(default_factory=Layout)

    # What nearly every chapter is made from; None of the last two only in a report without models, which has no
    # chapter that asks them for more.

    @property
    def clean(self) -> Any:
        return self.findings.clean

    @property
    def description(self) -> Any:
        return self.findings.description

    @property
    def measurement(self) -> Any:
        return self.findings.measurement

    @property
    def drivers(self) -> Any:
        return self.findings.drivers

    def name(self, code: str, lang: str) -> str:
        """The name of a construct, variable or check in the language; the code itself when nothing has that code."""
        for kind in ("construct", "variable", "check"):
            try:
                found = getattr(self.questionnaire, kind)(code)
            except (InputError, LookupError):
                continue
            return self.text(found.text if kind == "check" else found.name, lang)
        return Message("questionnaire.knowledge_score").say(lang) if code == "knowledge" else code

    def text(self, text: Any, lang: str) -> str:
        """A bilingual text with the generic product piped in (``{P}``)."""
        products = getattr(self.questionnaire, "products", None)
        return str(text.get(lang, products.name(None, lang)) if products is not None else text.get(lang))

    def within(self, code: str, lang: str) -> str:
        """The name inside a sentence: in English ``perceived risk``, but ``AI trust``."""
        name = self.name(code, lang)
        lowers = Message("language.lower_within").say(lang) == "yes"
        return name[0].lower() + name[1:] if lowers and name != code and name[1:2].islower() else name

    def with_code(self, code: str, lang: str) -> str:
        """``感知有用性（PU）``: the name people read with the code tables and syntax use."""
        name = self.name(code, lang)
        if name == code:
            return code
        return Message("report.with_code", name=name, code=code).say(lang)

    def item_text(self, code: str, lang: str) -> str:
        """The item as it was asked, products piped in; the code when the questionnaire has no such item."""
        try:
            return str(self.questionnaire.label(code, lang))
        except (InputError, LookupError):
            return code

    def questionnaire_facet(self, code: str) -> bool:
        """Whether a construct is a facet of a second-order one (its R² is a loading, not a prediction)."""
        return any(code in construct.facets for construct in self.questionnaire.constructs)
