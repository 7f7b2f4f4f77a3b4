"""A study of Huabei and Baitiao through the Python API, stage by stage.

    python analysis/huabei_study.py                          simulated answers
    python analysis/huabei_study.py --data responses.xlsx    an export of your own form huabei_baitiao

`tamkit report study.yaml` does the same from one file. Take this way when you want to look at, change or add to what
happens between two stages; every stage returns frames.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import tamkit
from tamkit.drivers import Drivers

MODELS = ["tam", "tam_risk", "tam_trust", "tam_risk_trust"]
RULES = {"attention": 1, "min_seconds_per_item": 2, "longstring": 0.5, "missing": 0.2}


def simulated_export(folder: Path, n: int, seed: int) -> Path:
    """Answers whose truth is known, in the layout of a Wenjuanxing export."""
    path = folder / "simulated.xlsx"
    form = tamkit.load_questionnaire("huabei_baitiao")
    tamkit.simulate(form, n=n, seed=seed, careless=0.06, platform="wjx", path=path)
    return path


def study(data: Path) -> Drivers:
    """Every stage on one export; prints what a reader asks first and returns the last stage."""
    survey = tamkit.load_survey(data, questionnaire="huabei_baitiao")
    clean = survey.screen(RULES)
    if clean.simulated:
        print("SIMULATED DATA: no statement about real people follows from this.\n")
    print("Sample flow")
    print(clean.flow[["reason", "excluded", "remaining"]].to_string(index=False), "\n")

    description = tamkit.describe(clean)
    print("Items")
    print(description.items[["item", "mean", "sd", "skew", "kurtosis"]].round(2).to_string(index=False), "\n")

    measurement = tamkit.assess(clean.items, clean.questionnaire)
    print("Reliability and convergent validity")
    print(measurement.reliability[["construct", "k", "alpha", "cr", "ave"]].round(3).to_string(index=False), "\n")
    print("Fornell-Larcker: root AVE on the diagonal, latent correlations beside it")
    print(measurement.fornell_larcker.round(3).to_string(), "\n")

    drivers = tamkit.analyse(clean.items, clean.questionnaire, MODELS)
    print("Competing models")
    shown = ["model", "chisq", "df", "cfi", "rmsea", "srmr", "aic", "chisq_diff", "df_diff", "pvalue_diff", "r2_INT"]
    print(drivers.comparison[shown].round(3).to_string(index=False), "\n")
    print("Hypotheses (supported: two-sided p < .05 and the sign as stated)")
    shown = ["hypothesis", "source", "target", "sign", "std", "pvalue", "p_holm", "verdict"]
    print(drivers.hypotheses[shown].round(3).to_string(index=False), "\n")
    print(f"Standardized effects on {drivers.outcome}, with the ranks that tests of their differences leave")
    shown = ["rank_lower", "rank_upper", "source", "direct", "indirect", "total", "total_ci_lower", "total_ci_upper"]
    print(drivers.effects[[*shown, "mediation"]].round(3).to_string(index=False))
    return drivers


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--data", type=Path, help="an export of the huabei_baitiao questionnaire")
    arguments.add_argument("--n", type=int, default=520, help="respondents to simulate without --data")
    arguments.add_argument("--seed", type=int, default=20240505)
    args = arguments.parse_args()
    if args.data is not None:
        study(args.data)
        return
    with tempfile.TemporaryDirectory() as folder:
        study(simulated_export(Path(folder), args.n, args.seed))


if __name__ == "__main__":
    main()
