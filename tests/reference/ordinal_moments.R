# lavaan's thresholds, polychoric and polyserial correlations and their asymptotic covariance.
# From the repository root: Rscript tests/reference/ordinal_moments.R  (needs ordinal_data.R beside it)
source("tests/reference/ordinal_data.R")

moments <- function(data, ordered, missing = "listwise", full = TRUE, x = character(0)) {
  names <- setdiff(names(data), x)
  model <- paste("f =~", paste(names, collapse = " + "))
  if (length(x) > 0) model <- paste(model, "\n f ~", paste(x, collapse = " + "))
  fit <- suppressWarnings(sem(model, data, ordered = ordered, estimator = "WLSMV", missing = missing, do.fit = FALSE,
                              std.lv = TRUE))
  gamma <- unclass(lavInspect(fit, "gamma"))
  out <- list(names = names, ordered = ordered, missing = missing, n = lavInspect(fit, "nobs"),
              statistics = as.vector(lavInspect(fit, "wls.obs")), labels = rownames(gamma), diag = diag(gamma),
              cov = unclass(lavInspect(fit, "sampstat")[[if (length(x) > 0) "res.cov" else "cov"]]), x = I(x), lavaan = as.character(packageVersion("lavaan")))
  # a Gamma of 319 rows is kept as its product with a fixed vector, a small one whole
  v <- cos(seq_len(nrow(gamma)))
  out$product <- as.vector(gamma %*% v)
  if (full) out$gamma <- gamma
  out
}
results <- list(
  tam5 = moments(tam5, names(tam5), full = FALSE),
  skew7 = moments(skew7, names(skew7)),
  binary = moments(binary, names(binary)),
  skew7_missing = moments(skew7_missing, names(skew7), missing = "pairwise"),
  mixed = moments(mixed, c("x1", "x2", "x3")),
  mixed_missing = moments(mixed_missing, c("x1", "x2", "x3"), missing = "pairwise"),
  covariates = moments(covariates, paste0("y", 1:6), x = c("age", "male")),
  covariates_mixed = moments(covariates, paste0("y", 1:4), x = c("age", "male")),
  covariates_missing = moments(covariates_missing, paste0("y", 1:5), missing = "pairwise", x = c("age", "male")),
  tam_missing = moments(tam_missing, names(tam5), missing = "pairwise", full = FALSE)
)
write(toJSON(results, digits = 12, auto_unbox = TRUE), "tests/reference/ordinal_moments.json")
