"""The Word file a report is written into: the user's own template, emptied, or a plain one."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from tamkit.errors import InputError
from tamkit.messages import Message

KEY = "report.docx_template"
_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_TYPES = "[Content_Types].xml"


def opened(path: str = "") -> Any:
    """A python-docx document without a body, with the styles, page and headers of the template ``path``, if given.

    Raises
    ------
    InputError
        For a template that is missing or is no Word file; the key of the study is named.
    """
    import docx
    from docx.oxml.ns import qn

    if not path:
        return docx.Document()
    try:
        word = docx.Document(io.BytesIO(_as_document(Path(path).read_bytes())))
        body = word.element.body
        for child in [child for child in body if child.tag != qn("w:sectPr")]:
            body.remove(child)
        if not word.sections:
            body.get_or_add_sectPr()
    except FileNotFoundError as error:
        raise _refused(Message("report.template_missing", file=Path(path).name)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise _refused(Message("report.template_unreadable", file=Path(path).name, reason=reason)) from error
    except Exception as error:  # a broken archive, part or XML, each with an error of its library's own
        raise _refused(Message("report.template_broken", file=Path(path).name)) from error
    return word


def _as_document(data: bytes) -> bytes:
    """A ``.dotx`` is a document in all but the name of its main part."""
    source = zipfile.ZipFile(io.BytesIO(data))
    types = source.read(_TYPES)
    if _TEMPLATE not in types:
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, types.replace(_TEMPLATE, _DOCUMENT) if name == _TYPES else source.read(name))
    return out.getvalue()


def _refused(what: Message) -> InputError:
    return InputError("located", place=KEY, what=what)
