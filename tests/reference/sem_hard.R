# Samples far too small for their model, whose minimum lies behind a ridge or nowhere: what lavaan finds.
# From the repository root: Rscript tests/reference/sem_hard.R -> sem_hard.json
only_models <- TRUE
source("tests/reference/sem.R")

attempt <- function(data, model, rows) {
  fit <- suppressWarnings(sem(models[[model]], datasets[[data]][rows, ]))
  arrived <- lavInspect(fit, "converged")
  se <- if (arrived) parameterEstimates(fit)$se else NA
  known <- arrived && all(is.finite(se)) && max(se) > 0 && max(se) < 100
  list(data = data, model = model, rows = rows - 1, arrived = arrived, known = known,
       admissible = arrived && suppressWarnings(lavInspect(fit, "post.check")),
       chisq = if (arrived) unname(fitMeasures(fit, "chisq")) else NA)
}
set.seed(20261125)
out <- list()
for (kind in list(c("hs", "hs"), c("hs", "hs_second"), c("tam", "chain"), c("tam", "tam_means")))
  for (n in rep(c(18, 22, 30, 40, 60), each = 6))
    out[[length(out) + 1]] <- attempt(kind[1], kind[2], sort(sample(nrow(datasets[[kind[1]]]), n)))
write(toJSON(list(lavaan = as.character(packageVersion("lavaan")), samples = out), digits = 12, auto_unbox = TRUE, na = "null"),
      "tests/reference/sem_hard.json")
