"""`tamkit fit`: the JSON of the contract, every option, and lavaan's numbers through the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tamkit.cli import main

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
DATA = str(REFERENCE / "drivers" / "responses.csv")
MODEL = str(REFERENCE / "drivers" / "tam_risk_trust.lav")
TOLERANCE = 1e-4
CFA = "PU =~ PU1 + PU2 + PU3 + PU4\nIT =~ IT1 + IT2 + IT3 + IT4"


def numbers(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, Any]:
    assert main(["fit", *argv, "--json", "-"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
def test_the_command_gives_lavaan_s_numbers(estimator: str, capsys: pytest.CaptureFixture[str]) -> None:
    expected = json.loads((REFERENCE / "drivers.json").read_text(encoding="utf-8"))[estimator]
    found = numbers(capsys, DATA, MODEL, "--estimator", estimator)
    assert found["engine"] == "tamkit"
    assert found["estimator"] == estimator
    assert found["converged"] is True
    assert found["n"] == [400]
    model = expected["models"]["tam_risk_trust"]
    for name in ("npar", "chisq", "df", "cfi", "tli", "rmsea", "srmr", "aic", "bic"):
        assert abs(found["fit"][name] - model[name]) <= TOLERANCE * max(1, abs(model[name])), name
    paths = {(row["rhs"], row["lhs"]): row for row in found["parameters"] if row["op"] == "~"}
    for row in expected["paths"]:
        path = paths[row["source"], row["target"]]
        for name in ("est", "se", "z", "pvalue", "ci_lower", "ci_upper"):
            assert abs(path[name] - row[name]) <= TOLERANCE * max(1, abs(row[name]))
        assert abs(path["std_all"] - row["std"]) <= TOLERANCE


def test_the_json_has_the_contract_s_shape(capsys: pytest.CaptureFixture[str]) -> None:
    found = numbers(capsys, DATA, MODEL, "--bootstrap", "20", "--seed", "1")
    assert {"engine", "estimator", "converged", "warnings", "n", "parameters", "fit", "r2", "bootstrap"} <= found.keys()
    keys = {"lhs", "op", "rhs", "group", "label", "free", "est", "std_lv", "std_all"}
    assert all(keys <= row.keys() for row in found["parameters"])
    free = next(row for row in found["parameters"] if row["op"] == "~")
    assert {"se", "z", "pvalue", "ci_lower", "ci_upper", "std_all_se"} <= free.keys()
    measures = {
        "npar",
        "chisq",
        "df",
        "pvalue",
        "baseline_chisq",
        "cfi",
        "tli",
        "rmsea",
        "rmsea_ci_lower",
        "srmr",
        "aic",
    }
    assert measures | {"rmsea_ci_upper", "logl", "bic"} <= found["fit"].keys()
    assert {"requested", "converged", "admissible", "ci", "seed"} <= found["bootstrap"].keys()
    assert found["bootstrap"]["requested"] == 20
    assert 0 < found["r2"]["INT"] < 1


@pytest.mark.parametrize(
    ("options", "check"),
    [
        (["--std-lv"], lambda f: f["fit"]["df"] == 19),
        (["--meanstructure"], lambda f: f["fit"]["npar"] == 25),
        (["--likelihood", "wishart"], lambda f: f["fit"]["df"] == 19),
        (["--information", "observed"], lambda f: f["converged"]),
        (["--estimator", "GLS"], lambda f: f["estimator"] == "GLS"),
        (["--estimator", "ULS"], lambda f: f["estimator"] == "ULS"),
        (["--estimator", "MLM"], lambda f: "chisq_scaled" in f["fit"]),
        (["--missing", "fiml"], lambda f: f["fit"]["npar"] == 25),
        (["--estimator", "WLSMV", "--ordered", "all"], lambda f: f["estimator"] == "WLSMV"),
        (["--estimator", "WLSM", "--ordered", "all"], lambda f: f["fit"]["chisq_scaling_factor"] > 0),
        (["--estimator", "ULSMV", "--ordered", "all"], lambda f: f["estimator"] == "ULSMV"),
        (["--estimator", "WLSMV", "--ordered", "all", "--missing", "pairwise"], lambda f: f["converged"]),
        (
            ["--estimator", "WLSMV", "--ordered", "all", "--parameterization", "theta"],
            lambda f: next(r["est"] for r in f["parameters"] if (r["op"], r["lhs"]) == ("~*~", "PU1")) != 1,
        ),
        (["--orthogonal"], lambda f: f["fit"]["df"] == 20),
        (["--no-fixed-x"], lambda f: f["fit"]["df"] == 19),
        (["--group", "g"], lambda f: len(f["n"]) == 2 and len(f["groups"]) == 2 and set(f["r2"]) == set(f["groups"])),
        (["--group", "g", "--group-equal", "loadings"], lambda f: f["fit"]["df"] == 44),
        (["--group", "g", "--group-equal", "loadings", "--group-partial", "PU=~PU2"], lambda f: f["fit"]["df"] == 43),
        (["--bootstrap", "20", "--ci", "bc", "--seed", "3", "--jobs", "2"], lambda f: f["bootstrap"]["ci"] == "bc"),
        (["--engine", "semopy"], lambda f: f["engine"] == "semopy"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_every_option_reaches_the_engine(
    options: list[str], check: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = pd.read_csv(DATA)
    frame["g"] = ["user" if row % 3 else "non-user" for row in range(len(frame))]
    frame.to_csv(tmp_path / "data.csv", index=False)
    assert check(numbers(capsys, str(tmp_path / "data.csv"), CFA, *options))


def test_a_covariance_and_a_correlation_matrix_give_the_same_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = pd.read_csv(DATA)
    rows = numbers(capsys, DATA, CFA)
    frame.cov().to_csv(tmp_path / "cov.csv")
    correlations = frame.corr()
    correlations.loc["sd"] = frame.std()
    correlations.to_csv(tmp_path / "cor.csv")
    for name in ("cov.csv", "cor.csv"):
        found = numbers(capsys, str(tmp_path / name), CFA, "--n", "400")
        assert found["n"] == [400]
        assert found["fit"]["chisq"] == pytest.approx(rows["fit"]["chisq"], abs=1e-6)
        assert found["parameters"][1]["se"] == pytest.approx(rows["parameters"][1]["se"], abs=1e-8)


def test_the_summary_and_a_json_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "fit.json"
    for _ in range(2):  # a result of its own is replaced
        assert main(["fit", DATA, CFA, "--json", str(target)]) == 0
        assert "cfi" in capsys.readouterr().out
    assert json.loads(target.read_text(encoding="utf-8"))["converged"] is True
    assert [path.name for path in tmp_path.iterdir()] == ["fit.json"]
    target.write_text("my notes", encoding="utf-8")
    assert main(["fit", DATA, CFA, "--json", str(target)]) == 2
    assert target.read_text(encoding="utf-8") == "my notes"


@pytest.mark.parametrize(
    ("argv", "status", "expected"),
    [
        ([DATA, "PU =~ PU1 + PU2 + PU9"], 2, ["PU9", "PU"]),
        ([DATA, "PU =~ PU1 +"], 2, ["PU =~ PU1 +"]),
        ([DATA, "PU =~ PU1 + PU2"], 1, ["not identified"]),
        ([DATA, CFA, "--group", "sex"], 2, ["'sex'"]),
        ([DATA, CFA, "--sheet", "Total"], 2, ["no sheets"]),
        ([DATA, CFA, "--n", "100"], 2, ["square matrix"]),
        ([DATA, CFA, "--engine", "semopy", "--estimator", "MLR"], 2, ["semopy"]),
    ],
)
def test_mistakes(argv: list[str], status: int, expected: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", *argv]) == status
    said = capsys.readouterr()
    assert said.out == ""
    for part in expected:
        assert part in said.err


def test_a_mistake_in_a_named_model_names_questionnaire_model_and_construct(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pd.read_csv(DATA).drop(columns="AI3").to_csv(tmp_path / "some.csv", index=False)
    assert main(["fit", str(tmp_path / "some.csv"), "huabei_baitiao_short:tam"]) == 2
    told = capsys.readouterr().err
    assert "questionnaire huabei_baitiao_short, model tam: item 'AI3' of construct 'INT' is no column" in told
    assert "line" not in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("PU =~ PU1 + PU2\nIT =~ IT1 + IT2\nAT1 ~ PU + PU:IT", "line 3: products of latent variables such as 'PU:IT'"),
        ("PU <~ PU1 + PU2\nAT1 ~ PU", "line 1: formative constructs (PU <~ …)"),
        (f"{CFA}\nIT1 ~*~ 1*IT1", "line 3: scales y* (~*~) belong to ordered variables"),
        (f"{CFA}\nIT ~ a*b*PU", "line 3, column 8: IT ~ PU has two labels, 'a' and 'b'"),
    ],
)
def test_what_is_not_fitted_is_refused_with_the_reason(
    text: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fit", DATA, text]) == 2
    assert says in capsys.readouterr().err


def test_the_variance_of_an_ordered_item_belongs_to_theta(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["fit", DATA, f"{CFA}\nIT1 ~~ 2*IT1", "--estimator", "WLSMV", "--ordered", "all"]
    assert main(argv) == 2
    assert "use parameterization='theta'" in capsys.readouterr().err
    assert main([*argv, "--parameterization", "theta"]) == 0


def test_marks_of_a_chinese_keyboard_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    full = CFA.replace("\n", "；").replace("=~", "＝～").replace("+", "＋")
    assert numbers(capsys, DATA, full)["fit"] == numbers(capsys, DATA, CFA)["fit"]


def test_tests_of_exact_fit_are_asked_for_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = tmp_path / "cfa.lav"
    model.write_text(CFA, encoding="utf-8")
    asked = ("--test", "standard,FMG,browne.residual.nt,bollen.stine", "--bootstrap", "20", "--seed", "1")
    found = numbers(capsys, DATA, str(model), *asked)
    names = ["standard", "peba4_rls", "browne.residual.nt", "bollen.stine"]
    assert [one["test"] for one in found["tests"]] == names
    assert all({"test", "stat", "df", "pvalue"} <= set(one) for one in found["tests"])
    assert found["tests"][0]["stat"] == found["fit"]["chisq"]
    assert main(["fit", DATA, str(model), *asked]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in names)
    assert main(["fit", DATA, str(model), "--test", "peba4_rls", "--estimator", "MLR"]) == 2
    assert "'peba4_rls'" in capsys.readouterr().err
    assert main(["fit", DATA, str(model), "--test", "browne.nt"]) == 2
    assert "browne.residual.nt" in capsys.readouterr().err
