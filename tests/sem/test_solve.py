"""The solver: same answer from anywhere, alone or in a stack, warm or cold; linear and non-linear constraints."""

from __future__ import annotations

import numpy as np
import pytest
from sem.lavaan_reference import dataset, reference

from tamkit.errors import AnalysisError, InputError
from tamkit.sem import fit
from tamkit.sem.constraints import resolve, stacked
from tamkit.sem.discrepancy import NormalTheory
from tamkit.sem.information import inverse_along, tangent, unidentified
from tamkit.sem.matrices import Array
from tamkit.sem.metric import Affine, unconstrained
from tamkit.sem.search import solve_from
from tamkit.sem.setup import Setup
from tamkit.sem.solve import scoring
from tamkit.sem.start import start_values
from tamkit.sem.table import TableOptions, build
from tamkit.syntax import parse

MODELS = reference("sem_tables")["models"]


def setup_of(model: str, **options: object) -> tuple[Setup, Array]:
    """A fitted setup and its solution."""
    fitted = fit(MODELS[model], dataset("tam"), **options)  # type: ignore[arg-type]
    return fitted.setup, fitted.estimate.theta


def stack_of(setup: Setup, members: int, seed: int = 0) -> tuple[NormalTheory, Array, Array]:
    """Resampled moments as one problem."""
    assert setup.sample.data is not None
    rng = np.random.default_rng(seed)
    y = setup.sample.data[0]
    parts = [y[rng.integers(0, len(y), len(y))] for _ in range(members)]
    cov = np.stack([np.cov(part.T, bias=True) for part in parts])
    mean = np.stack([part.mean(axis=0) for part in parts])
    return NormalTheory.of("ML", setup.matrices, [cov], [mean], [1.0]), cov, mean


def test_the_gradient_is_zero_at_the_solution() -> None:
    for model in ("tam", "tam_second", "tam_covariates", "tam_feedback"):
        setup, theta = setup_of(model)
        g, _ = setup.route.problem(setup).derivatives(theta[None], slice(None), weight=False)
        assert np.abs(g).max() < 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_other_starting_points_give_the_same_solution(seed: int) -> None:
    setup, theta = setup_of("tam")
    rng = np.random.default_rng(seed)
    start = start_values(setup.table, setup.sample) * rng.uniform(0.6, 1.6, size=len(theta))
    found = solve_from(setup, setup.route.problem(setup), start)
    assert found.converged[0]
    np.testing.assert_allclose(found.theta[0], theta, atol=1e-6)


def test_a_stack_of_samples_is_solved_like_each_alone() -> None:
    setup, theta = setup_of("tam")
    problem, cov, mean = stack_of(setup, 5)
    start = np.repeat(start_values(setup.table, setup.sample)[None], 5, axis=0)
    together = scoring(problem, start, unconstrained(len(theta)))
    assert together.converged.all()
    for b in range(5):
        one = NormalTheory.of("ML", setup.matrices, [cov[b : b + 1]], [mean[b : b + 1]], [1.0])
        alone = scoring(one, start[:1], unconstrained(len(theta)))
        np.testing.assert_allclose(together.theta[b], alone.theta[0], atol=1e-7)


def test_a_hopeless_member_does_not_harm_the_others() -> None:
    """A singular sample in the stack is marked as not converged, or solved; the rest is untouched."""
    setup, theta = setup_of("chain")
    problem, cov, mean = stack_of(setup, 3)
    broken = cov.copy()
    broken[1] = np.ones_like(broken[1]) + 1e-9 * np.eye(broken.shape[1])
    mixed = NormalTheory.of("ML", setup.matrices, [broken], [mean], [1.0])
    start = np.repeat(theta[None], 3, axis=0)
    with np.errstate(all="ignore"):
        found = scoring(mixed, start, unconstrained(len(theta)), max_iterations=60)
    whole = scoring(problem, start, unconstrained(len(theta)))
    for b in (0, 2):
        assert found.converged[b]
        np.testing.assert_allclose(found.theta[b], whole.theta[b], atol=1e-7)


# -- linear constraints ------------------------------------------------------------------------------------------------


