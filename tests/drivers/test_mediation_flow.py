"""The flow of 温忠麟 & 叶宝娟 (2014), branch by branch."""

from __future__ import annotations

import pytest

from tamkit.drivers.mediation_flow import RESULTS, Flow, flow

NAN = float("nan")


def gone(**changed: object) -> Flow:
    """A way of which everything is significant and positive, but for what is changed."""
    given: dict[str, object] = {
        "total": 0.5,
        "total_p": 0.001,
        "paths_p": (0.001, 0.01),
        "product": 0.2,
        "lower": 0.1,
        "upper": 0.3,
        "direct": 0.3,
        "direct_p": 0.02,
    }
    return flow(**(given | changed))  # type: ignore[arg-type]


def answers(found: Flow) -> dict[str, str]:
    return {step.step: step.answer for step in found.steps}


def test_all_the_way_to_partial_mediation() -> None:
    found = gone()
    assert found.argued == "mediation"
    assert found.result == "partial"
    assert (found.share, found.share_of) == (pytest.approx(0.4), "total")
    assert found.extension == ()
    assert [step.step for step in found.steps] == ["total", "paths", "product", "direct", "signs"]
    total, paths, product, direct, _ = found.steps
    assert (total.value, total.pvalue, total.answer) == (0.5, 0.001, "significant")
    assert (paths.pvalue, paths.answer) == (0.01, "all")
    assert (product.value, product.lower, product.upper) == (0.2, 0.1, 0.3)
    assert (direct.value, direct.pvalue) == (0.3, 0.02)


def test_opposite_signs_are_suppression_with_the_ratio_to_the_direct_effect() -> None:
    found = gone(direct=-0.4, total=-0.2)
    assert found.result == "suppression"
    assert (found.share, found.share_of) == (pytest.approx(0.5), "direct")
    assert answers(found)["signs"] == "opposite"


def test_a_total_effect_that_is_not_significant_is_argued_as_suppression_and_goes_on() -> None:
    found = gone(total=0.01, total_p=0.8, direct=-0.19)
    assert found.argued == "suppression"
    assert found.result == "suppression"
    assert found.share == pytest.approx(0.2 / 0.19)
    also = gone(total_p=0.05)
    assert (also.argued, also.result) == ("suppression", "partial")
    assert also.share != also.share  # a total that cannot be told from 0 is nothing to have a share of
    assert also.share_of == ""


def test_the_product_s_interval_decides_and_not_its_paths() -> None:
    stopped = gone(lower=-0.01, upper=0.4)
    assert answers(stopped) == {"total": "significant", "paths": "all", "product": "not_significant"}
    assert stopped.result == "none"
    on = gone(paths_p=(0.001, 0.3))
    assert answers(on)["paths"] == "not_all"
    assert on.result == "partial"
    assert gone(product=-0.2, lower=-0.3, upper=-0.1, direct=-0.3, total=-0.5).result == "partial"


def test_an_end_at_zero_holds_zero() -> None:
    assert gone(lower=0.0).result == "none"
    assert gone(lower=-0.3, upper=0.0, product=-0.1).result == "none"


def test_a_direct_effect_that_is_not_significant_leaves_an_indirect_one() -> None:
    found = gone(direct_p=0.05)
    assert found.result == "indirect_only"
    assert answers(found)["direct"] == "not_significant"
    assert "signs" not in answers(found)
    assert found.share != found.share


def test_no_direct_path_in_the_model_is_not_one_that_is_absent() -> None:
    found = gone(direct=0.0, direct_p=NAN)
    assert found.result == "no_direct_path"
    assert answers(found)["direct"] == "not_in_model"


def test_nothing_is_said_without_an_interval_or_a_test_of_the_total() -> None:
    assert gone(lower=NAN, upper=NAN).result == ""
    assert gone(total_p=NAN).argued == ""
    assert gone(paths_p=(NAN, NAN)).steps[1].answer == ""
    assert gone(paths_p=(NAN, 0.01)).steps[1].pvalue == 0.01


def test_beside_other_ways_a_share_needs_a_total_of_the_same_sign() -> None:
    found = gone(total=-0.5, ways=2)
    assert (found.result, found.share_of) == ("partial", "")


@pytest.mark.parametrize(
    ("paths", "ways", "extension"),
    [(2, 1, ()), (3, 1, ("chain",)), (2, 2, ("several",)), (4, 3, ("chain", "several"))],
)
def test_what_the_flow_was_not_made_for_is_marked(paths: int, ways: int, extension: tuple[str, ...]) -> None:
    assert gone(paths_p=(0.01,) * paths, ways=ways).extension == extension
    assert gone(paths_p=(0.01,) * paths, ways=ways, lower=-1.0).extension == extension


def test_all_results_are_reached_and_none_is_full() -> None:
    reached = {
        gone().result,
        gone(direct=-0.3).result,
        gone(lower=-0.1).result,
        gone(direct_p=0.5).result,
        gone(direct_p=NAN).result,
        gone(lower=NAN).result,
    }
    assert reached == set(RESULTS)
    assert not any("full" in result or "complete" in result for result in RESULTS)
