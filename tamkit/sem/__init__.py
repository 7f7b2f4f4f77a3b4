"""Structural equation models: lavaan syntax → parameter table → moments → estimation → inference → fit measures.

This package knows nothing of questionnaires. Its public names are imported on first use.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
