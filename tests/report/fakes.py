# ruff: noqa: E501 (rows of made-up numbers)
"""A made-up study with the shapes of docs/design.md, so that the report is tested without the statistics."""

from __future__ import annotations

from types import SimpleNamespace as Space
from typing import Any

import numpy as np
import pandas as pd

from tamkit.report.content import Content
from tamkit.report.findings import Findings

NAMES = {
    "PU": ("感知有用性", "Perceived usefulness"),
    "PEOU": ("感知易用性", "Perceived ease of use"),
    "PR": ("感知风险", "Perceived risk"),
    "FR": ("财务风险", "Financial risk"),
    "PV": ("隐私与征信风险", "Privacy and credit-information risk"),
    "PF": ("性能风险", "Performance risk"),
    "PS": ("心理风险", "Psychological risk"),
    "IT": ("初始信任", "Initial trust"),
    "ATT": ("使用态度", "Attitude towards use"),
    "INT": ("采纳意愿", "Adoption intention"),
}
ITEMS = {
    "PU": ["PU1", "PU2", "PU3", "PU4"],
    "PEOU": ["PE1", "PE2", "PE3", "PE4"],
    "FR": ["FR1", "FR2", "FR3"],
    "PV": ["PV1", "PV2", "PV3"],
    "PF": ["PF1", "PF2", "PF3"],
    "PS": ["PS1", "PS2", "PS3"],
    "IT": ["IT1", "IT2", "IT3", "IT4"],
    "ATT": ["AT1", "AT2", "AT3"],
    "INT": ["AI1", "AI2", "AI3"],
}
FACETS = ("FR", "PV", "PF", "PS")
PATHS = [
    ("H1", "PEOU", "PU", "+", 0.35, 0.06),
    ("H2", "PU", "ATT", "+", 0.34, 0.05),
    ("H3", "PEOU", "ATT", "+", 0.08, 0.05),
    ("H4", "PU", "INT", "+", 0.21, 0.06),
    ("H5", "ATT", "INT", "+", 0.36, 0.06),
    ("H6", "PR", "ATT", "-", -0.20, 0.05),
    ("H7", "PR", "INT", "-", -0.09, 0.05),
    ("H8", "IT", "ATT", "+", 0.19, 0.06),
    ("H9", "IT", "INT", "+", -0.15, 0.05),
    ("H10", "IT", "PR", "-", -0.36, 0.06),
    ("H11", "IT", "PU", "+", 0.31, 0.06),
    ("H12", "PEOU", "IT", "+", 0.41, 0.05),
]


class Text(Space):
    def get(self, lang: str, product: str | None = None) -> str:
        return str((self.zh if lang == "zh" else self.en).replace("{P}", product or "花呗"))


class Form(Space):
    """The part of a Questionnaire the report reads."""

    def _find(self, parts: Any, code: str) -> Any:
        for part in parts:
            if getattr(part, "code", getattr(part, "name", None)) == code:
                return part
        raise KeyError(code)

    @property
    def items(self) -> tuple[Any, ...]:
        return tuple(item for construct in self.constructs for item in construct.items)

    @property
    def item_codes(self) -> list[str]:
        return [item.code for item in self.items]

    def construct(self, code: str) -> Any:
        return self._find(self.constructs, code)

    def variable(self, code: str) -> Any:
        return self._find(self.variables, code)

    def check(self, code: str) -> Any:
        raise KeyError(code)

    def construct_of(self, item: str) -> Any:
        return next(c for c in self.constructs if any(i.code == item for i in c.items))

    def first_order(self) -> tuple[Any, ...]:
        return tuple(c for c in self.constructs if c.items)

    def items_of(self, code: str) -> list[str]:
        construct = self.construct(code)
        return [i for f in construct.facets for i in self.items_of(f)] or [i.code for i in construct.items]

    def scale_of(self, code: str) -> Any:
        return self.scales["agree5"]

    def declared(self, name: str) -> Any:
        return next(m for m in self.models if m.name == name)

    def label(self, code: str, lang: str = "zh", product: str | None = None) -> str:
        return self._find(self.items, code).text.get(lang, product)


