"""Named warnings for solutions that converged but should not be believed as they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tamkit.errors import listed
from tamkit.messages import Message
from tamkit.sem.implied import fill, variances
from tamkit.sem.matrices import Array, Matrices
from tamkit.sem.notes import FitWarning
from tamkit.sem.table import ParameterTable

#: VIF of a construct among those that explain the same outcome, beyond which their paths can hardly be told apart
#: (Hair, Ringle & Sarstedt 2011).
COLLINEAR = 5.0


def heywood_rows(table: ParameterTable, theta: Array) -> Array:
    """Whether each member of a stack θ (B,k) has a negative variance estimate (B,)."""
    index = [row.free - 1 for row in table.rows if row.free and row.op == "~~" and row.lhs == row.rhs]
    return np.asarray((theta[:, index] < 0).any(axis=1)) if index else np.zeros(len(theta), dtype=bool)


def admissible_rows(
    table: ParameterTable, matrices: Sequence[Matrices], theta: Array, cov: Sequence[Array], mean: Sequence[Array]
) -> Array:
    """Whether each member has no negative variance and positive semi-definite latent and residual covariances (B,)."""
    good = ~heywood_rows(table, theta)
    for g, group in enumerate(matrices):
        latent = [i for i, name in enumerate(group.variables) if name in table.names.lv]
        if latent:
            C = variances(group, theta, cov[g], mean[g]).latent_cov[:, latent][:, :, latent]
            good &= _semidefinite(C)
        if group.uncorrelated and not len(group.responses):
            continue
        _, S, _ = fill(group, theta, cov[g], mean[g])
        follows = group.responses[:, 0]  # residual variances of ordered variables, which follow from the others
        good &= (S[:, follows, follows] > -1e-8).all(axis=1)
        rest = [i for i, name in enumerate(group.variables) if name not in table.names.lv]
        block = S[:, rest][:, :, rest]
        if np.abs(block - block * np.eye(len(rest))).max(initial=0.0) > 0:
            good &= _semidefinite(block)
    return good


def _semidefinite(stack: Array) -> NDArray[np.bool_] | bool:
    """Whether no member has a negative eigenvalue. What has a Cholesky factor has none, which is soon known."""
    try:
        np.linalg.cholesky(stack)
    except np.linalg.LinAlgError:
        return np.asarray(_smallest(stack) > -1e-8)
    return True


def _smallest(stack: Array) -> Array:
    """Smallest eigenvalue of each member, relative to its largest variance."""
    scale = np.maximum(np.abs(np.einsum("bii->bi", stack)).max(axis=1), 1e-12)
    return np.linalg.eigvalsh(stack)[:, 0] / scale


def check(
    table: ParameterTable,
    matrices: Sequence[Matrices],
    theta: Array,
    cov: Sequence[Array],
    mean: Sequence[Array],
    std_all: Array,
    groups: Sequence[str],
) -> list[FitWarning]:
    """The warnings for one solution θ (k,); ``std_all`` (R,) its standardized rows."""
    found: list[FitWarning] = []

    for g, group in enumerate(matrices):
        label = groups[g] if len(groups) > 1 else None
        rows = [row for row in table.rows if row.group == g + 1]
        negative = [
            row.lhs for row in rows if row.op == "~~" and row.lhs == row.rhs and row.free and theta[row.free - 1] < 0
        ]
        _, S, _ = fill(group, theta[None], cov[g][None], mean[g][None])
        negative += [group.variables[i] for i in group.responses[:, 0] if S[0, i, i] < -1e-8]
        if negative:
            found.append(FitWarning("heywood", Message("sem.heywood", variables=listed(negative), group=label)))
        large = [
            f"{row.lhs} =~ {row.rhs}"
            for index, row in enumerate(table.rows)
            if row.group == g + 1 and row.op == "=~" and abs(std_all[index]) > 1 + 1e-6 and row.rhs not in negative
        ]
        loads = Counter(row.rhs for row in rows if row.op == "=~")
        single = [name for name in table.names.indicators if loads[name] == 1]
        large = [text for text in large if text.split(" =~ ")[1] in single]
        if large:
            message = Message("sem.loading_above_one", loadings=listed(large), group=label)
            found.append(FitWarning("loading_above_one", message))
        latent = [i for i, name in enumerate(group.variables) if name in table.names.lv]
        names = [group.variables[i] for i in latent]
        C = variances(group, theta[None], cov[g][None], mean[g][None]).latent_cov[:, latent][:, :, latent]
        if latent and _smallest(C)[0] < -1e-8:
            found.append(FitWarning("latent_not_pd", _latent(C[0], names, label)))
        paths = [
            (row.lhs, row.rhs, float(std_all[index]))
            for index, row in enumerate(table.rows)
            if row.group == g + 1 and row.op == "~"
        ]
        beyond = [f"{outcome} ~ {source}" for outcome, source, beta in paths if abs(beta) > 1 + 1e-6]
        if beyond:
            found.append(FitWarning("path_above_one", Message("sem.path_above_one", paths=listed(beyond), group=label)))
        found += _collinear([(outcome, source) for outcome, source, _ in paths], C[0], names, label)
        rest = [i for i, name in enumerate(group.variables) if name not in table.names.lv]
        block = S[:, rest][:, :, rest]
        if not negative and len(rest) and _smallest(block)[0] < -1e-8:
            found.append(FitWarning("residual_not_pd", Message("sem.residual_not_pd", group=label)))
    return found


def _collinear(paths: Sequence[tuple[str, str]], C: Array, names: Sequence[str], label: str | None) -> list[FitWarning]:
    """What to say of constructs that explain the same outcome and hardly differ, each pair once.

    ``paths``: outcome and source; ``C`` (l,l): covariances of the latent variables ``names``.
    """
    found, told = [], set()
    for outcome in dict.fromkeys(outcome for outcome, _ in paths):
        sources = [source for other, source in paths if other == outcome and source in names]
        own = C[np.ix_([names.index(s) for s in sources], [names.index(s) for s in sources])]
        if len(sources) < 2 or (np.diag(own) <= 0).any() or _smallest(own[None])[0] <= 0:
            continue
        sd = np.sqrt(np.diag(own))
        R = own / np.outer(sd, sd)
        vif = np.diag(np.linalg.inv(R))
        worst = int(vif.argmax())
        other = int((np.abs(R) - np.eye(len(R)))[worst].argmax())
        pair = (sources[min(worst, other)], sources[max(worst, other)])
        if vif[worst] > COLLINEAR and pair not in told:
            told.add(pair)
            said = Message(
                "sem.collinear",
                outcome=outcome,
                first=pair[0],
                second=pair[1],
                r=float(R[worst, other]),
                vif=float(vif[worst]),
                group=label,
            )
            found.append(FitWarning("collinear", said))
    return found


def without_value(table: ParameterTable, est: Array) -> list[FitWarning]:
    """What to say of definitions that come to no number; ``est`` holds the rows (R,), then the definitions."""
    defined = est[len(table.rows) :]
    empty = [one.name for one, value in zip(table.definitions, defined, strict=True) if np.isnan(value)]
    return [FitWarning("no_value", Message("sem.no_value", names=listed(empty)))] if empty else []


def _latent(C: Array, names: list[str], label: str | None) -> Message:
    """What to say of latent covariances C (l,l) that are none, with the pair that is closest to being one variable."""
    if len(names) < 2:
        return Message("sem.latent_variance_negative", variable=names[0], group=label)
    with np.errstate(invalid="ignore", divide="ignore"):
        sd = np.sqrt(np.diag(C))
        R = np.abs(C / np.outer(sd, sd))
    R = np.nan_to_num(R - np.diag(np.diag(R)))
    i, j = np.unravel_index(int(np.argmax(R)), R.shape)
    return Message("sem.latent_not_pd", first=names[i], second=names[j], r=float(R[i, j]), group=label)
