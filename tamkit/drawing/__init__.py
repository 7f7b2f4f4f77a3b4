"""What figures are drawn with: a picture, its look, and the geometry of path diagrams. The ground of fits and reports.

matplotlib is imported when a picture is rendered, not before.
"""

from tamkit.drawing.picture import Picture

__all__ = ["Picture"]

__dir__ = __all__.copy  # completion shows what is public
