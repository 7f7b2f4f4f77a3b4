"""The works a report cites for its methods and cut-offs, under the keys the cut-offs and the chapters name."""

from __future__ import annotations

from collections.abc import Iterable

REFERENCES: dict[str, tuple[str, str]] = {
    # key: (short form for the running text, full entry)
    "appelbaum2018": (
        "Appelbaum et al., 2018",
        "Appelbaum, M., Cooper, H., Kline, R. B., Mayo-Wilson, E., Nezu, A. M., & Rao, S. M. (2018). Journal article "
        "reporting standards for quantitative research in psychology. American Psychologist, 73(1), 3–25.",
    ),
    "bagozzi1988": (
        "Bagozzi & Yi, 1988",
        "Bagozzi, R. P., & Yi, Y. (1988). On the evaluation of structural equation models. Journal of the Academy of "
        "Marketing Science, 16(1), 74–94.",
    ),
    "bentler1980": (
        "Bentler & Bonett, 1980",
        "Bentler, P. M., & Bonett, D. G. (1980). Significance tests and goodness of fit in the analysis of covariance "
        "structures. Psychological Bulletin, 88(3), 588–606.",
    ),
    "bentler1990": (
        "Bentler, 1990",
        "Bentler, P. M. (1990). Comparative fit indexes in structural models. Psychological Bulletin, 107(2), 238–246.",
    ),
    "bollen1989": (
        "Bollen, 1989",
        "Bollen, K. A. (1989). A new incremental fit index for general structural equation models. Sociological "
        "Methods & Research, 17(3), 303–316.",
    ),
    "browne1993": (
        "Browne & Cudeck, 1993",
        "Browne, M. W., & Cudeck, R. (1993). Alternative ways of assessing model fit. In K. A. Bollen & J. S. Long "
        "(Eds.), Testing structural equation models (pp. 136–162). Sage.",
    ),
    "cohen1988": (
        "Cohen, 1988",
        "Cohen, J. (1988). Statistical power analysis for the behavioral sciences (2nd ed.). Erlbaum.",
    ),
    "davis1989": (
        "Davis, 1989",
        "Davis, F. D. (1989). Perceived usefulness, perceived ease of use, and user acceptance of information "
        "technology. MIS Quarterly, 13(3), 319–340.",
    ),
    "chen2007": (
        "Chen, 2007",
        "Chen, F. F. (2007). Sensitivity of goodness of fit indexes to lack of measurement invariance. Structural "
        "Equation Modeling, 14(3), 464–504.",
    ),
    "cheung2002": (
        "Cheung & Rensvold, 2002",
        "Cheung, G. W., & Rensvold, R. B. (2002). Evaluating goodness-of-fit indexes for testing measurement "
        "invariance. Structural Equation Modeling, 9(2), 233–255.",
    ),
    "featherman2003": (
        "Featherman & Pavlou, 2003",
        "Featherman, M. S., & Pavlou, P. A. (2003). Predicting e-services adoption: A perceived risk facets "
        "perspective. International Journal of Human-Computer Studies, 59(4), 451–474.",
    ),
    "fornell1981": (
        "Fornell & Larcker, 1981",
        "Fornell, C., & Larcker, D. F. (1981). Evaluating structural equation models with unobservable variables and "
        "measurement error. Journal of Marketing Research, 18(1), 39–50.",
    ),
    "henseler2015": (
        "Henseler et al., 2015",
        "Henseler, J., Ringle, C. M., & Sarstedt, M. (2015). A new criterion for assessing discriminant validity in "
        "variance-based structural equation modeling. Journal of the Academy of Marketing Science, 43(1), 115–135.",
    ),
    "holm1979": (
        "Holm, 1979",
        "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of "
        "Statistics, 6(2), 65–70.",
    ),
    "hoelter1983": (
        "Hoelter, 1983",
        "Hoelter, J. W. (1983). The analysis of covariance structures: Goodness-of-fit indices. Sociological Methods & "
        "Research, 11(3), 325–344.",
    ),
    "hu1999": (
        "Hu & Bentler, 1999",
        "Hu, L., & Bentler, P. M. (1999). Cutoff criteria for fit indexes in covariance structure analysis: "
        "Conventional criteria versus new alternatives. Structural Equation Modeling, 6(1), 1–55.",
    ),
    "joreskog1993": (
        "Jöreskog & Sörbom, 1993",
        "Jöreskog, K. G., & Sörbom, D. (1993). LISREL 8: Structural equation modeling with the SIMPLIS command "
        "language. Scientific Software International.",
    ),
    "kline2016": (
        "Kline, 2016",
        "Kline, R. B. (2016). Principles and practice of structural equation modeling (4th ed.). Guilford Press.",
    ),
    "maccallum1993": (
        "MacCallum et al., 1993",
        "MacCallum, R. C., Wegener, D. T., Uchino, B. N., & Fabrigar, L. R. (1993). The problem of equivalent models "
        "in applications of covariance structure analysis. Psychological Bulletin, 114(1), 185–199.",
    ),
    "mcknight2002": (
        "McKnight et al., 2002",
        "McKnight, D. H., Choudhury, V., & Kacmar, C. (2002). Developing and validating trust measures for e-commerce: "
        "An integrative typology. Information Systems Research, 13(3), 334–359.",
    ),
    "meade2012": (
        "Meade & Craig, 2012",
        "Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data. Psychological Methods, "
        "17(3), 437–455.",
    ),
    "mulaik1989": (
        "Mulaik et al., 1989",
        "Mulaik, S. A., James, L. R., Van Alstine, J., Bennett, N., Lind, S., & Stilwell, C. D. (1989). Evaluation of "
        "goodness-of-fit indices for structural equation models. Psychological Bulletin, 105(3), 430–445.",
    ),
    "nunnally1994": (
        "Nunnally & Bernstein, 1994",
        "Nunnally, J. C., & Bernstein, I. H. (1994). Psychometric theory (3rd ed.). McGraw-Hill.",
    ),
    "podsakoff2003": (
        "Podsakoff et al., 2003",
        "Podsakoff, P. M., MacKenzie, S. B., Lee, J.-Y., & Podsakoff, N. P. (2003). Common method biases in behavioral "
        "research. Journal of Applied Psychology, 88(5), 879–903.",
    ),
    "satorra2001": (
        "Satorra & Bentler, 2001",
        "Satorra, A., & Bentler, P. M. (2001). A scaled difference chi-square test statistic for moment structure "
        "analysis. Psychometrika, 66(4), 507–514.",
    ),
    "wheaton1977": (
        "Wheaton et al., 1977",
        "Wheaton, B., Muthén, B., Alwin, D. F., & Summers, G. F. (1977). Assessing reliability and stability in panel "
        "models. Sociological Methodology, 8, 84–136.",
    ),
    "xia2019": (
        "Xia & Yang, 2019",
        "Xia, Y., & Yang, Y. (2019). RMSEA, CFI, and TLI in structural equation modeling with ordered categorical "
        "data: The story they tell depends on the estimation methods. Behavior Research Methods, 51(1), 409–428.",
    ),
    "zhao2010": (
        "Zhao et al., 2010",
        "Zhao, X., Lynch, J. G., & Chen, Q. (2010). Reconsidering Baron and Kenny: Myths and truths about mediation "
        "analysis. Journal of Consumer Research, 37(2), 197–206.",
    ),
}


def short(keys: Iterable[str]) -> str:
    """The works for the running text: ``Bentler, 1990; Hu & Bentler, 1999``."""
    return "; ".join(REFERENCES[key][0] for key in keys)


def full(keys: Iterable[str]) -> list[str]:
    """The entries of the works cited, each once, in alphabetical order."""
    return sorted({REFERENCES[key][1] for key in keys}, key=str.casefold)