def test_linear_constraints_are_substituted() -> None:
    table = build(parse(MODELS["tam_linear"]), TableOptions())
    constraints = resolve(table)
    K, c = constraints.affine.K, constraints.affine.c
    assert constraints.linear_only
    assert K is not None
    assert K.shape == (table.k, table.k - 2)
    np.testing.assert_allclose(K.T @ K, np.eye(table.k - 2), atol=1e-12)
    phi = np.random.default_rng(0).normal(size=(4, table.k - 2))
    h = np.array([stacked(table, table.constraints, theta)[0] for theta in constraints.affine.expand(phi)])
    assert np.abs(h).max() < 1e-12
    np.testing.assert_allclose(constraints.affine.reduce(constraints.affine.expand(phi)), phi, atol=1e-12)
    assert np.isfinite(c).all()


@pytest.mark.parametrize(
    ("model", "h"),
    [
        ("tam_linear", lambda v: [v["a"] + v["b"] + v["c"] - 1, v["a"] - 2 * v["c"] - 0.1]),
        ("tam_nonlinear", lambda v: [v["a"] * v["b"] - 2 * v["c"] ** 2]),
        ("tam_equal", lambda v: [v["c"] - v["b"] / 2]),
    ],
)
def test_equalities_hold(model: str, h: object) -> None:
    fitted = fit(MODELS[model], dataset("tam"))
    values = {row.label: fitted.estimate.theta[row.free - 1] for row in fitted.setup.table.rows if row.label}
    assert np.abs(h(values)).max() < 1e-8  # type: ignore[operator]
    names = list(fitted.vcov.columns)
    if model == "tam_nonlinear":  # the delta method along the surface: the constraint itself has no variance
        J = np.zeros(len(names))
        J[names.index("a")], J[names.index("b")], J[names.index("c")] = values["b"], values["a"], -4 * values["c"]
        assert abs(J @ fitted.vcov.to_numpy() @ J) < 1e-10


def test_inequalities_hold_and_bind_only_where_they_must() -> None:
    bound = fit(MODELS["tam_inequality"], dataset("tam")).table.set_index("label")["est"]
    assert bound["c"] == pytest.approx(0.05, abs=1e-8)
    assert bound["b"] > 0.1
    free = fit(MODELS["chain"], dataset("tam")).table
    slack = fit(MODELS["tam_slack"], dataset("tam"))
    wanted = free[free["op"] == "~"]["est"].to_numpy()
    found = slack.table[slack.table["op"] == "~"]["est"].to_numpy()
    np.testing.assert_allclose(found, wanted, atol=1e-6)
    assert slack.fit["df"] == fit(MODELS["chain"], dataset("tam")).fit["df"]


def test_an_equality_may_be_written_as_a_label_or_as_a_constraint() -> None:
    shared = MODELS["chain"].replace("INT ~ ATT + PU", "INT ~ b*ATT + b*PU")
    written = MODELS["chain"].replace("INT ~ ATT + PU", "INT ~ b1*ATT + b2*PU\nb1 == b2")
    one, two = fit(shared, dataset("tam")), fit(written, dataset("tam"))
    assert one.fit["chisq"] == pytest.approx(two.fit["chisq"], rel=1e-9)
    assert one.npar == two.npar
    np.testing.assert_allclose(one.table["se"], two.table["se"], rtol=1e-6)


def test_contradicting_constraints_are_refused() -> None:
    text = MODELS["chain"] + "\nINT ~ b*ATT\nb == 1\nb == 2\n"
    with pytest.raises(AnalysisError, match="contradict each other"):
        fit(text, dataset("tam"))


def test_affine_identity() -> None:
    theta = np.arange(6.0).reshape(2, 3)
    identity = unconstrained(3)
    assert identity == Affine(None, identity.c)
    np.testing.assert_array_equal(identity.expand(theta), theta)
    np.testing.assert_array_equal(identity.gradient(theta), theta)


# -- identification ----------------------------------------------------------------------------------------------------


def test_a_model_with_more_parameters_than_moments_says_how_many_too_many() -> None:
    with pytest.raises(AnalysisError, match="5 free parameters but the data give only 3"):
        fit("f =~ PU1 + PU2\nPU1 ~~ PU2", dataset("tam"))


def test_unidentified_parameters_are_named() -> None:
    text = "F =~ PU1 + PU2 + PU3 + PU4\nG =~ NA*ATT1 + ATT2 + ATT3\nG ~ F\nF ~~ F"
    with pytest.raises(AnalysisError) as caught:
        fit(text, dataset("tam"))
    message = str(caught.value)
    assert "not identified" in message
    assert "G" in message
    assert "F=~PU2" not in message


