"""Covariances of all variables of a fit, and total effects as a vector, against what the fit says elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from sem.lavaan_reference import dataset

from tamkit.errors import DataError, InputError
from tamkit.sem import fit, simulate
from tamkit.sem.structure import covariances, totals

TEXT = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
PATHS = TEXT + "speed ~ visual + textual + ageyr\ntextual ~ visual\n"


def test_covariances_are_the_fit_s_own() -> None:
    found = fit(PATHS, dataset("hs"))
    latent = ["speed", "visual", "textual"]
    assert np.allclose(covariances(found, latent), found.latent_cov().loc[latent, latent])
    seen = ["x4", "x1", "ageyr"]
    assert np.allclose(covariances(found, seen), found.implied_cov().loc[seen, seen])
    both = covariances(found, ["visual", "x1", "x2"])
    loading = found.loadings().set_index("rhs").loc["x2", "est"]
    assert both.loc["visual", "x2"] == pytest.approx(loading * both.loc["visual", "visual"])
    assert both.loc["x1", "x1"] > both.loc["visual", "visual"]


def test_a_variable_it_has_not_is_named() -> None:
    with pytest.raises(InputError, match="vsual"):
        covariances(fit(TEXT, dataset("hs")), ["vsual"])


def test_totals_are_those_of_the_effects_with_their_errors() -> None:
    found = fit(PATHS, dataset("hs"))
    whole, table = totals(found, "speed"), found.effects("speed")
    assert list(whole.sources) == table["source"].tolist()
    assert np.allclose(whole.est, table["total_std"])
    assert np.allclose(np.sqrt(np.diag(whole.vcov)), table["total_std_se"])
    assert whole.draws is None


def test_draws_are_those_of_the_bootstrap() -> None:
    found = fit(PATHS, dataset("hs"), bootstrap=60, seed=1)
    whole, table = totals(found, "speed"), found.effects("speed").set_index("source")
    assert whole.draws is not None
    assert whole.draws.shape == (60, 3)
    assert whole.draws[:, whole.sources.index("visual")].std(ddof=1) == pytest.approx(
        table.loc["visual", "total_std_se"]
    )


def test_of_a_group() -> None:
    found = fit(PATHS, dataset("hs"), group="school")
    second = totals(found, "speed", group="Grant-White")
    assert np.allclose(second.est, found.effects("speed", group="Grant-White")["total_std"])
    with pytest.raises(DataError, match="Pasteur"):
        totals(found, "speed")
    cov = covariances(found, ["visual", "speed"], "Grant-White")
    assert np.allclose(cov, found.latent_cov("Grant-White").loc[["visual", "speed"], ["visual", "speed"]])


def test_nothing_leads_there() -> None:
    answers = simulate("y ~ 0.5*x", 100, seed=1)
    found = totals(fit("y ~ x", answers), "x")
    assert found.sources == ()
    assert found.est.shape == (0,)
