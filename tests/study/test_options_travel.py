"""Every option of an estimation reaches every fit of a study: measurement, models, companions, groups, reruns."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from study.small import write

from tamkit.errors import QuestionnaireError
from tamkit.report.plain import dumps
from tamkit.sem.estimators import ESTIMATORS
from tamkit.sem.options import FIELDS, Options
from tamkit.study import Study
from tamkit.study.spec import DEFAULTS

BASE = {"bootstrap": "0", "measurement": "{htmt_bootstrap: 0}"}
# What a study can do beside its main results, at 120 respondents: groups need more.
COMPANIONS = {"robustness": "[ML, ULS, strict_screening]", "controls": "[age]"}
# option → what the study file says beside BASE, and what every fit is then made with.
VALUES: dict[str, tuple[dict[str, str], Any]] = {
    "estimator": ({"estimator": "MLM"}, "MLM"),
    "missing": ({"missing": "fiml"}, "fiml"),
    "ordered": ({"estimator": "WLSMV", "ordered": "[PU1, PU2, PU3]"}, ("PU1", "PU2", "PU3")),
    "std_lv": ({"std_lv": "true"}, True),
    "meanstructure": ({"meanstructure": "true"}, True),
    "fixed_x": ({"fixed_x": "false"}, False),
    "se": ({"estimator": "DWLS", "se": "standard"}, "standard"),
    "orthogonal": ({"orthogonal": "true"}, True),
    "likelihood": ({"estimator": "ML", "likelihood": "wishart"}, "wishart"),
    "information": ({"information": "expected"}, "expected"),
    "parameterization": ({"estimator": "WLSMV", "parameterization": "theta"}, "theta"),
    "test": ({"estimator": "ML", "test": "[fmg, standard]"}, ("peba4_rls", "standard")),
    "bootstrap": ({"bootstrap": "20"}, 20),
    "ci": ({"bootstrap": "20", "ci": "bca"}, "bca"),
    "seed": ({"seed": "9"}, 9),
    "jobs": ({"bootstrap": "20", "jobs": "2"}, 2),
    "search": ({"search": "adopt"}, "adopt"),
}
# option → why a study file has no such key.
EXEMPT = {
    "group": "a study's groups are its `groups`: each is compared in turn, the main model is of everybody",
    "group_equal": "what groups have in common is the invariance ladder's to say",
    "group_partial": "what is free nevertheless is found by the ladder",
    "engine": "another engine is a run of `robustness`; the study's own numbers are tamkit's",
}
# (option, kind of fit) → what it is there, and why it is not the study's.
OTHERWISE: dict[tuple[str, str], tuple[Any, str]] = {
    ("bootstrap", "companion"): (0, "only the model reported in full is resampled"),
    ("test", "companion"): ((), "further tests of exact fit are of the model reported in full"),
    ("estimator", "rerun"): (None, "a rerun is by another estimator: that is what it is for"),
    ("missing", "rerun"): (None, "an estimator without full information needs complete rows"),
    ("ordered", "rerun"): ((), "estimators for continuous items have no ordered ones"),
    ("se", "rerun"): (None, "the standard errors of another estimator are its own"),
    ("likelihood", "rerun"): (None, "Wishart's likelihood is defined for ML"),
    ("std_lv", "method"): (True, "a method factor has no item of its own to set its scale"),
    ("std_lv", "groups"): (
        True,
        "latent variances are 1 in the first group, so that no marker is exempt",
    ),
    ("meanstructure", "groups"): (True, "intercepts are compared across groups"),
    ("parameterization", "ladder"): ("theta", "residual variances of ordered items are compared across groups"),
    ("ordered", "ladder"): (None, "the ladder of ordered items begins with the thresholds of all of them"),
}


def engine_of(fit: Any, name: str) -> Any:
    """What the engine itself was told of an option: a label alone could be false."""
    setup = fit.setup
    of_table = ("std_lv", "meanstructure", "fixed_x", "orthogonal", "parameterization")
    if name in of_table:
        return getattr(setup.table.options, name)
    if name in ("likelihood", "information", "se"):
        return getattr(setup.settings, name)
    if name == "estimator":
        return setup.settings.estimator.name
    if name == "ordered":
        return tuple(setup.table.ordered)
    if name == "missing":
        return "fiml" if type(setup.route).__name__ == "IncompleteRoute" else "listwise"
    return getattr(fit.options, name)


def kinds_of(fit: Any, main: Any, estimator: str) -> list[str]:
    """What kind of fit of a study one is, for `OTHERWISE`."""
    found = [] if fit is main else ["companion"]
    if fit.options.estimator != estimator:
        found.append("rerun")
    if any(name.startswith("METHOD") for name in fit.latent) or fit.options.std_lv:
        found.append("method")
    if fit.options.group is not None:
        found += ["groups", "ladder"]
    return found


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every fit that anything makes, in order."""
    from tamkit import sem
    from tamkit.sem import fitting

    made: list[Any] = []
    plain = fitting.fit

    def recorded(*args: Any, **given: Any) -> Any:
        found = plain(*args, **given)
        made.append(found)
        return found

    monkeypatch.setattr(fitting, "fit", recorded)
    monkeypatch.setattr(sem, "fit", recorded)  # the face keeps what it handed on
    return made


