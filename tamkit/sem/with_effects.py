"""The tables of effects of a `Fit`: along each way, of all ways together, and their differences."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from tamkit.errors import InputError
from tamkit.sem import ways
from tamkit.sem.bootstrap import Bootstrap, Draws, jackknifed
from tamkit.sem.effects import effects
from tamkit.sem.estimate import Estimate
from tamkit.sem.path_algebra import chains
from tamkit.sem.setup import Setup


class WithEffects:
    """What a fit tells of effects; it has ``setup``, ``estimate`` and ``bootstrap``."""

    setup: Setup
    estimate: Estimate
    bootstrap: Bootstrap | None

    def _of_group(self, frame: Any, group: int | str | None) -> Any:
        """The rows of one group, all without one, numbered from 0."""
        if group is not None:
            frame = frame[frame["group"] == self.setup.group(group) + 1]
        return frame.reset_index(drop=True)

    def effects(self, target: str | None = None, *, group: int | str | None = None, outcome: str | None = None) -> Any:
        """Direct, indirect and total effects as a DataFrame, unstandardized and standardized (``*_std``).

        One row a (group, source, target) joined by a directed path; ``*_se``, ``*_pvalue``, ``*_ci_lower/upper`` by
        the delta method; indirect effects, and totals with one in them, from the bootstrap draws when the fit has them
        (``resolution``: the smallest p that these can tell). ``outcome``, as a word and as a column, is ``target`` by
        its former name, for one more release. AMOS: "total/direct/indirect effects".
        """
        target = outcome if target is None else target
        frame = self._of_group(effects(self.setup, self.estimate, self.bootstrap), group)
        return frame if target is None else frame[frame["target"] == target].reset_index(drop=True)

    @cached_property
    def _jackknife(self) -> Draws | None:
        """The samples that leave one case out, which BCa intervals ask for: solved when first asked for, and kept."""
        found = self.bootstrap
        if found is None:
            return None
        return found.jackknife or jackknifed(self.setup, self.estimate)

    @cached_property
    def _ways(self) -> ways.Ways | None:
        refused = ways.refusal(self.setup.table)
        if refused is not None:
            raise InputError(refused.message)
        if not chains(self.setup.table):
            return None
        return ways.Ways.of(self.setup, self.estimate, self.bootstrap, self._jackknife)

    @cached_property
    def _indirect(self) -> Any:
        return ways.indirect(self._ways)

    @cached_property
    def _sums(self) -> Any:
        return ways.sums(self._ways)

    def _on(self, frame: Any, target: str | None, group: int | str | None) -> Any:
        """The rows of effects on a target, in one group or all."""
        frame = self._of_group(frame, group)
        return frame if target is None else frame[frame["target"] == target].reset_index(drop=True)

    def indirect(self, target: str | None = None, *, group: int | str | None = None) -> Any:
        """Specific indirect effects, one row a way of two arrows or more from source to target, found from the model.

        ``path`` names the variables passed (``X -> M -> Y``); ``est, se, z, pvalue, ci_lower, ci_upper`` of the product
        of the paths, ``std`` with its own error and interval. By the delta method, or from the bootstrap draws when the
        fit has them: then there is no z, ``ci_*`` is the interval of the fit's kind, which p inverts, and
        ``resolution`` is the smallest p that the draws can tell. ``wald_*``, ``percentile_*`` and ``bca_*`` (each also
        ``std_…``) are all the intervals there are, of one set of draws; BCa's acceleration is that of the jackknife.
        R: ``ie := a*b`` for each way; ``boot::boot.ci(type = c("perc", "bca"))``.

        Raises
        ------
        InputError
            When the model has a feedback loop, which it names, or more ways than anybody reads.

        >>> from tamkit.sem import fit, simulate
        >>> answers = simulate("m ~ 0.5*x; y ~ 0.4*m + 0.2*x", 300, seed=1)
        >>> fit("m ~ x; y ~ m + x", answers).indirect("y")[["path", "est"]].round(3).to_numpy().tolist()
        [['x -> m -> y', 0.191]]
        """
        return self._on(self._indirect, target, group)

    def mediated(self, target: str | None = None, *, group: int | str | None = None) -> Any:
        """What ways of one source and target come to, one row a (group, source, target) that any way joins.

        ``ways`` (how many), ``direct_estimated`` (whether the model estimates a direct path beside them); ``indirect``
        (all ways together), ``direct``, ``total``, each with the numbers of `indirect` under its name, unstandardized
        (``indirect_se``, ``indirect_pvalue``, ``indirect_ci_lower``, ``indirect_bca_lower``, …) and standardized
        (``indirect_std``, ``indirect_std_se``, …). A direct path is decided by the estimator.

        >>> from tamkit.sem import fit, simulate
        >>> answers = simulate("m ~ 0.5*x; y ~ 0.4*m + 0.2*x", 300, seed=1)
        >>> found = fit("m ~ x; y ~ m + x", answers).mediated()
        >>> found[["source", "ways", "indirect", "direct", "total"]].round(3).to_numpy().tolist()
        [['x', 1, 0.191, 0.209, 0.399]]
        """
        return self._on(self._sums, target, group)

    def indirect_differences(self, target: str | None = None, *, group: int | str | None = None) -> Any:
        """Differences of the specific indirect effects of one source and target, one row a (group, pair of ways).

        ``path_1, path_2``, and of the first less the second the numbers of `indirect`. Of more than 60 ways from one
        source to one target no differences are made. R: ``d := a1*b1 - a2*b2``.
        """
        return self._on(ways.differences(self._ways), target, group)

    def told_indirect(self) -> list[dict[str, Any]] | None:
        """The indirect effects as the JSON has them; None where they are not listed (`warnings` says why)."""
        if ways.refusal(self.setup.table) is not None:
            return None
        return ways.told(self.indirect(), several=len(self.setup.sample.groups) > 1)
