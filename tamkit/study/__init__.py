"""One study: a `study.yaml` in, its stages run in order, results, report and manifest out."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
