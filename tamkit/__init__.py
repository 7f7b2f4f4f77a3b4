"""Technology-acceptance surveys from the raw file to the report.

>>> import tamkit
>>> survey = tamkit.load_survey("responses.xlsx", questionnaire="huabei_baitiao")  # doctest: +SKIP
>>> fit = tamkit.fit(model, survey.screen().items, estimator="MLR")                # doctest: +SKIP
>>> results = tamkit.Study.load("study.yaml").run()                                # doctest: +SKIP

Names are imported when they are first used: ``import tamkit`` alone loads none of the heavy libraries.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
