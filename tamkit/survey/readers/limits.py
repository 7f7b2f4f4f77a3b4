"""What is refused before anything is unpacked: files too large, zip bombs, files that are not what they say."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

from tamkit.errors import InputError

MAX_FILE = 2_000_000_000
MAX_UNPACKED = 1_000_000_000
MAX_MEMBERS = 10_000
MAX_COLUMNS = 5_000
DEFLATE_RATIO = 1_032  # no deflate stream grows more than this

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
PARQUET = b"PAR1"
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
            raise InputError("survey.folder_give_response_file", path=path)
        size = path.stat().st_size
        if size == 0:
            raise InputError("survey.empty_0_bytes_export", name=path.name)
        if size > MAX_FILE:
            raise InputError(
                "survey.has_gb_at_most", name=path.name, size=size / 1000000000.0, MAX_FILE=MAX_FILE / 1000000000.0
            )
        return path.read_bytes()
    except FileNotFoundError:
        near = _similar(path)
        raise InputError(f"no file {path}" + (f"; did you mean {near!r}?" if near else ".")) from None
    except (OSError, ValueError) as error:
        raise InputError("survey.cannot_read", path=path, value=getattr(error, "strerror", None) or error) from None


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
        b"%PDF": "a PDF",
        b"{\\rtf": "an RTF document",
        b"\x89PNG": "an image",
        b"\xff\xd8\xff": "an image",
        b"Rar!": "a RAR archive",
        b"7z\xbc\xaf": "a 7z archive",
        b"\x1f\x8b": "a gzip archive",
    }
    for mark, what in refused.items():
        if start.startswith(mark):
            raise InputError("survey.tamkit_reads_csv_tsv", name=name, what=what)
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
        raise InputError("survey.protected_by_password_open", name=name)
    if _UTF16["Workbook"] not in data and _UTF16["Book"] not in data:
        raise InputError("survey.not_workbook_ole_file", name=name)


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
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error) as error:
        raise InputError("survey.truncated_damaged_download_export", name=name, error=error) from None
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise InputError("survey.holds_packed_files_at", name=name, n=len(members), MAX_MEMBERS=MAX_MEMBERS)
    if any(member.flag_bits & 0x1 for member in members):
        raise InputError("survey.protected_by_password_remove", name=name)
    declared = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if declared > MAX_UNPACKED:
        raise InputError(
            "survey.would_unpack_mb_from",
            name=name,
            declared=declared / 1000000.0,
            n=len(data) / 1000000.0,
            MAX_UNPACKED=MAX_UNPACKED / 1000000.0,
        )
    if packed * DEFLATE_RATIO > MAX_UNPACKED or packed > len(data):
        _count(archive, data, name)
    return archive


def _count(archive: zipfile.ZipFile, data: bytes, name: str) -> None:
    """Inflates every member piece by piece, counting: a header may understate what comes out."""
    total = 0
    for member in archive.infolist():
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputError("survey.packed_way_workbooks_do", name=name, filename=member.filename)
        start = _data_offset(data, member.header_offset)
        if start is None or start + member.compress_size > len(data):
            raise InputError("survey.truncated_damaged_member_download", name=name, filename=member.filename)
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
                    raise InputError("survey.unpacks_more_than_mb", name=name, MAX_UNPACKED=MAX_UNPACKED / 1000000.0)
        except zlib.error as error:
            raise InputError("survey.damaged_export_again", name=name, filename=member.filename, error=error) from None


def _data_offset(data: bytes, header: int) -> int | None:
    local = data[header : header + 30]
    if len(local) < 30 or not local.startswith(ZIP):
        return None
    names, extra = struct.unpack("<HH", local[26:30])
    return int(header + 30 + names + extra)


def check_columns(count: int, name: str) -> None:
    """Refuses tables wider than any questionnaire."""
    if count > MAX_COLUMNS:
        raise InputError("survey.has_columns_at_most", name=name, count=count, MAX_COLUMNS=MAX_COLUMNS)