def study(folder: Path, n: int, **keys: str) -> Study:
    # A second engine is plain ML by what it is for.
    lines = "".join(f"{key}: {value}\n" for key, value in {**BASE, "second_engine": "false", **keys}.items())
    return Study.load(write(folder, n, lines, gaps=8))


def test_every_option_is_run_or_exempt_with_a_reason() -> None:
    assert {*VALUES, *EXEMPT} == set(FIELDS)
    assert not VALUES.keys() & EXEMPT.keys()
    assert all(len(reason) > 20 for reason in (*EXEMPT.values(), *(reason for _, reason in OTHERWISE.values())))
    assert {name for name, _ in OTHERWISE} <= set(VALUES)
    for name, (_, value) in VALUES.items():
        assert value != getattr(DEFAULTS, name), f"{name}: the default would pass unseen"
    assert {name for name, one in FIELDS.items() if not one.metadata["study"]} == set(EXEMPT)


def check_every_fit(name: str, value: Any, results: Any, fits: list[Any]) -> None:
    main = results.drivers.main
    for fit in fits:
        allowed = {value}
        loose = False
        for kind in kinds_of(fit, main, results.study.options.estimator):
            if (name, kind) in OTHERWISE:
                other = OTHERWISE[name, kind][0]
                loose |= other is None
                allowed.add(other)
        assert loose or engine_of(fit, name) in allowed, (fit.model, engine_of(fit, name))
        if (name, "companion") not in OTHERWISE or fit is main:
            assert loose or getattr(fit.options, name) in allowed, fit.model
    assert engine_of(main, name) == value
    assert main in fits


@pytest.mark.parametrize("name", VALUES)
def test_it_reaches_every_fit(name: str, tmp_path: Path, fits: list[Any]) -> None:
    keys, value = VALUES[name]
    results = study(tmp_path / "study", 120, **{**COMPANIONS, **keys}).run()
    assert results.extra_warnings == ()
    assert len(fits) >= 12  # CFA, two models, one factor, competing, method factors, other screenings and estimators
    check_every_fit(name, value, results, fits)
    if name in ("bootstrap", "ci", "jobs"):
        assert results.drivers.main.bootstrap.requested == 20


@pytest.mark.parametrize(
    ("name", "keys", "value"),
    [
        ("information", {"information": "expected", "estimator": "MLR"}, "expected"),
        ("likelihood", {"likelihood": "wishart", "estimator": "ML"}, "wishart"),
        ("orthogonal", {"orthogonal": "true", "estimator": "ML"}, True),
        ("meanstructure", {"meanstructure": "false", "estimator": "ML"}, False),
        ("parameterization", {"parameterization": "delta", "estimator": "WLSMV"}, "delta"),
    ],
)
def test_it_reaches_groups_and_halves(
    name: str, keys: dict[str, str], value: Any, tmp_path: Path, fits: list[Any]
) -> None:
    more = {"groups": "[gender]", "measurement": "{htmt_bootstrap: 0, efa: true, competing: false}"}
    results = study(tmp_path / "study", 320, **{**more, **keys}).run()
    assert {"invariance", "groups", "efa_confirmed"} <= results.extras.keys(), results.extra_warnings
    check_every_fit(name, value, results, fits)
    assert sum(fit.options.group == "gender" for fit in fits) >= 5


