"""What is refused before anything is unpacked: files too large, zip bombs, files that are not what they say."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

from tamkit.errors import DataError, InputError
from tamkit.foreign import in_a_line
from tamkit.survey.readers.table import Place

MAX_FILE = 2_000_000_000
MAX_UNPACKED = 1_000_000_000
MAX_MEMBERS = 10_000
MAX_COLUMNS = 5_000
DEFLATE_RATIO = 1_032  # no deflate stream grows more than this

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
PARQUET = b"PAR1"
#: What the standard library raises of a damaged member, its header or its packing.
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, struct.error)

_UTF16 = {name: name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book")}


def read_bytes(path: Path) -> bytes:
    """The file's bytes, after the checks that need no bytes.

    Raises
    ------
    InputError
        When the file is missing, a folder, empty, unreadable or larger than 2 GB.
    """
    try:
        if path.is_dir():
            raise InputError("survey.file_is_folder", path=path)
        size = path.stat().st_size
        if size == 0:
            raise DataError("survey.file_empty", name=path.name)
        if size > MAX_FILE:
            raise InputError(
                "survey.file_too_large", name=path.name, size=size / 1000000000.0, most=MAX_FILE / 1000000000.0
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("survey.no_such_file", path=path, near=_similar(path)) from None
    except (OSError, ValueError) as error:
        raise InputError(
            "survey.file_unreadable", path=path, reason=getattr(error, "strerror", None) or error
        ) from None


def _similar(path: Path) -> str | None:
    from tamkit.errors import nearest

    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.is_file()][:1000]
    except (OSError, ValueError):
        return None
    return nearest(path.name, names)


def sniff(data: bytes, name: str) -> str:
    """What the bytes are, whatever the extension says: zip, ole, parquet, spss, stata, html, xml, pdf or text.

    Raises
    ------
    InputError
        For files that hold no table tamkit reads (PDF, RTF, images, 7z, rar, gzip …).
    """
    start = data[:4096]
    if start.startswith(ZIP) or start.startswith(b"PK\x05\x06"):
        return "zip"
    if start.startswith(OLE):
        return "ole"
    if start.startswith(PARQUET):
        return "parquet"
    if start.startswith((b"$FL2", b"$FL3")):
        return "spss"
    if start.startswith(b"<stata_dta>") or (
        name.lower().endswith(".dta") and start[:1] in b"\x69\x6c\x6e\x6f\x71\x72\x73"
    ):
        return "stata"
    refused = {
        b"%PDF": "pdf",
        b"{\\rtf": "rtf",
        b"\x89PNG": "image",
        b"\xff\xd8\xff": "image",
        b"Rar!": "rar",
        b"7z\xbc\xaf": "7z",
        b"\x1f\x8b": "gzip",
    }
    for mark, kind in refused.items():
        if start.startswith(mark):
            raise InputError("survey.not_a_table", name=name, kind=kind)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        return "html"
    if text.startswith(b"<?xml"):
        return "html" if b"<html" in text else "xml"
    return "text"


def check_ole(data: bytes, name: str) -> None:
    """Passes an old .xls workbook.

    Raises
    ------
    InputError
        For a password-protected workbook (an OLE file around an encrypted package) and for other OLE files.
    """
    if _UTF16["EncryptedPackage"] in data:
        raise InputError("survey.password_protected", name=name)
    if _UTF16["Workbook"] not in data and _UTF16["Book"] not in data:
        raise InputError("survey.ole_without_workbook", name=name)


def check_zip(data: bytes, name: str) -> zipfile.ZipFile:
    """The zip archive, once its declared and its true unpacked size are known to be within bounds.

    Raises
    ------
    InputError
        For truncated archives, too many members, encrypted members, and for what would unpack to more than 1 GB,
        declared or not: members whose compressed size leaves room for more are inflated and counted, not kept.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGE as error:
        raise InputError("survey.archive_truncated", name=name, reason=error) from None
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise InputError("survey.too_many_members", name=name, n=len(members), most=MAX_MEMBERS)
    if any(member.flag_bits & 0x1 for member in members):
        raise InputError("survey.password_protected", name=name)
    declared = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if declared > MAX_UNPACKED:
        raise InputError(
            "survey.unpacks_to_too_much",
            name=name,
            declared=declared / 1000000.0,
            packed=len(data) / 1000000.0,
            most=MAX_UNPACKED / 1000000.0,
        )
    if packed * DEFLATE_RATIO > MAX_UNPACKED or packed > len(data):
        _count(archive, data, name)
    return archive


def unpacked(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    """A member's bytes.

    Raises
    ------
    InputError
        When it is damaged, or packed in a way there is no reading of.
    """
    try:
        return archive.read(member)
    except DAMAGE as error:
        raise InputError("survey.archive_damaged", name=name, member=member, reason=in_a_line(error)) from None


def _count(archive: zipfile.ZipFile, data: bytes, name: str) -> None:
    """Inflates every member piece by piece, counting: a header may understate what comes out."""
    total = 0
    for member in archive.infolist():
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputError("survey.member_packed_strangely", name=name, member=member.filename)
        start = _data_offset(data, member.header_offset)
        if start is None or start + member.compress_size > len(data):
            raise InputError("survey.member_truncated", name=name, member=member.filename)
        packed = data[start : start + member.compress_size]
        if member.compress_type == zipfile.ZIP_STORED:
            total += len(packed)
            continue
        inflate = zlib.decompressobj(-15)
        try:
            while packed and not inflate.eof:
                total += len(inflate.decompress(packed, 4_000_000))
                packed = inflate.unconsumed_tail
                if total > MAX_UNPACKED:
                    raise InputError("survey.zip_bomb", name=name, most=MAX_UNPACKED / 1000000.0)
        except zlib.error as error:
            raise InputError("survey.archive_damaged", name=name, member=member.filename, reason=error) from None


def _data_offset(data: bytes, header: int) -> int | None:
    local = data[header : header + 30]
    if len(local) < 30 or not local.startswith(ZIP):
        return None
    names, extra = struct.unpack("<HH", local[26:30])
    return int(header + 30 + names + extra)


def check_columns(count: int, place: Place) -> None:
    """Refuses tables wider than any questionnaire."""
    if count > MAX_COLUMNS:
        raise DataError("survey.too_many_columns", place=place, count=count, most=MAX_COLUMNS)