LONG = {
    "zh": "即使使用经验不多,我也相信{P}平台有能力为我提供可靠的服务,并在出现问题时及时处理",
    "en": "Even with little experience I believe the {P} platform is able to serve me reliably and to deal with problems",
}


class Option(Space):
    pass


class Scale(Space):
    def label(self, code: int, lang: str = "zh") -> str:
        return str(self.labels["zh" if lang == "zh" else "en"][code - 1])


class Variable(Space):
    def option(self, code: int) -> Any:
        return next(option for option in self.options if option.code == code)


def questionnaire(names: dict[str, tuple[str, str]] = NAMES, evil: str = "") -> Form:
    constructs = []
    for code, (zh, en) in names.items():
        items = tuple(
            Space(
                code=i,
                text=Text(zh=f"{LONG['zh']}({i})。{evil}", en=f"{LONG['en']} ({i}).{evil}"),
                reverse=False,
                scale="agree5",
            )
            for i in ITEMS.get(code, [])
        )
        facets = FACETS if code == "PR" else ()
        definition = Text(
            zh=f"{zh}的定义:使用者认为{zh}的程度。", en=f"The degree to which a person sees {en.lower()}."
        )
        sources = ("Davis, F. D. (1989), MIS Quarterly, 13(3), 319–340.",)
        constructs.append(
            Space(
                code=code, name=Text(zh=zh, en=en), items=items, facets=facets, definition=definition, sources=sources
            )
        )
    gender = Variable(
        code="gender", name=Text(zh="性别", en="Gender"),
        options=(Option(code=1, label=Text(zh="男", en="Male")), Option(code=2, label=Text(zh="女" + evil, en="Female" + evil))),
    )  # fmt: skip
    products = Variable(
        code="products", name=Text(zh="正在使用的产品", en="Products in use"),
        options=(Option(code=1, label=Text(zh="花呗", en="Huabei")), Option(code=2, label=Text(zh="白条", en="Baitiao"))),
    )  # fmt: skip
    titles = {"tam": ("TAM", "TAM"), "tam_risk": ("TAM + 感知风险", "TAM + perceived risk"), "tam_trust": ("TAM + 初始信任", "TAM + initial trust"), "tam_risk_trust": ("TAM + 感知风险 + 初始信任", "TAM + perceived risk + initial trust")}  # fmt: skip
    labels = {"zh": ["非常不同意", "不同意", "一般", "同意", "非常同意"], "en": ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]}  # fmt: skip
    return Form(
        name="huabei_baitiao", version="1.0", title=Text(zh="花呗与白条使用调查", en="Survey on Huabei and Baitiao"),
        constructs=tuple(constructs), variables=(gender, products), outcome="INT", hypotheses=(),
        models=tuple(Space(name=name, title=Text(zh=zh, en=en)) for name, (zh, en) in titles.items()),
        scales={"agree5": Scale(points=5, labels=labels)},
    )  # fmt: skip


class Fake(Space):
    """A Fit as far as the report asks."""

    def sample_cov(self, group: int = 1) -> pd.DataFrame:
        codes = [item for items in ITEMS.values() for item in items]
        return pd.DataFrame(
            np.full((len(codes), len(codes)), 0.4) + 0.6 * np.eye(len(codes)), index=codes, columns=codes
        )

    def residuals(self, kind: str = "cor") -> pd.DataFrame:
        found = 0.0 * self.sample_cov()
        found.loc["PU2", "PU1"] = found.loc["PU1", "PU2"] = -0.123
        return found

    def modification_indices(self) -> pd.DataFrame:
        rows = [("PEOU", "=~", "PS1", 12.7, 0.21, 0.14), ("PU1", "~~", "PU2", 3.0, 0.1, 0.1)]
        return pd.DataFrame(rows, columns=["lhs", "op", "rhs", "mi", "epc", "sepc_all"])


