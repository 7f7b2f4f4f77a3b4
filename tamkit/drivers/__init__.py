"""What drives adoption intention: hypotheses, effects on the outcome, and the comparison of competing models."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
