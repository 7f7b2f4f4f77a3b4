"""What would stop a report, or leave a part of it out, found before the analysis from the models and the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from tamkit.errors import NotIdentified, TamkitError, listed
from tamkit.messages import Message
from tamkit.questionnaire.texts import Part, Text
from tamkit.study.modelled import modelled, modelled_items
from tamkit.study.protected import protected

if TYPE_CHECKING:
    from tamkit.questionnaire import Questionnaire
    from tamkit.study.declared import Declared
    from tamkit.survey import Clean, Description
    from tamkit.syntax import Model

#: Fewer people than this in a cell of a table may be known by it.
FEW = 5
#: Correlations count as perfect beyond this.
PERFECT = 1 - 1e-9


def stops(study: Declared, clean: Clean) -> tuple[Message, ...]:
    """What would end the study at its measurement model or a structural model."""
    if not study.models:
        return ()
    items = [code for code in modelled_items(study.questionnaire) if code in clean.items.columns]
    used = clean.items[items]
    empty = [code for code in items if used[code].isna().all()]
    if empty:
        return (Message("study.items_without_answers", items=listed(empty, 8), n=len(empty), valid=clean.n),)
    listwise = study.options.missing == "listwise"
    rows = used.dropna() if listwise else used.dropna(how="all")
    if len(rows) <= len(items):
        sizes = {"rows": len(rows), "received": clean.received, "valid": clean.n}
        return (Message("study.too_few_rows", items=len(items), needed=len(items) + 1, complete=listwise, **sizes),)
    constant = [code for code in items if rows[code].nunique() < 2]
    if constant:
        return (Message("study.items_constant", items=listed(constant, 8), n=len(constant), rows=len(rows)),)
    return tuple(_copies(rows))


def _copies(rows: Any) -> list[Message]:
    """Items that other items determine: no covariance matrix of them can be inverted."""
    whole = rows.dropna()
    if len(whole) <= rows.shape[1] or not (whole.std() > 0).all():
        return []  # incomplete rows of fiml: pairs can't be judged by complete rows alone
    R = np.corrcoef(whole.to_numpy(dtype=float).T)
    pairs = [(whole.columns[i], whole.columns[j]) for i, j in np.argwhere(np.triu(np.abs(R) > PERFECT, 1))]
    if pairs:
        return [Message("study.items_equal", pairs=tuple(f"{one} = {other}" for one, other in pairs[:6]), n=len(pairs))]
    values, vectors = np.linalg.eigh(R)
    if values[0] > 1e-10:
        return []
    together = [str(code) for code, weight in zip(whole.columns, vectors[:, 0], strict=True) if abs(weight) > 1e-4]
    return [Message("study.items_dependent", items=listed(together, 8))]


def losses(study: Declared, clean: Clean) -> tuple[Message, ...]:
    """What the report would lack or show otherwise than wanted; none of it ends the study."""
    said = (
        _derived(study, clean),
        _groups(study, clean),
        _controls(study, clean),
        _analyses(study, clean),
        _questions(study),
        _languages(study),
    )
    if "small_cells" in study.file.tree.data:
        return tuple(one for messages in said for one in messages)
    from tamkit.survey import describe

    return tuple(one for messages in (*said, few_people(study, describe(clean))) for one in messages)


def _derived(study: Declared, clean: Clean) -> Iterator[Message]:
    from tamkit.survey.derived import indistinct

    alike = indistinct(study.questionnaire, clean.respondents)
    if alike is not None:
        yield alike


def _groups(study: Declared, clean: Clean) -> Iterator[Message]:
    from tamkit.drivers import usable
    from tamkit.drivers.groups import named

    items = [code for code in modelled_items(study.questionnaire) if code in clean.items.columns]
    for place, group in enumerate(dict.fromkeys(study.spec.groups)):
        at = study.file.at("groups", place)
        if group not in clean.respondents.columns:
            yield Message("located", place=at, what=Message("study.not_in_the_data", variable=group))
            continue
        try:
            _, refused = usable(
                modelled(clean), items, group, missing=study.options.missing,
                variable=study.questionnaire.variable(group),
            )  # fmt: skip
        except TamkitError as error:
            yield protected(Message("located", place=at, what=error.message), study.spec.small_cells)
            continue
        if refused:
            small = named(refused, study.questionnaire.variable(group))
            told = Message("study.groups_too_small", variable=group, groups=small, n=len(small))
            yield protected(Message("located", place=at, what=told), study.spec.small_cells)


def _controls(study: Declared, clean: Clean) -> Iterator[Message]:
    for place, code in enumerate(dict.fromkeys(study.spec.controls)):
        at = study.file.at("controls", place)
        if code not in clean.respondents.columns:
            yield Message("located", place=at, what=Message("study.not_in_the_data", variable=code))
        elif clean.respondents[code].nunique() < 2:
            yield Message("located", place=at, what=Message("drivers.control_constant", code=code))


def _analyses(study: Declared, clean: Clean) -> tuple[Message, ...]:
    """Why declared analyses can't be made."""
    wanted = study.questionnaire.analyses
    if not wanted.of_answers:
        return ()
    from tamkit.survey.analyses import make
    from tamkit.survey.battery import answers

    return tuple(make(answers(clean), study.questionnaire, wanted).notes)