def fit(name: str, chisq: float, df: int, paths: Any) -> Any:
    rows: list[dict[str, Any]] = []
    for code, items in ITEMS.items():
        for j, item in enumerate(items):
            rows.append({"lhs": code, "op": "=~", "rhs": item, "est": 1.0, "se": 0.0 if j == 0 else 0.05, "z": None if j == 0 else 18.0, "pvalue": None if j == 0 else 1e-9, "std_all": 0.78})  # fmt: skip
    for _, source, target, _, beta, se in paths:
        p = 1e-5 if abs(beta) / se > 3 else 0.002 if abs(beta) / se > 2.6 else 0.07
        rows.append({"lhs": target, "op": "~", "rhs": source, "est": beta * 1.1, "se": se, "z": beta / se, "pvalue": p, "std_all": beta, "std_all_ci_lower": beta - 1.96 * se, "std_all_ci_upper": beta + 1.96 * se, "ci_lower": beta - 0.1, "ci_upper": beta + 0.1})  # fmt: skip
    for effect in ("ie_PEOU_PU_ATT_INT", "ie_IT_PR_INT", "tot_IT_INT"):
        rows.append({"lhs": effect, "op": ":=", "rhs": "a*b", "est": 0.04, "se": 0.012, "z": 3.3, "pvalue": 0.001, "std_all": 0.05, "ci_lower": 0.01, "ci_upper": 0.07})  # fmt: skip
    measures = {
        "npar": 76.0, "chisq": chisq, "df": float(df), "pvalue": 0.012, "cfi": 0.972, "tli": 0.969, "rmsea": 0.031,
        "rmsea_ci_lower": 0.024, "rmsea_ci_upper": 0.038, "srmr": 0.041, "rmr": 0.045, "gfi": 0.921, "agfi": 0.905,
        "nfi": 0.93, "rfi": 0.921, "ifi": 0.973, "pgfi": 0.77, "pnfi": 0.83, "aic": 38000 + chisq, "bic": 38300 + chisq,
    }  # fmt: skip
    r2 = {"IT": 0.168, "PR": 0.13, "PU": 0.304, "ATT": 0.351, "INT": 0.444} | dict.fromkeys(FACETS, 0.64)
    syntax = "\n".join(f"{code} =~ " + " + ".join(items) for code, items in ITEMS.items())
    syntax += "\n" + "\n".join(f"{target} ~ {source}" for _, source, target, *_ in paths)
    latent = [*ITEMS, "PR"]
    return Fake(model=syntax, estimator="ML", engine="tamkit", converged=True, n=(487,), groups=(), latent=latent, table=pd.DataFrame(rows), fit=measures, r2=r2, warnings=(), bootstrap=None, name=name)  # fmt: skip


