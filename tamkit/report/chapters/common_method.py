"""Common-method bias, when ``Content.common_method`` holds it: remedies, Harman, one factor, VIF, ULMC, marker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tamkit.drivers.verdicts import ALPHA
from tamkit.report import cutoffs, formats, marks, procedure, spoken
from tamkit.report.build import columns, from_frame, in_version, num, records, remarks, value
from tamkit.report.content import Content
from tamkit.report.references import short
from tamkit.report.sizes import sized
from tamkit.report.tree import Block, Row, Section, Table
from tamkit.report.words import Words

if TYPE_CHECKING:
    from tamkit.measurement import MethodBias

ORDER = 66
#: A change of CFI this large is said to be a large one.
FAR = 0.10
#: One component behind so much of the variance dominates the items (Podsakoff et al., 2003).
DOMINANT = 0.50
#: A change of CFI beyond which a method factor matters (Cheung & Rensvold, 2002, by analogy).
CHANGE = 0.01
FIT = (
    ("chisq", "number"),
    ("df", "integer"),
    ("pvalue", "p"),
    ("cfi", "number"),
    ("tli", "number"),
    ("rmsea", "number"),
)
TEST = (("chisq_diff", "number"), ("df_diff", "integer"), ("pvalue_diff", "p"))


def build(content: Content, t: Words) -> Section | None:
    found = content.findings.common_method
    if found is None:
        return None

    def model(fits: Any) -> dict[str, Any]:
        """A model by its name, marked where its fit is inadmissible."""
        return {"model": lambda code: marks.of(t("report.method.model", model=str(code)), fits.get(str(code)))}

    name = {"construct": lambda code: content.with_code(str(code), t.lang)}
    done = {"done": lambda answer: t("report.method.done", done={True: "yes", False: "no"}.get(answer, answer))}
    taken = procedure.remedies(content)
    answers = zip(found.checklist["key"], found.checklist["done"], strict=True)
    known = [answer if answer in (True, False) else True if key in taken else answer for key, answer in answers]
    asked = found.checklist.assign(question=[t.say(text) for text in _questions(found)], done=known)
    asked = asked[~asked["key"].isin(procedure.BESIDE)]
    stated = asked[asked["done"].map(lambda answer: answer in (True, False))]
    open_ones = asked["question"].drop(stated.index)
    unstated = t.clauses(str(question).removesuffix("？") for question in open_ones) or None
    blocks: list[Block] = [t.p("report.method.text", stated=len(stated) > 0, unstated=unstated)]
    spec = (("question", "text"), ("done", "text"))
    if len(stated):
        blocks.append(from_frame(t, "method_checklist", t("report.method.checklist_caption"), stated, spec, say=done))
    shares = {key: spoken.percent(100 * float(getattr(found.harman, key))) for key in ("pca", "paf")}
    blocks.append(t.p("report.method.harman", **shares))
    test = found.one_factor_test
    caption = t("report.method.one_factor_caption")
    shown_in = in_version(found.one_factor.columns, ("model", "text"), *FIT)
    fits = from_frame(t, "method_one_factor", caption, found.one_factor, shown_in, say=model(found.fits))
    repeated = _repeated(content, found)
    sentence = t.p(
        "report.method.one_factor",
        table="competing" if repeated else "method_one_factor",
        df=formats.integer(test["df_diff"]),
        chisq=num(test["chisq_diff"]),
        p=spoken.p_phrase(test["pvalue_diff"]),
        cfi=num(test["cfi_diff"]),
        beyond=_beyond(found),
    )
    added = freed(found)
    lead = t.p(
        "report.method.lead",
        worse=_worse(found),
        one=float(found.harman.pca) > DOMINANT,
        cfi=num(test["cfi_diff"]),
        pca=shares["pca"],
        **added,
    )
    unnamed = found.latent is not None and added["free"] is None
    where = t.p("report.method.where", stated=len(stated) > 0, latent=unnamed)
    blocks = [t.together((lead, where)), *blocks, sentence, _tests(t, found), *([] if repeated else [fits])]
    rows = records(found.collinearity)
    manifest = max((v for row in rows if (v := value(row, "vif")) is not None), default=None)
    latent = max((v for row in rows if (v := value(row, "vif_latent")) is not None), default=None)
    spec3 = (("construct", "text"), ("vif", "number"), ("vif_latent", "number"))
    caption = marks.of(t("report.method.vif_caption"), found.fits.get("measurement"))
    vif = from_frame(t, "method_vif", caption, found.collinearity, spec3, say=name)
    said = {"manifest": num(manifest), "latent": None if latent is None else num(latent)}
    blocks += [t.p("report.method.vif_text", **said, source=short((cutoffs.VIF.good_by,), t.lang)), vif]
    if found.latent is not None:
        shown = (("cfi_diff", "number"), ("rmsea_diff", "number"), ("substantive", "number"), ("method", "number"))
        spec4 = (("model", "text"), *TEST, *shown)
        blocks.append(_latent(t, records(found.latent.tests)))
        blocks.append(
            from_frame(
                t,
                "method_latent",
                t("report.method.latent_caption"),
                found.latent.tests,
                spec4,
                say=model(found.latent.fits),
            )
        )
    if found.marker is not None:
        share = spoken.percent(100 * float(found.marker.method))
        blocks.append(
            t.p("report.method.marker_text", marker=content.name(str(found.marker.marker), t.lang), share=share)
        )
        caption = marks.of(t("report.method.marker_caption"), *found.marker.fits.values())
        spec5 = (("comparison", "text"), *TEST)
        blocks.append(from_frame(t, "method_marker", caption, found.marker.tests, spec5))
    blocks += remarks(t, found)
    title = t("report.method.title")
    made = Section("common_method", title, tuple(blocks), aside=(fits,) if repeated else ())
    return sized(made, content, t, found.fits["measurement"])


def _tests(t: Words, found: MethodBias) -> Table:
    """Harman's shares, and what one factor does to the fit."""
    test = found.one_factor_test
    shares = {key: 100 * float(getattr(found.harman, key)) for key in ("pca", "paf")}
    rows = [Row((t("report.method.of_test", test=key), share, None, None, None, None)) for key, share in shares.items()]
    fit = (value(test, key) for key in ("chisq_diff", "df_diff", "pvalue_diff", "cfi_diff"))
    rows.append(Row((t("report.method.of_test", test="one_factor"), None, *fit)))
    spec = columns(t, ("test", "text"), ("variance_share", "percent"), *TEST, ("cfi_diff", "number"))
    return Table("method_tests", t("report.method.tests_caption"), spec, tuple(rows))


