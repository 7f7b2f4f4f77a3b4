"""What would make Word call a file damaged: the order of what stands in it, and everything that points to something.

The orders are those of the schema (ECMA-376, transitional wml.xsd), complete for each element named here: a child that
is not listed may not stand there.
"""

from __future__ import annotations

import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Iterator

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DOC_PR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"

_SIDES = "top start left bottom end right insideH insideV tl2br tr2bl"
ORDER: dict[str, list[str]] = {
    name: children.split()
    for name, children in {
        "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs"
        " suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd"
        " snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
        " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
        "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof"
        " snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText"
        " vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
        "numPr": "ilvl numId numberingChange ins",
        "pBdr": "top left bottom right between bar",
        "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing"
        " tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
        "tblBorders": _SIDES,
        "tcBorders": _SIDES,
        "tblCellMar": _SIDES,
        "tbl": "tblPr tblGrid tr",
        "tblGrid": "gridCol",
        "tr": "tblPrEx trPr tc",
        "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign"
        " hideMark",
        "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType"
        " pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
        "sdt": "sdtPr sdtEndPr sdtContent",
        "docPartObj": "docPartGallery docPartCategory docPartUnique",
        "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
        "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
        "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
        "num": "abstractNumId lvlOverride",
        "lvlOverride": "startOverride lvl",
        "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat"
        " locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
        "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries"
        " displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData"
        " embedTrueTypeFonts embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges"
        " bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors"
        " activeWritingStyle proofState formsDesign attachedTemplate linkStyles stylePaneFormatFilter"
        " stylePaneSortMethod documentType mailMerge revisionView trackRevisions doNotTrackMoves doNotTrackFormatting"
        " documentProtection autoFormatOverride styleLockTheme styleLockQFSet defaultTabStop autoHyphenation"
        " consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle"
        " defaultTableStyle evenAndOddHeaders bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets"
        " drawingGridHorizontalSpacing drawingGridVerticalSpacing displayHorizontalDrawingGridEvery"
        " displayVerticalDrawingGridEvery doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin"
        " drawingGridVerticalOrigin doNotShadeFormData noPunctuationKerning characterSpacingControl printTwoOnOne"
        " strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema"
        " saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText doNotDemarcateInvalidXml saveXmlDataOnly"
        " useXSLTWhenSaving saveThroughXslt showXMLTags alwaysMergeEmptyNamespace updateFields hdrShapeDefaults"
        " footnotePr endnotePr compat docVars rsids mathPr attachedSchema themeFontLang clrSchemeMapping"
        " doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown smartTagType"
        " schemaLibrary shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator",
    }.items()
}  # fmt: skip
#: Of those, what may stand there as often as it likes; anything else once.
SEVERAL = {"tr", "tc", "gridCol", "headerReference", "footerReference", "abstractNum", "num", "numPicBullet", "lvl"}
SEVERAL |= {"lvlOverride", "tblStylePr", "activeWritingStyle", "attachedSchema", "smartTagType"}
#: Choices of the schema: either kind may come first.
CHOICES = {"headerReference", "footerReference"}
ALIGNED = {"left", "center", "right", "both", "distribute", "start", "end"}
WHOLE = re.compile(r"-?\d+")
COUNTED = {
    "w",
    "h",
    "before",
    "after",
    "line",
    "firstLine",
    "hanging",
    "sz",
    "space",
    "pos",
    "ilvl",
    "id",
    "abstractNumId",
}