def content(*, simulated: bool = True, evil: str = "") -> Content:
    """A complete content. ``evil`` is put wherever a respondent or a questionnaire author could write words."""
    rng = np.random.default_rng(7)
    form = questionnaire(evil=evil)
    codes, n = form.item_codes, 487
    factor = rng.normal(size=(n, 1))
    answers = pd.DataFrame(
        np.clip(np.round(3.4 + 0.6 * factor + 0.8 * rng.normal(size=(n, len(codes)))), 1, 5), columns=codes
    )
    flow = pd.DataFrame(
        [("received", np.nan, 0, 0, 520), ("missing", 0.2, 4, 4, 516), ("attention", 1.0, 19, 18, 498), ("min_seconds_per_item", 2.0, 15, 11, 487), ("valid", np.nan, 0, 0, 487)],
        columns=["reason", "threshold", "flagged", "excluded", "remaining"],
    )  # fmt: skip
    seconds = np.exp(rng.normal(2.0, 0.5, 520))
    flags = pd.DataFrame(
        {"seconds_per_item": seconds, "longstring": rng.integers(2, 12, 520), "excluded": seconds < 2.6}
    )
    for rule, share in (
        ("missing", 0.01),
        ("attention", 0.04),
        ("min_seconds_per_item", 0.03),
        ("longstring", 0.02),
        ("irv", 0.01),
        ("mahalanobis", 0.02),
    ):
        flags[f"flag_{rule}"] = rng.random(520) < share
    rules = Space(
        missing=0.2,
        attention=1,
        min_seconds_per_item=2.0,
        longstring=0.5,
        irv=0.01,
        mahalanobis=0.001,
        exclude=("missing", "attention", "min_seconds_per_item"),
        exclude_with_second=(),
    )
    source = Space(name="responses.xlsx" + evil, sha256="9f" * 32, rows=520, platform="wjx", sheet="Sheet1")
    survey = Space(sources=(source,), notes=("列“备注”未与任何题项匹配。" + evil,), simulated=simulated)
    clean = Space(
        survey=survey, items=answers, n=n, flow=flow, flags=flags, rules=rules, not_checked=("duplicates",), notes=()
    )
    respondents = pd.DataFrame(
        [("gender", 1, 231, 47.4333, 47.4333), ("gender", 2, 256, 52.5667, 100.0)],
        columns=["variable", "option", "n", "percent", "cumulative"],
    )
    multiple = pd.DataFrame([("products", 1, 401), ("products", 2, 233)], columns=["variable", "option", "n"])
    described = pd.DataFrame(
        {
            "item": codes,
            "construct": [form.construct_of(c).code for c in codes],
            "n": n,
            "missing": 0,
            "mean": answers.mean().to_numpy(),
            "sd": answers.std().to_numpy(),
            "min": 1.0,
            "max": 5.0,
            "skew": -0.4,
            "kurtosis": -0.2,
            "floor": 2.0,
            "ceiling": 11.0,
        }
    )
    likert = pd.DataFrame([{"item": c} | {k: int((answers[c] == k).sum()) for k in range(1, 6)} for c in codes])
    description = Space(
        respondents=respondents,
        multiple=multiple,
        items=described,
        likert=likert,
        numbers=pd.DataFrame(
            [("gender", 400, 27.5, 6.1, 18.0, 26.0, 60.0)],
            columns=["variable", "n", "mean", "sd", "min", "median", "max"],
        ),
        mardia=Space(kurtosis=987.2, kurtosis_excess=27.2, critical_ratio=8.31),
    )
    drivers = _drivers()
    return Content(
        title=Text(zh="花呗与白条:采纳意愿的驱动因素" + evil, en="Huabei and Baitiao: what drives adoption intention" + evil),
        questionnaire=form,
        findings=Findings(clean, description, _measurement(), drivers),
        provenance={"seed": 1, "options": {"missing": "listwise"}, "versions": {"tamkit": "0.1.0", "numpy": "2.4.0"}, "hashes": {"study.yaml": "ab" * 32}, "command": "tamkit demo"},
        warnings=("模型 tam:1 个残差方差接近 0。" + evil,),
        simulated=simulated,
    )  # fmt: skip


def _measurement() -> Any:
    first = list(ITEMS)
    reliability = pd.DataFrame(
        [{"construct": c, "k": len(ITEMS[c]), "n": 487, "alpha": 0.74 + 0.02 * i, "alpha_ci_lower": 0.70 + 0.02 * i, "alpha_ci_upper": 0.78 + 0.02 * i, "cr": 0.75 + 0.02 * i, "ave": 0.48 + 0.03 * i} for i, c in enumerate(first)]
    )  # fmt: skip
    items = pd.DataFrame(
        [{"construct": c, "item": i, "mean": 3.4, "sd": 0.97, "citc": 0.61, "alpha_if_deleted": 0.72, "loading": 0.62 + 0.04 * j, "est": 1.0 + 0.04 * j, "se": 0.0 if j == 0 else 0.05, "z": np.nan if j == 0 else 19.2, "pvalue": np.nan if j == 0 else 1e-12, "smc": 0.5} for c in first for j, i in enumerate(ITEMS[c])]
    )  # fmt: skip
    latent = ["PU", "PEOU", "PR", "IT", "ATT", "INT"]
    r = np.array([[0.42 + 0.05 * ((i + j) % 4) for j in range(6)] for i in range(6)])
    r[2], r[:, 2] = -r[2], -r[:, 2]
    np.fill_diagonal(r, 1.0)
    cor = pd.DataFrame(r, index=latent, columns=latent)
    fl = pd.DataFrame(np.tril(r), index=latent, columns=latent).mask(np.triu(np.ones((6, 6), bool), 1))
    for c in latent:
        fl.loc[c, c] = 0.76
    first_r = pd.DataFrame(np.abs(np.full((9, 9), 0.44) + 0.01 * np.arange(9)), index=first, columns=first)
    second = pd.DataFrame(
        [
            {"construct": "PR", "facet": f, "loading": 0.8, "se": 0.03, "z": 22.1, "pvalue": 1e-12, "smc": 0.64}
            for f in FACETS
        ]
    )
    return Space(cfa=fit("cfa", 561.203, 386, []), reliability=reliability, items=items, fornell_larcker=fl, latent_cor=cor, htmt=first_r, second_order=second, notes=())  # fmt: skip


