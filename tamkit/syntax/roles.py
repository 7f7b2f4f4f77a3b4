"""The variables of a model by role, as lavaan sorts them."""

from __future__ import annotations

from collections.abc import Iterable

from tamkit.syntax.parts import Names, Statements


def names(model: Statements) -> Names:
    """See :meth:`tamkit.syntax.Model.names`."""
    terms = model.terms
    products = _unique(name for t in terms for name in (t.lhs, t.rhs) if ":" in name)
    lv = _unique(t.lhs for t in terms if t.op in ("=~", "<~"))
    v_ind = _unique(t.rhs for t in terms if t.op == "=~")
    eqs_y = _unique(t.lhs for t in terms if t.op == "~")
    eqs_x = _unique(t.rhs for t in terms if t.op == "~")
    latent, measured, outcome, predictor = set(lv), set(v_ind), set(eqs_y), set(eqs_x)
    ov_ind = [name for name in v_ind if name not in latent]
    ov_y = [name for name in eqs_y if name not in latent and name not in measured]
    ov_x = [name for name in eqs_x if name not in latent and name not in measured and name not in outcome]
    others = [t for t in terms if t.op not in ("=~", "~")]
    named = [name for t in others for name in (t.lhs, t.rhs if t.op in ("~~", "<~") else "")]
    ov = _unique([*ov_ind, *ov_y, *ov_x, *(name for name in named if name and name not in latent)])
    mentioned = {name for t in others if t.op in ("~~", "~1") for name in (t.lhs, t.rhs)}
    return Names(
        ov=tuple(name for name in ov if name not in products),
        ov_x=tuple(name for name in ov_x if name not in mentioned and name not in products),
        lv=tuple(lv),
        lv_x=tuple(name for name in lv if name not in measured and name not in outcome),
        outcomes=tuple(
            name for name in (*lv, *ov) if name in outcome and name not in measured and name not in predictor
        ),
        indicators=tuple(v_ind),
        products=tuple(products),
    )


def default_covariances(names: Names) -> list[tuple[str, str]]:
    """Pairs that covary unless the text says otherwise: exogenous latent variables, and the outcomes' residuals."""
    from itertools import combinations

    return [*combinations(names.lv_x, 2), *combinations(names.outcomes, 2)]


def _unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
