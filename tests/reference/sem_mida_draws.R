# 500 given resamples of the mida data, a model that fits badly: what lavaan finds in each, from its own start.
# From the repository root, with the public data beside it (tests/mida/test_mida.py):
#   python -c "import numpy as np; from tamkit.sem.resampling import chunks; \
#     np.savetxt('rows.csv', np.concatenate([c.indices()[0] for c in chunks([300], 500, 1)]) + 1, '%d', ',')"
#   Rscript tests/reference/sem_mida_draws.R ../shared/data/mida rows.csv -> sem_mida_draws.json
suppressMessages({library(lavaan); library(jsonlite)})
given <- commandArgs(TRUE)
data <- read.csv(file.path(given[1], "responses.csv"))
model <- paste(readLines(file.path(given[1], "model.lav"), warn = FALSE), collapse = "\n")
rows <- as.matrix(read.csv(given[2], header = FALSE))
attempt <- function(index) {
  fit <- try(suppressWarnings(sem(model, data[index, ], se = "none", baseline = FALSE)), silent = TRUE)
  if (inherits(fit, "try-error") || !lavInspect(fit, "converged")) NA
  else 2 * nrow(data) * lavInspect(fit, "optim")$fx
}
write(toJSON(list(lavaan = as.character(packageVersion("lavaan")), seed = 1, chisq = apply(rows, 1, attempt)),
             digits = 12, auto_unbox = TRUE, na = "null"), "tests/reference/sem_mida_draws.json")