def _drivers() -> Any:
    models = {
        "tam": (702.1, 396),
        "tam_risk": (655.4, 394),
        "tam_trust": (601.7, 392),
        "tam_risk_trust": (563.914, 389),
    }
    keep = {"tam": {"PEOU", "PU", "ATT", "INT"}, "tam_risk": {"PEOU", "PU", "ATT", "INT", "PR"}, "tam_trust": {"PEOU", "PU", "ATT", "INT", "IT"}, "tam_risk_trust": set(NAMES)}  # fmt: skip
    fits = {
        name: fit(name, *numbers, [p for p in PATHS if p[1] in keep[name] and p[2] in keep[name]])
        for name, numbers in models.items()
    }
    table = fits["tam_risk_trust"].table
    rows = []
    for h, source, target, sign, beta, _ in PATHS:
        row = table[(table.op == "~") & (table.lhs == target) & (table.rhs == source)].iloc[0]
        right = (beta > 0) == (sign == "+")
        verdict = "not_significant" if row.pvalue >= 0.05 else "supported" if right else "opposite_sign"
        rows.append({"hypothesis": h, "source": source, "target": target, "sign": sign, "est": row.est, "se": row.se, "z": row.z, "pvalue": row.pvalue, "std": beta, "p_holm": min(1.0, row.pvalue * 5), "verdict": verdict})  # fmt: skip
    rows.append({"hypothesis": "H13", "source": "SA", "target": "IT", "sign": "+", "verdict": "not_in_model"})
    effects = pd.DataFrame(
        [
            {"source": s, "outcome": "INT", "direct": d, "indirect": i, "total": d + i, "direct_pvalue": 0.001, "indirect_pvalue": 0.0001, "total_pvalue": 0.00001, "total_ci_lower": d + i - 0.1, "total_ci_upper": d + i + 0.1}
            for s, d, i in (("IT", 0.15, 0.27), ("ATT", 0.36, None), ("PU", 0.21, 0.12), ("PEOU", None, 0.31), ("PR", -0.09, -0.07))
            for d, i in [(d if d is not None else 0.0, i if i is not None else 0.0)]
        ]
    )  # fmt: skip
    r2 = pd.DataFrame(
        [("IT", 0.168), ("PR", 0.13), ("PU", 0.304), ("ATT", 0.351), ("INT", 0.444)], columns=["construct", "r2"]
    )
    comparison = pd.DataFrame(
        [
            {"model": name, "n": 487, "npar": 76, **{k: f.fit[k] for k in ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic")}, "chisq_diff": None if name == "tam_risk_trust" else f.fit["chisq"] - 563.914, "df_diff": None if name == "tam_risk_trust" else f.fit["df"] - 389, "pvalue_diff": None if name == "tam_risk_trust" else 1e-8, "r2_ATT": 0.3, "r2_INT": 0.4, "r2_PR": None if name in ("tam", "tam_risk") else 0.13}
            for name, f in fits.items()
        ]
    )  # fmt: skip
    return Space(
        fits=fits,
        main=fits["tam_risk_trust"],
        hypotheses=pd.DataFrame(rows),
        effects=effects,
        r2=r2,
        comparison=comparison,
        equivalent=pd.DataFrame(
            [("PEOU", "IT", ""), ("IT", "PR", "PEOU -> PR")], columns=["source", "target", "needs"]
        ),
        notes=(),
    )