def few_people(study: Declared, found: Description) -> Iterator[Message]:
    """Frequencies by which people might be known, where the study says nothing of them."""
    if "small_cells" in study.file.tree.data:
        return
    n = sum(int(((frame["n"] > 0) & (frame["n"] < FEW)).sum()) for frame in (found.respondents, found.multiple))
    if n:
        yield Message("study.small_cells", n=n)


def _questions(study: Declared) -> Iterator[Message]:
    """Research questions about drivers that the model reported in full does not answer, whatever the answers are."""
    form, spec = study.questionnaire, study.spec
    model = form.model(study.models[-1]) if study.models else None
    arrows = [] if model is None else [(term.rhs, term.lhs) for term in model.terms if term.op == "~"]
    explained = tuple(dict.fromkeys(target for _, target in arrows))
    for place, one in enumerate(form.questions):
        if one.kind != "drivers":
            continue
        outcome = str(one.outcome)
        if model is None:
            why = Message("drivers.answer.no_models")
        elif outcome not in explained:
            why = Message("drivers.answer.other_outcome", asked=outcome, known=explained)
        elif one.of and not set(one.of) & {code for code, _ in arrows}:
            why = Message("drivers.answer.none_leads", codes=one.of, outcome=outcome)
        else:
            continue
        told = Message("study.question_unanswered", id=one.id, why=why)
        yield Message("located", place=study.file.at("questions", place), what=told) if spec.questions else told


def _languages(study: Declared) -> Iterator[Message]:
    for place, lang in enumerate(study.spec.report.lang):
        absent = list(dict.fromkeys(text.rstrip("。.") for text in untranslated(study.questionnaire, lang)))
        if absent:
            shown = tuple(text if len(text) <= 30 else f"{text[:29]}…" for text in absent[:3])
            several = isinstance((study.file.tree.data.get("report") or {}).get("lang"), list)
            at = study.file.at("report", "lang", place) if several else study.file.at("report", "lang")
            told = Message(
                "study.untranslated", language=lang, n=len(absent), texts=shown, more=len(absent) - len(shown)
            )
            yield Message("located", place=at, what=told)


def untranslated(form: Questionnaire, lang: str) -> Iterator[str]:
    """The texts a report shows that a language has no words for: the other language's stand in."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, Text):
            if getattr(value, lang, None) is None:
                yield next(iter(value.both()))
        elif isinstance(value, Part):
            for name in type(value).model_fields:
                yield from walk(getattr(value, name))
        elif isinstance(value, Iterable) and not isinstance(value, str | dict):
            for part in value:
                yield from walk(part)

    # A questionnaire that names no language gives all its texts in one; a plain word is the same in both.
    for part in (form.title, form.constructs, form.variables, form.models, form.hypotheses, form.analyses):
        yield from walk(part)
    for scale in form.scales.values():
        if scale.labels and lang not in scale.labels:
            yield next(iter(scale.labels.values()))[0]


def not_identified(form: Questionnaire, names: Iterable[str] | None = None) -> tuple[Message, ...]:
    """Models that no data could identify, found by fitting them to made-up correlations.

    Every construct's items go together there more than with others, and all of them somewhat.
    """
    found = []
    for name in [model.name for model in form.models] if names is None else names:
        try:
            _fitted(form.model(name))
        except NotIdentified as error:
            found.append(Message("located", place=Message("study.model_named", model=name), what=error.message))
        except (TamkitError, ArithmeticError, np.linalg.LinAlgError):
            continue  # what made-up numbers can't be fitted says nothing of the model
    return tuple(found)


def _fitted(model: Model) -> None:
    import pandas as pd

    from tamkit.sem import Moments, fit

    names = list(model.names().ov)
    loadings = np.full((len(names), 1 + len(model.names().lv)), 0.0)
    loadings[:, 0] = np.linspace(0.5, 0.6, len(names))
    for term in model.terms:
        if term.op == "=~" and term.rhs in names:
            loadings[names.index(term.rhs), 1 + model.names().lv.index(term.lhs)] = 0.5
    R = loadings @ loadings.T
    np.fill_diagonal(R, np.maximum(1.0, np.diag(R) + 0.3))
    fit(model, Moments(pd.DataFrame(R, names, names), 1000), estimator="ML")
