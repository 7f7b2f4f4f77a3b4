"""The figures of a report: each function takes numbers and words and returns a drawing (SVG and PNG bytes)."""

from tamkit.drawing.picture import Picture
from tamkit.report.figures.cfa import cfa
from tamkit.report.figures.charts import (
    bubbles,
    flow_chart,
    likert,
    scale_points,
    scree,
    screening,
)
from tamkit.report.figures.crossed import Mosaic, Series, mosaics, profile
from tamkit.report.figures.forest import effects, reliability
from tamkit.report.figures.heat import heatmap
from tamkit.report.figures.path_diagram import Edge, path_diagram, stated

__all__ = [
    "Edge",
    "Mosaic",
    "Picture",
    "Series",
    "bubbles",
    "cfa",
    "effects",
    "flow_chart",
    "heatmap",
    "likert",
    "mosaics",
    "path_diagram",
    "profile",
    "reliability",
    "scale_points",
    "scree",
    "screening",
    "stated",
]
