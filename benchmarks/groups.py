"""CPU time of a study with many groups: 1,200 respondents, 85 items, five grouping variables of up to six levels, MLR,
no bootstrap; the whole study, from the file to the report. Two CPU minutes are allowed;
103 s were measured beside other work on two cores, 30 of them for the ladders and 19 for the paths of five groupings.

    OMP_NUM_THREADS=1 python benchmarks/groups.py [--profile]
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import tempfile
import time
from pathlib import Path

import yaml

from tamkit.questionnaire import loads
from tamkit.study import Study
from tamkit.survey import simulate

CONSTRUCTS, ITEMS, N, LEVELS = 17, 5, 1200, (2, 3, 4, 5, 6)
LIMIT = 120.0


def form() -> str:
    """Seventeen constructs of five items, each explained by the three before it; questions of two to six answers."""
    names = [f"C{at}" for at in range(1, CONSTRUCTS + 1)]
    paths = [(names[at - back], names[at]) for at in range(1, CONSTRUCTS) for back in (1, 2, 3) if at >= back]
    labels = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
    return yaml.safe_dump(
        {
            "name": "many",
            "title": "Many groups",
            "outcome": names[-1],
            "scales": {"agree": {"points": 5, "labels": {"en": labels}}},
            "constructs": [
                {
                    "code": name,
                    "name": name,
                    "items": [
                        {"code": f"{name}_{at}", "text": f"Statement {at} on {name}."} for at in range(1, ITEMS + 1)
                    ],
                }
                for name in names
            ],
            "variables": [
                {
                    "code": f"g{levels}",
                    "name": f"Group {levels}",
                    "text": f"Which of {levels}?",
                    "options": [{"code": at, "label": f"Level {at}"} for at in range(1, levels + 1)],
                }
                for levels in LEVELS
            ],
            "models": [
                {"name": "full", "title": "Full", "structure": "".join(f"{end} ~ {start}\n" for start, end in paths)}
            ],
            "truth": {
                "model": "full",
                "loading": 0.75,
                "paths": [{"source": start, "target": end, "beta": 0.25} for start, end in paths],
                "thresholds": {"even": [-1.5, -0.7, 0.1, 1.2]},
                "default_cut": "even",
            },
        },
        sort_keys=False,
        allow_unicode=True,
    )


def main(profile: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "form.yaml").write_text(form(), encoding="utf-8")
        simulate(loads(form()), N, seed=1, path=folder / "answers.csv")
        groups = ", ".join(f"g{levels}" for levels in LEVELS)
        more = f"models: [full]\ngroups: [{groups}]\nbootstrap: 0\n"
        (folder / "study.yaml").write_text(f"data: answers.csv\nquestionnaire: form.yaml\n{more}", encoding="utf-8")
        study = Study.load(folder)
        begun = time.process_time()
        stages: list[tuple[str, float]] = []

        def progress(what: object, _done: int, _total: int) -> None:
            stages.append((str(what), time.process_time() - begun))
            print(f"{stages[-1][1]:8.1f} s  {what}", file=sys.stderr, flush=True)

        counted = cProfile.Profile()
        if profile:
            counted.enable()
        results = study.run(progress)
        counted.disable()
        found = results.findings.groups or {}
        stages.append(("report", time.process_time() - begun))
        results.report(folder / "report")
        spent = time.process_time() - begun
        for (what, start), (_, end) in zip(stages, [*stages[1:], ("", spent)], strict=True):
            print(f"{end - start:8.1f} s  {what}")
        print(f"{spent:8.1f} s in all, {LIMIT:.0f} s allowed; groups compared: {', '.join(found)}")
        for outcome in results.outcomes:
            if outcome.state == "failed":
                print(outcome.name, outcome.why)
        if profile:
            pstats.Stats(counted).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main("--profile" in sys.argv)
