"""`Options`: every field checked once, told plainly; the table of estimators is the only list of them."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tamkit
from tamkit.errors import InputError
from tamkit.sem import Options
from tamkit.sem.estimators import ESTIMATORS, FOR_ITEMS, chosen, names
from tamkit.sem.options import FIELDS, read, study_keys

PACKAGE = Path(tamkit.__file__).parent


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"bootstrap": 2.5}, "bootstrap must be a whole number, from 0 to 1,000,000; got 2.5."),
        ({"bootstrap": True}, "bootstrap must be a whole number"),
        ({"bootstrap": 1}, "one bootstrap draw says nothing"),
        ({"seed": "x"}, "seed must be a whole number, 0 or more; got 'x'."),
        ({"seed": -1}, "seed must be a whole number, 0 or more; got -1."),
        ({"jobs": 0}, "jobs must be a whole number, from 1 to 1,024; got 0."),
        ({"group": 3}, "group must be the name of a column (text) or None; got 3."),
        ({"group": " "}, "group must be the name of a column"),
        ({"std_lv": "no"}, "std_lv must be True or False; got 'no'."),
        ({"std_lv": 1}, "std_lv must be True or False; got 1."),
        ({"meanstructure": "yes"}, "meanstructure must be True, False or None; got 'yes'."),
        ({"ordered": 3}, "ordered must be a name or a list of names, 'all' or True; got 3."),
        ({"ordered": ["a", 2]}, "ordered must be a name or a list of names"),
        ({"group_equal": "loading"}, "unknown group_equal 'loading'; allowed: loadings"),
        ({"estimator": "MLX"}, "unknown estimator 'MLX'; allowed: ML, MLM, MLR"),
        ({"estimator": 3}, "unknown estimator 3"),
        ({"estimator": "plsc"}, "PLSc (consistent partial least squares) is not in this version; allowed: ML, MLM"),
        ({"missing": "pairwise"}, "missing='pairwise' works with ordered variables and one of ULS, DWLS"),
        ({"ordered": "x1"}, "ML is not for ordered variables; use one of ULS, DWLS"),
        ({"group_partial": "f=~x2", "group": "g"}, "say group_equal too"),
        ({"likelihood": "wishart", "missing": "fiml"}, "needs complete rows"),
        ({"ci": "percentyle"}, "Did you mean 'percentile'?"),
        ({"missing": "fiml", "estimator": "MLM"}, "missing='fiml' works with ML, MLR; MLM needs"),
        ({"likelihood": "wishart", "estimator": "MLR"}, "likelihood='wishart' is defined for ML only"),
        ({"boostrap": 500}, "unknown option 'boostrap'; did you mean 'bootstrap'?"),
    ],
)
def test_a_wrong_option_is_told_plainly(given: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as caught:
        Options.of(**given)
    assert says in str(caught.value)


def test_what_is_meant_is_read() -> None:
    found = Options(estimator="wlsmv", ci="BCa", ordered="a, b", seed=np.int64(3))
    assert (found.estimator, found.ci, found.ordered, found.seed) == ("WLSMV", "bca", ("a", "b"), 3)
    assert Options(missing="ml").missing == "fiml"
    assert Options(estimator="ULS", ordered=True).ordered == Options(estimator="ULS", ordered="ALL").ordered == ("all",)
    assert Options(estimator="ULS", ordered=np.array(["a", "b"])).ordered == ("a", "b")
    assert Options(ordered=False).ordered == Options(ordered=None).ordered == ()
    assert Options(group_equal="Loadings,intercepts").group_equal == ("loadings", "intercepts")
    assert Options(std_lv=np.True_).std_lv is True
    assert read("bootstrap", "500") == 500  # the command line has only text


def test_it_is_frozen_and_equal_by_value() -> None:
    one = Options(estimator="MLR")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.estimator = "ML"  # type: ignore[misc]
    assert one == Options(estimator="mlr")
    assert len({one, Options(estimator="mlr")}) == 1


def test_items_have_one_default() -> None:
    assert Options.for_items().estimator == FOR_ITEMS == "MLR"
    assert Options.of().estimator == Options().kind.name == "ML"
    assert Options.for_items(Options(std_lv=True)).estimator == "MLR"  # what is not said is not chosen
    for name, kind in ESTIMATORS.items():
        assert Options.for_items(estimator=name).ordered == (("all",) if kind.ordinal else ())
    assert Options.for_items(estimator="WLSMV", ordered=["x1"]).ordered == ("x1",)
    assert Options.for_items(Options(estimator="ML"), bootstrap=10).estimator == "ML"  # what was chosen stays


def test_another_estimator_changes_only_what_it_has_to() -> None:
    main = Options(estimator="MLR", missing="fiml", std_lv=True, orthogonal=True, seed=3)
    again = main.with_estimator("WLSMV")
    assert (again.ordered, again.missing) == (("all",), "listwise")
    assert (again.std_lv, again.orthogonal, again.seed) == (True, True, 3)
    assert again.with_estimator("ML").ordered == ()
    assert Options(likelihood="wishart").with_estimator("MLR").likelihood == "normal"
    assert Options(likelihood="wishart").with_estimator("ml").likelihood == "wishart"


def test_parts_of_an_analysis() -> None:
    whole = Options(bootstrap=500, group="g", group_equal="loadings", seed=2, ci="bca")
    scale = whole.for_measurement()
    assert (scale.bootstrap, scale.group, scale.group_equal) == (0, None, ())
    assert (scale.seed, scale.ci) == (2, "bca")
    assert whole.without_bootstrap().group == "g"


def test_what_is_of_the_model_reported_in_full_alone_is_refused_elsewhere() -> None:
    whole = Options(bootstrap=500, group="g", engine="tamkit", seed=2)
    assert Options.for_companions(whole).bootstrap == 0
    assert Options.for_companions(bootstrap=0, group=None).estimator == "MLR"
    for name, value in (("bootstrap", 5), ("group", "g"), ("group_equal", ["loadings"]), ("engine", "semopy")):
        with pytest.raises(InputError, match=f"^{name} is not an option here"):
            Options.for_companions(whole, **{name: value})
    for wrong in ({"estimator": "ML"}, "ML"):
        with pytest.raises(InputError, match=r"options must be a tamkit\.sem\.Options; got (dict|str)"):
            Options.of(wrong)  # type: ignore[arg-type]


def test_fit_shows_every_option() -> None:
    shown = inspect.signature(tamkit.fit).parameters
    assert list(FIELDS) == [name for name in shown if name in FIELDS]
    assert all(shown[name].default == one.default for name, one in FIELDS.items())
    documented = Options.__doc__ or ""
    assert all(name in documented for name in FIELDS)


def test_a_fit_says_what_it_was_fitted_with() -> None:
    from tamkit import sem

    data = sem.simulate("f =~ 0.7*x1 + 0.7*x2 + 0.7*x3 + 0.7*x4", 200, seed=1, standardized=True)
    fit = sem.fit("f =~ x1 + x2 + x3 + x4", data, estimator="mlr", std_lv=True)
    assert fit.to_dict()["options"] == Options(estimator="MLR", std_lv=True).to_dict()
    assert "jobs" not in fit.to_dict()["options"]  # results don't depend on it


def test_names_are_matched_without_case() -> None:
    assert chosen("estimator", "ulsmv", names()) == "ULSMV"
    assert names(ordinal=True, robust=True) == ("WLSMV", "WLSM", "ULSMV")
    assert "group" not in study_keys()


def listed_estimators(path: Path) -> list[int]:
    """Lines of lists, tuples, sets, maps and Literals that hold two estimators or more."""
    found = []
    own = set(ESTIMATORS) - {"GLS", "ULS", "DWLS"}  # names of discrepancies too
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            parts: list[Any] = list(node.elts)
        elif isinstance(node, ast.Dict):
            parts = list(node.keys)
        else:
            continue
        words = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
        if len(words & own) > 1:
            found.append(node.lineno)
    return found


def test_there_is_no_second_list_of_estimators() -> None:
    lists = {str(path.relative_to(PACKAGE)): listed_estimators(path) for path in PACKAGE.rglob("*.py")}
    assert not {name: lines for name, lines in lists.items() if lines}


def test_the_search_for_lists_sees_one(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text('A = ("ML", "MLR")\nB: Literal["WLSMV", "WLSM"]\nC = {"MLM": 1, "MLR": 2}\nD = ["ML", "GLS"]\n')
    assert sorted(listed_estimators(path)) == [1, 2, 3]


def test_every_estimator_has_its_words() -> None:
    from tamkit.messages import Message

    for name in ESTIMATORS:
        assert Message("report.estimator", estimator=name).say("zh") != name


def test_the_pages_list_every_estimator() -> None:
    page = (Path(__file__).parents[2] / "docs" / "study.md").read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if line.startswith("| `estimator`"))
    assert ", ".join(sorted(ESTIMATORS)) == ", ".join(sorted(row.split("|")[2].strip().split(", ")))
    assert all(f"`{name}`" in page for name in study_keys())