def every_fit(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Whatever in results.json is a fit: it has an engine and has converged or not."""
    if isinstance(value, dict):
        if {"engine", "converged"} <= value.keys():
            yield place, value
        for key, one in value.items():
            yield from every_fit(one, f"{place}.{key}")
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from every_fit(one, f"{place}[{at}]")


def test_every_fit_of_the_results_says_its_options(tmp_path: Path, fits: list[Any]) -> None:
    keys = {"estimator": "MLR", "information": "expected", "seed": "3", "groups": "[gender]", "controls": "[age]"}
    keys |= {"robustness": "[ML, WLSMV, semopy, strict_screening]", "measurement": "{htmt_bootstrap: 0, efa: true}"}
    results = study(tmp_path / "study", 320, **keys).run()
    assert results.extra_warnings == ()
    stored = dict(every_fit(json.loads(dumps(results.to_dict()))))
    told = [one["options"] for one in stored.values()]
    assert len(stored) >= 20
    known = {json.dumps(fit.options.to_dict()) for fit in fits}
    assert {json.dumps(one) for one in told} <= known
    made_by = {one["estimator"] for one in told}
    assert made_by == {"MLR", "ML", "WLSMV"}
    for one in told:  # what changes with the estimator is what `with_estimator` says, and nothing else
        assert one["seed"] == 3
        assert one["information"] == ("expected" if one["engine"] == "tamkit" else None)
        assert one["ordered"] == (["all"] if ESTIMATORS[one["estimator"]].ordinal else [])
    groups = [one for place, one in stored.items() if ".groups.gender" in place or ".invariance.gender" in place]
    assert groups
    assert all(one["options"]["group"] == "gender" for one in groups if len(one["n"]) == 2)


def test_resampling_is_on_unless_turned_off(tmp_path: Path) -> None:
    on = Study.load(write(tmp_path / "on", 120))
    assert on.options == Options(estimator="MLR", bootstrap=5000, seed=1, search=True)
    assert on.htmt_draws == 1000
    off = Study.load(write(tmp_path / "off", 120, "bootstrap: 0\n"))
    assert (off.options.bootstrap, off.htmt_draws) == (0, 0)
    found = off.run()
    assert found.drivers.main.bootstrap is None
    assert "ci_lower" not in found.measurement.htmt_pairs


def test_the_model_reported_is_the_last_named(tmp_path: Path) -> None:
    """`models: [short, full]` reports full, and resamples it; a model named twice is a mistake."""
    folder = write(tmp_path / "study", 120, "bootstrap: 10\nmeasurement: {htmt_bootstrap: 0}\n")
    path = folder / "study.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[short, full]", "[full, short, full]"), encoding="utf-8")
    with pytest.raises(QuestionnaireError, match="'full' stands here twice"):
        Study.load(folder)
    path.write_text(text, encoding="utf-8")
    drivers = Study.load(folder).run().drivers
    assert list(drivers.fits) == ["short", "full"]
    assert drivers.main is drivers.fits["full"]
    assert drivers.main.bootstrap is not None
    assert drivers.fits["short"].bootstrap is None


def test_wrong_options_of_a_study_are_told_at_their_place(tmp_path: Path) -> None:
    from tamkit.errors import InputError

    for line, says in (
        ("estimator: MLX", "study.yaml:6:12: unknown estimator 'MLX'; allowed: ML, MLM"),
        ("bootstrap: 2.5", "study.yaml:6:12: bootstrap must be a whole number"),
        ("std_lv: maybe", "study.yaml:6:9: std_lv must be True or False; got 'maybe'"),
        ("seed: -1", "study.yaml:6:7: seed must be a whole number, 0 or more"),
        ("missing: fiml\nestimator: MLM", "study.yaml:6:10: missing='fiml' works with ML, MLR"),
        ("missing: pairwise", "study.yaml:6:10: missing='pairwise' works with ordered variables"),
        ("ordered: [PU1]", "study.yaml:6:10: MLR is not for ordered variables"),
        ("estimator: WLSMV\nordered: [PU1, zz]", "study.yaml:7:16: unknown item 'zz'"),
        ("estimator: pls", "study.yaml:6:12: PLS (partial least squares) is not in this version"),
        ("boostrap: 3", "unknown key 'boostrap'. Did you mean 'bootstrap'?"),
        ("group: gender", "unknown key 'group'. Did you mean 'groups'?"),
    ):
        with pytest.raises(InputError) as caught:
            Study.load(write(tmp_path / "study", 20, line + "\n"))
        assert says in str(caught.value)


def test_options_are_dataclasses_without_pydantic() -> None:
    assert dataclasses.is_dataclass(Options)
    import subprocess
    import sys

    code = (
        "import sys; import tamkit.sem.options; print([m for m in ('pydantic', 'yaml', 'numpy') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_pairwise_available_answers_of_ordered_items(tmp_path: Path, fits: list[Any]) -> None:
    results = study(tmp_path / "study", 160, estimator="WLSMV", missing="pairwise", robustness="[ML]").run()
    assert results.extra_warnings == ()
    assert results.drivers.main.n == (160,)  # eight of them left an item out
    assert {fit.options.missing for fit in fits} == {"pairwise", "listwise"}  # ML has no use for pairs
    assert results.measurement.htmt.notna().all().all()
