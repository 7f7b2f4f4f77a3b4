"""Page one: one sentence that answers, what it rests on in a few cells, and a paragraph for each research question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamkit.drivers.verdicts import OPPOSITE
from tamkit.report import sentences, spoken
from tamkit.report.build import effect, num, records, value
from tamkit.report.chapters import answers, limits
from tamkit.report.content import Content
from tamkit.report.tree import Block, Cards, Note, Paragraph, Section, Table, blocks_of, paragraph
from tamkit.report.words import Words

if TYPE_CHECKING:
    from tamkit.drivers.answers import Answer

ORDER = 10
TOLD = 2  # statements of the question about drivers
#: What the first sentence and the cells say already.
ELSEWHERE = ("drivers.answer.drivers", "drivers.answer.verdicts", "drivers.answer.tied")


def build(content: Content, t: Words) -> Section:
    blocks: list[Block | Section] = []
    if content.simulated:
        blocks.append(Note(t("report.simulated.title"), (t.p("report.simulated.text"),), "simulated"))
    if content.drivers is not None:
        first = answer(content, t)
        blocks += [] if first is None else [first]
    cards = _cards(content, t)
    blocks.append(Cards(tuple((t("report.page.card", card=name), text) for name, text in cards)))
    blocks += _questions(content, t)
    warnings = limits.warned(content, t, content.warnings, short=True)
    if warnings:
        blocks.append(Note(t("report.summary.warnings"), (t.p("report.summary.warnings_lead"), *warnings), "warning"))
    caveat = t.p("report.summary.caveat", modelled=content.drivers is not None)
    blocks.append(Note(t("report.summary.caveat_title"), (caveat,)))
    return Section("summary", t("report.summary.title"), tuple(blocks), part="front")


def answer(content: Content, t: Words) -> Paragraph | None:
    """What goes with the outcome, and how much of it the model explains."""
    rows = records(content.drivers.effects)
    if not rows:
        return None
    listed = []
    against = _against(content)
    for row in rows:
        low, high = value(row, "total_ci_lower"), value(row, "total_ci_upper")
        sure = low is None or high is None or low > 0 or high < 0
        listed.append(
            t(
                "report.page.driver",
                name=content.within(str(row["source"]), t.lang),
                total=spoken.beta(value(row, "total")),
                only=effect(row, "direct") is None,
                sure=sure,
                against=t.join(against.get((str(row["source"]), (value(row, "total") or 0) > 0), ())) or None
                if sure
                else None,
            )
        )
    outcome = str(rows[0]["outcome"])
    explained = [value(row, "r2") for row in records(content.drivers.r2) if row["construct"] == outcome]
    r2 = None if not explained or explained[0] is None else num(explained[0])
    name = content.name(outcome, t.lang)
    return t.p("report.page.answer", outcome=name, r2=r2, list=t.clauses(listed))


def _against(content: Content) -> dict[tuple[str, bool], list[str]]:
    """The hypotheses on the outcome that the answers contradict, by their construct and the sign that was found."""
    found: dict[tuple[str, bool], list[str]] = {}
    for row in records(content.drivers.hypotheses):
        if row["verdict"] == OPPOSITE and row["target"] == content.drivers.outcome:
            found.setdefault((str(row["source"]), row["sign"] == "-"), []).append(str(row["hypothesis"]))
    return found


def _cards(content: Content, t: Words) -> list[tuple[str, Paragraph]]:
    told: list[tuple[str, Any]] = [
        ("sample", sentences.sample(content, t)),
        ("battery", sentences.battery(content, t, named=False)),
    ]
    if content.drivers is not None:
        fit = (sentences.structural(content, t), sentences.measurement(content, t))
        told += [("fit", _joined(t, *fit)), ("hypotheses", sentences.hypotheses(content, t))]
        told += [("drivers", sentences.drivers(content, t)), ("fragile", _fragile(content, t))]
    return [(name, text) for name, text in told if text is not None]


def _joined(t: Words, *parts: Paragraph) -> Paragraph:
    """Several sentences as one paragraph."""
    gap = paragraph("{gap}", gap="" if t.han else " ").runs
    runs = parts[0].runs
    for part in parts[1:]:
        runs = (*runs, *gap, *part.runs)
    return Paragraph(runs)


def _fragile(content: Content, t: Words) -> Paragraph | None:
    """Decisions that another seed or run would not make; that there is none, where any could have been found."""
    found = sentences.fragile(content, t)
    if found:
        return _joined(t, *found)
    runs = len(sentences.other_runs(content))
    drawn = content.drivers.main.bootstrap is not None
    if content.findings.verdicts is None or not (runs or drawn):
        return None
    return t.p("report.page.steady", runs=runs, draws=drawn)


def _tables(part: Section) -> list[str]:
    """The tables of an answer, its own and those of other chapters that it refers to."""
    out: list[str] = []
    for block in blocks_of(part):
        if isinstance(block, Table):
            out.append(block.id)
        elif isinstance(block, Paragraph):
            out += [run.target for run in block.runs if run.style == "ref"]
    return out


def _questions(content: Content, t: Words) -> list[Block]:
    """A paragraph for each research question, with the tables it rests on."""
    chapter = answers.build(content, t)
    if chapter is None:
        return []
    out: list[Block] = []
    for one, part in zip(content.findings.answers or (), chapter.blocks, strict=True):
        held = list(dict.fromkeys(_tables(part))) if isinstance(part, Section) else []
        chosen = _chosen(one)
        named = [answers.sources(content, found) for found in chosen]
        if not any(named):
            each = one.kind == "ranking" and len(held) == len(chosen)
            named = [[table] for table in held] if each else [*([] for _ in chosen[1:]), held[:1]]
        said = [
            answers.sourced(t, answers.statement(t, found), where) for found, where in zip(chosen, named, strict=True)
        ]
        more = answers.alone(content, t) if one.kind == "drivers" else None
        said += [] if more is None else [more]
        question = t("report.answers.question", id=one.id, text=content.text(one.question, t.lang))
        out.append(Paragraph((*t.p("report.page.answer_told", question=question).runs, *t.together(said).runs)))
    return out


def _chosen(found: Answer) -> tuple[Any, ...]:
    """All that is said of what is ranked; of the drivers, what the first sentence of the page does not say."""
    said = tuple(found.statement)
    if found.kind == "ranking":
        return said
    if found.kind != "drivers":
        return said[:1]
    return tuple(one for one in said if getattr(one, "key", "") not in ELSEWHERE)[:TOLD] or said[:1]