def test_null_space_of_the_information() -> None:
    H = np.diag([1.0, 4.0, 9.0, 1.0])
    H[3, 3] = 0.0
    assert unidentified(H, None, ["a", "b", "c", "d"]) == ["d"]
    H = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 2.0]])
    assert set(unidentified(H, None, ["a", "b", "c"])) == {"a", "b"}
    assert unidentified(np.diag([1e-6, 1e6, 1.0]), None, ["a", "b", "c"]) == []


def test_inverse_on_the_tangent_space() -> None:
    rng = np.random.default_rng(1)
    M = rng.normal(size=(4, 4))
    H = M @ M.T + np.eye(4)
    J = rng.normal(size=(1, 4))
    V = inverse_along(H, tangent(unconstrained(4), J))
    assert np.abs(J @ V).max() < 1e-12
    border = np.linalg.inv(np.block([[H, J.T], [J, np.zeros((1, 1))]]))[:4, :4]
    np.testing.assert_allclose(V, border, atol=1e-12)


def test_start_values_of_the_user_are_used() -> None:
    setup, _ = setup_of("chain")
    parsed = parse(MODELS["chain"].replace("ATT ~ PU", "ATT ~ start(0.77)*PU"))
    table = build(parsed, TableOptions())
    theta = start_values(table, setup.sample)
    place = next(row.free for row in table.rows if row.op == "~" and row.lhs == "ATT")
    assert theta[place - 1] == 0.77


def test_start_values_give_a_positive_definite_covariance() -> None:
    for name in ("tam", "tam_second", "tam_covariates", "tam_single", "tam_fixed", "tam_path", "tam_feedback"):
        fitted = fit(MODELS[name], dataset("tam"))
        theta = start_values(fitted.setup.table, fitted.setup.sample, fitted.setup.cov)
        assert np.isfinite(fitted.setup.route.problem(fitted.setup).value(theta[None], slice(None))[0]), name


def test_options_that_do_not_go_together_are_refused() -> None:
    data = dataset("tam")
    for options, says in (
        ({"estimator": "MLX"}, "unknown estimator 'MLX'; allowed: ML, MLM, MLR"),
        ({"missing": "fiml", "estimator": "GLS"}, "missing='fiml' works with ML, MLR"),
        ({"likelihood": "wishart", "estimator": "GLS"}, "likelihood='wishart' is defined for ML only"),
        ({"group_equal": ["loadings"]}, "group_equal needs"),
        ({"group": "prodct"}, "Did you mean 'product'"),
        ({"bootstrap": 1}, "one bootstrap draw says nothing"),
        ({"bootstrap": -5}, "from 0 to 1,000,000; got -5"),
    ):
        with pytest.raises(InputError) as caught:
            fit(MODELS["chain"], data, **options)  # type: ignore[arg-type]
        assert says in str(caught.value)


class Slope:
    """A value that the gradient (always 1, with H = 1) promises to lower by half a step, and that hardly falls."""

    size, exact = 1, False

    def __init__(self, bend: float) -> None:
        self.bend = bend

    def value(self, theta: Array, rows: object) -> Array:
        x = theta[:, 0]
        return np.where(x > self.bend, x, self.bend + 1e-3 * (x - self.bend))

    def derivatives(self, theta: Array, rows: object, weight: bool = True) -> tuple[Array, Array | None]:
        return np.ones_like(theta), np.ones((len(theta), 1, 1)) if weight else None

    def evaluate(self, theta: Array, rows: object, weight: object = True) -> tuple[Array, Array, Array | None]:
        return self.value(theta, rows), *self.derivatives(theta, rows, bool(weight))


@pytest.mark.parametrize(("bend", "after"), [(0.0, 50), (-40.0, 100), (-90.0, 150)])
def test_a_descent_to_nowhere_is_given_up_at_the_next_look(bend: float, after: int) -> None:
    """Progress is measured from look to look: what was gained before the last one is no reason to go on."""
    found = scoring(Slope(bend), np.zeros((1, 1)), unconstrained(1))  # type: ignore[arg-type]
    assert not found.converged[0]
    assert found.iterations[0] == after
    assert np.isfinite(found.value[0])


def test_a_long_way_is_gone_to_its_limit() -> None:
    found = scoring(Slope(-1e9), np.zeros((1, 1)), unconstrained(1), max_iterations=120)  # type: ignore[arg-type]
    assert not found.converged[0]
    assert found.iterations[0] == 120
    assert found.theta[0, 0] == pytest.approx(-120.0)
