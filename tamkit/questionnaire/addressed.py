"""A model by its address, ``QUESTIONNAIRE:MODEL``: the questionnaire a shipped name or a file."""

from __future__ import annotations

import re
from pathlib import Path

from tamkit.errors import OptionError, listed
from tamkit.questionnaire.loader import load, names
from tamkit.syntax import Model

#: What every formula of lavaan's holds, in all widths; a path may hold one too.
_OPERATOR = re.compile("[~|<=>～｜〜∼＜＝＞\n]")
#: Home folders are written so; no formula begins like this.
_HOME = "~/"


def addressed(text: str) -> Model | None:
    """The model at an address; None for a text that is none, as lavaan syntax is.

    ``:=`` and ``A:B`` of lavaan's stand beside another operator, which an address has only in the name of a file.

    Raises
    ------
    InputError
        For an unknown questionnaire or model; the nearest is named, and every model.

    >>> addressed("huabei_baitiao_short:tam").paths()[0]
    ('PEOU', 'PU')
    >>> addressed("INT ~ PU; twice := 2*b") is None
    True
    """
    given = text.strip()
    if given in names():
        models = [model.name for model in load(given).models]
        raise OptionError("questionnaire.address_without_model", questionnaire=given, models=listed(models, 40))
    form, colon, model = (part.strip() for part in given.replace("：", ":").rpartition(":"))
    if not colon or not form or "\n" in given:
        return None
    path = Path(form).expanduser() if form.startswith(_HOME) else Path(form)
    if _OPERATOR.search(given) and not form.startswith(_HOME) and not _is_file(path):
        return None
    return load(path if form.startswith(_HOME) else form).model(model)


def _is_file(path: Path) -> bool:
    """Whether it is one; a whole model is too long a name to ask the system about."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
