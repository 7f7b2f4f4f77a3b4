"""The figures of a report: each function takes numbers and words and returns a drawing (SVG and PNG bytes)."""

from tamkit.drawing.picture import Picture
from tamkit.report.figures.charts import (
    bubbles,
    effects,
    flow_chart,
    heatmap,
    likert,
    reliability,
    scale_points,
    scree,
    screening,
)
from tamkit.report.figures.path_diagram import Edge, path_diagram

__all__ = [
    "Edge",
    "Picture",
    "bubbles",
    "effects",
    "flow_chart",
    "heatmap",
    "likert",
    "path_diagram",
    "reliability",
    "scale_points",
    "scree",
    "screening",
]
