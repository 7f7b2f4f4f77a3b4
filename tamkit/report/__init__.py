"""One document tree, many files: tables, figures and words in Chinese and English. No statistics are computed here."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