def faults(data: bytes) -> list[str]:
    """Everything about a Word file that its readers may stumble over; none is an empty list."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = archive.namelist()
    out = [f"{name}: twice in the archive" for name, n in Counter(names).items() if n > 1]
    parts = {name: archive.read(name) for name in names}
    trees = {name: ET.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    out += _typed(trees["[Content_Types].xml"], names)
    for name, tree in trees.items():
        out += [f"{name}: {fault}" for fault in (*_related(name, tree, trees, names), *_ordered(tree), *_valued(tree))]
    document, styles, numbering = (trees[f"word/{name}.xml"] for name in ("document", "styles", "numbering"))
    stories = [tree for name, tree in trees.items() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
    out += _bookmarks(document)
    for story in stories:
        out += [*_fields(story), *_styled(story, styles), *_numbered(story, numbering)]
    return [*out, *_tables(document), *_sheets(styles), *_lists(numbering, styles), *_body(document)]


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _val(element: ET.Element | None, name: str = "val") -> str:
    return "" if element is None else element.get(f"{W}{name}", "")


def _typed(types: ET.Element, names: list[str]) -> Iterator[str]:
    defaults = {one.get("Extension", "").lower() for one in types.findall(f"{TYPES}Default")}
    own = [one.get("PartName", "")[1:] for one in types.findall(f"{TYPES}Override")]
    yield from (f"a type for {name}, which there is none of" for name in own if name not in names)
    yield from (f"two types for {name}" for name, n in Counter(own).items() if n > 1)
    for name in names:
        if name != "[Content_Types].xml" and name not in own and name.rpartition(".")[2].lower() not in defaults:
            yield f"{name}: no content type"


def _related(name: str, tree: ET.Element, trees: dict[str, ET.Element], names: list[str]) -> Iterator[str]:
    folder, file = posixpath.split(name)
    if name.endswith(".rels"):
        base = posixpath.dirname(folder)
        for one in tree.findall(RELATED):
            target = one.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
            if one.get("TargetMode") != "External" and path not in names:
                yield f"{target} is not in the file"
        yield from (f"two relations {key}" for key, n in Counter(r.get("Id") for r in tree).items() if n > 1)
        return
    known = {one.get("Id") for one in trees.get(f"{folder}/_rels/{file}.rels", ET.Element("none"))}
    for element in tree.iter():
        for key, value in element.attrib.items():
            if key.startswith(R) and value not in known:
                yield f"{_local(element)} leads to {value}, which is no relation"


def _ordered(tree: ET.Element) -> Iterator[str]:
    for element in tree.iter():
        order = ORDER.get(_local(element)) if element.tag.startswith(W) else None
        if order is None:
            continue
        found = [_local(child) for child in element if child.tag.startswith(W)]
        places = [order.index(child) for child in found if child in order]
        yield from (f"{child} in {_local(element)}" for child in found if child not in order)
        places = [order.index("footerReference") if order[at] in CHOICES else at for at in places]
        if places != sorted(places):
            yield f"{_local(element)} has {' '.join(found)}"
        yield from (
            f"{child} more than once in {_local(element)}"
            for child, n in Counter(found).items()
            if n > 1 and child not in SEVERAL
        )


def _valued(tree: ET.Element) -> Iterator[str]:
    for element in tree.iter():
        if not element.tag.startswith(W):
            continue
        if element.tag == f"{W}jc" and _val(element) not in ALIGNED:
            yield f"jc is {_val(element)!r}"
        for key, value in element.attrib.items():
            if key.startswith(W) and key[len(W) :] in COUNTED and not WHOLE.fullmatch(value):
                yield f"{_local(element)} {key[len(W) :]} is {value!r}"
        if element.tag in (f"{W}sz", f"{W}szCs") and not WHOLE.fullmatch(_val(element)):
            yield f"{_local(element)} is {_val(element)!r}"


def _bookmarks(document: ET.Element) -> Iterator[str]:
    starts = list(document.iter(f"{W}bookmarkStart"))
    names = Counter(_val(one, "name") for one in starts)
    yield from (f"bookmark {name!r} twice" for name, n in names.items() if n > 1)
    yield from (f"bookmark {name!r} is too long" for name in names if len(name) > 40)
    began, ended = Counter[str](), Counter[str]()
    for element in document.iter():
        if element.tag == f"{W}bookmarkStart":
            began[_val(element, "id")] += 1
        elif element.tag == f"{W}bookmarkEnd":
            ended[_val(element, "id")] += 1
            if not began[_val(element, "id")]:
                yield f"bookmark {_val(element, 'id')} ends before it begins"
    for key in began | ended:
        if (began[key], ended[key]) != (1, 1):
            yield f"bookmark {key} begins {began[key]} times and ends {ended[key]} times"
    drawn = Counter(one.get("id") for one in document.iter(DOC_PR))
    yield from (f"drawing {key} twice" for key, n in drawn.items() if n > 1)
    for element in document.iter(f"{W}hyperlink"):
        if element.get(f"{R}id") is None and _val(element, "anchor") not in names:
            yield f"a link to {_val(element, 'anchor')!r}, which is no bookmark"
    for code in document.iter(f"{W}instrText"):
        found = re.match(r"\s*(?:PAGE)?REF (\S+)", code.text or "")
        if found and found[1] not in names:
            yield f"a field for {found[1]!r}, which is no bookmark"


def _fields(story: ET.Element) -> Iterator[str]:
    depth: list[bool] = []
    for one in story.iter(f"{W}fldChar"):
        kind = _val(one, "fldCharType")
        if kind == "begin":
            depth.append(False)
        elif kind == "separate" and depth and not depth[-1]:
            depth[-1] = True
        elif kind == "end" and depth:
            depth.pop()
        else:
            yield f"{kind} of a field that has not begun"
    if depth:
        yield f"{len(depth)} fields without an end"


def _styled(story: ET.Element, styles: ET.Element) -> Iterator[str]:
    known = {(_val(one, "type"), _val(one, "styleId")) for one in styles.iter(f"{W}style")}
    for tag, kind in (("pStyle", "paragraph"), ("rStyle", "character"), ("tblStyle", "table")):
        for one in story.iter(f"{W}{tag}"):
            if (kind, _val(one)) not in known:
                yield f"no {kind} style {_val(one)!r}"


def _sheets(styles: ET.Element) -> Iterator[str]:
    known = Counter(_val(one, "styleId") for one in styles.iter(f"{W}style"))
    yield from (f"style {name!r} twice" for name, n in known.items() if n > 1)
    for tag in ("basedOn", "next", "link"):
        for one in styles.iter(f"{W}{tag}"):
            if _val(one) not in known:
                yield f"{tag} {_val(one)!r}, which is no style"


def _numbered(story: ET.Element, numbering: ET.Element) -> Iterator[str]:
    known = {_val(one, "numId") for one in numbering.findall(f"{W}num")} | {"0"}
    for one in story.iter(f"{W}numId"):
        if _val(one) not in known:
            yield f"no list {_val(one)!r}"


def _lists(numbering: ET.Element, styles: ET.Element) -> Iterator[str]:
    kinds = Counter(_val(one, "abstractNumId") for one in numbering.findall(f"{W}abstractNum"))
    lists = Counter(_val(one, "numId") for one in numbering.findall(f"{W}num"))
    yield from (f"list {key!r} twice" for found in (kinds, lists) for key, n in found.items() if n > 1)
    for one in numbering.findall(f"{W}num/{W}abstractNumId"):
        if _val(one) not in kinds:
            yield f"no kind of list {_val(one)!r}"
    yield from _styled(numbering, styles)
    yield from _numbered(styles, numbering)


def _tables(document: ET.Element) -> Iterator[str]:
    for table in document.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            cells = row.findall(f"{W}tc")
            wide = sum(int(_val(cell.find(f"{W}tcPr/{W}gridSpan")) or 1) for cell in cells)
            if wide != columns:
                yield f"a row of {wide} cells in {columns} columns"
            yield from ("a cell that does not end in a paragraph" for cell in cells if cell[-1].tag != f"{W}p")


def _body(document: ET.Element) -> Iterator[str]:
    (body,) = document
    if body[-1].tag != f"{W}sectPr" or len(body.findall(f"{W}sectPr")) != 1:
        yield "the body does not end in its section"
