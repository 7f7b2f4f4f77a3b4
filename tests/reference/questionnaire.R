# What lavaan makes of the shipped questionnaires' models and populations.
# Reads tests/reference/questionnaire_syntax.json (written by tests/questionnaire/test_population.py when run as a
# program) and writes tests/reference/questionnaire.json. From the repository's root: Rscript tests/reference/questionnaire.R
suppressMessages({
  library(lavaan)
  library(jsonlite)
})

given <- fromJSON("tests/reference/questionnaire_syntax.json", simplifyVector = FALSE)
n <- 500

one <- function(case) {
  population <- lavaan(case$population, do.fit = FALSE)
  sigma <- lavInspect(population, "cov.ov")
  latent <- lavInspect(population, "cov.lv")
  models <- lapply(case$models, function(model) {
    fit <- sem(model, sample.cov = sigma, sample.nobs = n)
    stopifnot(lavInspect(fit, "converged"))
    measures <- fitMeasures(fit, c("df", "npar", "chisq"))
    standardized <- standardizedSolution(fit)
    paths <- standardized[standardized$op == "~", ]
    list(
      df = unbox(measures[["df"]]), npar = unbox(measures[["npar"]]), chisq = unbox(round(measures[["chisq"]], 6)),
      paths = data.frame(target = paths$lhs, source = paths$rhs, beta = round(paths$est.std, 8))
    )
  })
  list(
    variances = as.list(round(diag(sigma), 10)), latent_variances = as.list(round(diag(latent), 10)),
    latent_cor = list(names = colnames(latent), values = round(unclass(latent), 10)),
    models = models
  )
}

result <- lapply(given, one)
write_json(list(r = R.version.string, lavaan = as.character(packageVersion("lavaan")), n = n, cases = result),
  "tests/reference/questionnaire.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
