"""What was answered: reading platform exports, coding, screening, describing and simulating responses.

Names are imported where they are first used, so that ``tamkit --help`` stays fast.

>>> from tamkit.survey import safe_cell
>>> safe_cell("=1+1")
"'=1+1"
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