def freed(found: MethodBias) -> dict[str, Any]:
    """What a method factor with free loadings adds, for the first sentence; None where there is none."""
    row = {} if found.latent is None else _free(records(found.latent.tests))
    change = value(row, "cfi_diff")
    return {"free": None if change is None else num(change), "beyond": change is not None and abs(change) > CHANGE}


def _free(tests: list[dict[str, Any]]) -> dict[str, Any]:
    """The method factor with loadings of its own among the tests; empty where it could not be fitted."""
    return next((one for one in tests if one["model"] == "method_free" and value(one, "cfi_diff") is not None), {})


def _repeated(content: Content, found: MethodBias) -> bool:
    """Whether the table of competing measurement models has both models, with the same χ²."""
    others = content.findings.competing
    known = [] if others is None else [value(row, "chisq") for row in records(others.table)]
    own = [value(row, "chisq") for row in records(found.one_factor)]
    return all(one is not None and any(abs(one - (two or 0.0)) < 1e-6 * one for two in known) for one in own)


def _beyond(found: MethodBias) -> str | None:
    """χ² of the one-factor model where the scaled difference exceeds it: the scaling is not estimable so far off."""
    own = found.fits["one_factor"].fit
    chisq = float(own.get("chisq_scaled", own["chisq"]))
    return num(chisq) if float(found.one_factor_test["chisq_diff"]) > chisq else None


def _worse(found: MethodBias) -> str:
    """How one factor fits: by the difference test, or, where that cannot be trusted, by the change of CFI alone."""
    test = found.one_factor_test
    if _beyond(found) is None:
        return "significant" if float(test["pvalue_diff"]) < ALPHA else "no"
    return "far" if abs(float(test["cfi_diff"])) >= FAR else "some"


def _questions(found: MethodBias) -> list[object]:
    """The checklist's questions in the report's language, where the package that asks them has both."""
    from tamkit.measurement import CHECKLIST

    texts = {remedy.key: remedy.question for remedy in CHECKLIST}
    return [texts.get(row["key"], row["question"]) for row in records(found.checklist)]


def _latent(t: Words, tests: list[dict[str, Any]]) -> Block:
    """What a method factor with loadings of its own adds, where it could be fitted."""
    row = _free(tests)
    if not row:
        none = dict.fromkeys(("free", "df", "chisq", "p", "method", "substantive"))
        return t.p("report.method.latent_text", **none, beyond=False)
    return t.p(
        "report.method.latent_text",
        free=num(value(row, "cfi_diff")),
        df=formats.integer(value(row, "df_diff")),
        chisq=num(value(row, "chisq_diff")),
        p=spoken.p_phrase(value(row, "pvalue_diff")),
        method=num(value(row, "method")),
        substantive=num(value(row, "substantive")),
        beyond=abs(value(row, "cfi_diff") or 0.0) > CHANGE,
    )
