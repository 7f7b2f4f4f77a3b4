# Constraints that are not linear or that bind, and what ordered groups imply, in lavaan.
# From the repository root: Rscript tests/reference/sem_constraints.R  (needs ordinal_data.json beside it)
suppressMessages({library(lavaan); library(jsonlite)})
stored <- fromJSON("tests/reference/ordinal_data.json")
hs <- HolzingerSwineford1939
gaps <- as.data.frame(stored$hs_missing)
groups <- as.data.frame(stored$groups)
one <- "visual =~ x1 + a*x2 + b*x3 + x4\n"

residuals_of <- function(constraint) {
  fit <- sem(paste0(one, constraint), hs)
  list(constraint = constraint, chisq = fitMeasures(fit, "chisq")[[1]], x2 = unname(lavResiduals(fit)$cov.z["x2", ]))
}
robust_of <- function(estimator, constraint) {
  fit <- sem(paste0(one, constraint), gaps, missing = "ml", estimator = estimator)
  measures <- fitMeasures(fit, c("cfi.robust", "rmsea.robust"))
  list(estimator = estimator, constraint = constraint, cfi_robust = measures[[1]], rmsea_robust = measures[[2]])
}
cases <- expand.grid(
  constraint = c("a == b", "a^2 == b^2", "a*b == 0.8"), estimator = c("ML", "MLR"), stringsAsFactors = FALSE
)
two <- "F1 =~ y1 + y2 + y3\nF2 =~ y4 + y5 + y6"
items <- paste0("y", 1:6)
equal <- sem(two, groups, ordered = items, group = "school", group.equal = c("loadings", "thresholds"))
theta <- sem(two, groups, ordered = items, parameterization = "theta")
first <- function(matrix) unname(unclass(matrix)[1, ])

results <- list(
  lavaan = as.character(packageVersion("lavaan")),
  residuals = lapply(c("a == b", "a^2 == b^2", "a == 0.9", "a > 0.9"), residuals_of),
  robust = Map(robust_of, cases$estimator, cases$constraint, USE.NAMES = FALSE),
  ordered_groups = list(
    implied = first(fitted(equal)[[2]]$cov), raw = first(residuals(equal, type = "raw")[[2]]$cov)
  ),
  theta_implied = first(fitted(theta)$cov)
)
write(toJSON(results, digits = 11, auto_unbox = TRUE, na = "null"), "tests/reference/sem_constraints.json")
