"""Zip files (docx, xlsx) with the same bytes for the same contents: parts in a fixed order, no clock in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def repacked(data: bytes, written: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """The archive written again with fixed times; the content types first, as Office wants them.

    ``written`` are parts that are not as they are found, by name: what makes them from that.
    """
    source = zipfile.ZipFile(io.BytesIO(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED  # of a picture too, which gets a fifth smaller
            info.external_attr = 0o644 << 16
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _CLOCK.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", part)
            archive.writestr(info, written[name](part) if written and name in written else part)
    return out.getvalue()
