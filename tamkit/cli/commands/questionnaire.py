"""``tamkit questionnaire list | show | check | export``"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tamkit.cli.terminal import heading, indented, table, tell
from tamkit.errors import InputError, QuestionnaireError
from tamkit.messages import Lines, Message

if TYPE_CHECKING:
    from tamkit.questionnaire import NamedModel


def run(args: argparse.Namespace) -> int | None:
    action = {"list": _list, "show": _show, "check": _check, "export": _export}[args.action]
    return action(args)


def _list(args: argparse.Namespace) -> None:
    from tamkit import questionnaire

    rows = []
    for name in questionnaire.names():
        form = questionnaire.load(name)
        rows.append([name, len(form.item_codes), len(form.variables), form.title.get("zh"), form.title.get("en")])
    print(table([heading("name"), heading("items"), heading("questions"), "标题", "title"], rows, right=[1, 2]))


def _show(args: argparse.Namespace) -> None:
    from tamkit import questionnaire
    from tamkit.questionnaire.show import analyses, questions

    form, lang = questionnaire.load(args.name, modules=args.modules, add=args.add), args.lang
    print(f"{form.name} {form.version}: {form.title.get(lang)}")
    for construct in form.constructs:
        facets = f" = {' + '.join(construct.facets)}" if construct.facets else ""
        print(f"\n{construct.code} {construct.name.get(lang)}{facets}")
        rows = [[item.code, "R" if item.reverse is True else "", item.text.get(lang)] for item in construct.items]
        if rows:
            print(indented(rows))
    if form.checks:
        print(f"\n{Message('cli.show.checks').say(lang)}")
        print(indented([[check.code, check.kind, check.text.get(lang)] for check in form.checks]))
    if form.variables:
        print(f"\n{Message('cli.show.variables').say(lang)}")
        print(indented([[variable.code, variable.kind, variable.name.get(lang)] for variable in form.variables]))
    if form.models:
        print(f"\n{Message('cli.show.models').say(lang)}")
        rows = [[model.name, _role(model).say(lang), model.title.get(lang)] for model in form.models]
        print(indented(rows))
    if form.hypotheses:
        print(f"\n{Message('cli.show.hypotheses').say(lang)}")
        rows = [
            [
                h.id,
                f"{h.source} → {h.target}",
                h.sign,
                form.statement(h).get(lang),
                h.reason.get(lang) if h.reason else "",
            ]
            for h in form.hypotheses
        ]
        print(indented(rows))
    wanted = analyses(form, lang)
    if wanted:
        print(f"\n{Message('cli.show.analyses').say(lang)}")
        print(indented([list(row) for row in wanted]))
    to_answer = questions(form, lang)
    if to_answer:
        print(f"\n{Message('cli.show.questions').say(lang)}")
        print(indented([list(row) for row in to_answer]))


def _role(model: NamedModel) -> Message:
    """What a model is for, in words."""
    return Message("questionnaire.model_role", role=model.role or model.kind)


def _check(args: argparse.Namespace) -> None:
    from tamkit import questionnaire
    from tamkit.study.foreseen import not_identified

    problems = questionnaire.check(args.name)
    if problems:
        raise QuestionnaireError("lines", lines=Lines(problems))
    form = questionnaire.load(args.name)
    unfit = not_identified(form)
    if unfit:
        raise QuestionnaireError("lines", lines=Lines(unfit))
    tell("cli.questionnaire_sound", name=args.name, items=len(form.item_codes), models=len(form.models))


def _export(args: argparse.Namespace) -> None:
    from tamkit import questionnaire

    form = questionnaire.load(args.name, modules=args.modules, add=args.add)
    suffix = "txt" if args.to == "wjx" else args.to
    name = "+".join([form.name, *args.modules, *(Path(other).stem for other in args.add)])
    path = Path(args.out or f"{name}.{args.lang}.{suffix}")
    if path.exists():
        raise InputError("cli.out_exists", path=path)
    for note in questionnaire.export(form, args.to, path, lang=args.lang, product=args.product):
        tell("cli.note", note=note)
    print(path)
