"""Writes a questionnaire as a file to hand out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, get_args

from tamkit.errors import InputError, OptionError, unknown
from tamkit.messages import Message
from tamkit.questionnaire.models import Questionnaire
from tamkit.questionnaire.said import refusal

Format = Literal["docx", "wjx", "md", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)


def export(
    questionnaire: Questionnaire,
    to: str,
    path: str | os.PathLike[str],
    *,
    lang: str = "zh",
    product: str | None = None,
) -> tuple[Message, ...]:
    """Write the questionnaire for respondents, or its codebook.

    Parameters
    ----------
    to
        ``docx`` (ready to print), ``wjx`` (text for Wenjuanxing's 文本导入), ``md`` or ``xlsx`` (codebook, both
        languages).
    lang
        ``zh``, ``en`` or ``both``. The codebook has every text in both, its remarks in this.
    product
        What fills ``{P}``: a product's code, or any name; None leaves the generic name.

    Returns
    -------
    tuple of Message
        What the format can't carry and has to be set by hand (skips, on Wenjuanxing).

    Raises
    ------
    OptionError
        On an unknown format or language.
    InputError
        When the file can't be written. Nothing is left half written.
    """
    from tamkit.questionnaire.forms import codebook, docx, markdown, wenjuanxing
    from tamkit.questionnaire.forms.layout import LANGUAGES, layout

    if to not in FORMATS:
        raise OptionError(unknown("format", to, FORMATS))
    if lang not in LANGUAGES:
        raise OptionError("questionnaire.unknown_language", language=lang, allowed=LANGUAGES)
    target = Path(path)
    beside = target.with_name(f".{target.name}.part")
    notes: tuple[Message, ...] = ()
    try:
        if to == "xlsx":
            codebook.write(questionnaire, beside, product, lang)
        else:
            form = layout(questionnaire, lang, product)
            if to == "docx":
                docx.write(form, beside)
            elif to == "md":
                beside.write_text(markdown.render(form), encoding="utf-8")
            else:
                beside.write_text(wenjuanxing.render(form), encoding="utf-8")
                notes = wenjuanxing.settings(questionnaire, form)
        beside.replace(target)
    except OSError as error:
        raise InputError("questionnaire.cant_be_written", path=target, why=refusal(error)) from None
    finally:
        beside.unlink(missing_ok=True)
    return notes
