"""What resamples start from: the sample's solution, and what is known of where they go."""

from __future__ import annotations

from dataclasses import dataclass

from tamkit.sem.charts import Chart
from tamkit.sem.matrices import Array


@dataclass(frozen=True, slots=True)
class Template:
    """Where draws that end in a chart are to begin: q (k,), and the inverse Hessian (k,k) there."""

    chart: int
    point: Array
    inverse: Array


@dataclass(frozen=True, slots=True)
class Vicinity:
    """θ̂ (k,), the inverse of the expected Hessian there in the coordinates of the linear constraints (which is the
    metric that all draws share), the model's charts and the templates in them."""

    theta: Array
    inverse: Array
    charts: tuple[Chart, ...] = ()
    templates: tuple[Template, ...] = ()
