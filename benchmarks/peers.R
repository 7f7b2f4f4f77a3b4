# Times and answers of lavaan for benchmarks/against_lavaan.py.
# Usage: Rscript peers.R FOLDER — reads data.csv, missing.csv and model.lav there, writes lavaan.json.
suppressMessages({library(lavaan); library(jsonlite)})
folder <- commandArgs(TRUE)[1]
data <- read.csv(file.path(folder, "data.csv"))
gaps <- read.csv(file.path(folder, "missing.csv"))
model <- paste(readLines(file.path(folder, "model.lav"), warn = FALSE), collapse = "\n")
describe <- function(fit) {
  p <- parameterEstimates(fit)
  list(name = paste0(p$lhs, p$op, p$rhs), est = p$est, se = p$se, chisq = unname(fitMeasures(fit, "chisq")))
}
out <- list(version = as.character(packageVersion("lavaan")))
runs <- list(
  ML = quote(sem(model, data)),
  MLR = quote(sem(model, data, estimator = "MLR")),
  WLSMV = quote(sem(model, data, ordered = TRUE)),
  FIML = quote(sem(model, gaps, missing = "ml")))
times <- c(ML = 25, MLR = 9, WLSMV = 5, FIML = 3)
for (name in names(runs)) {
  call <- runs[[name]]
  fit <- eval(call)
  out[[name]] <- describe(fit)
  # Sys.time() counts microseconds, proc.time() whole milliseconds.
  out[[name]]$seconds <- sapply(seq_len(times[[name]]), function(i) {
    t <- Sys.time(); fitMeasures(eval(call), "cfi"); as.numeric(Sys.time() - t, units = "secs") })
}
fit <- sem(model, data)
draws <- 60
set.seed(1)
t <- proc.time()[["elapsed"]]
boot <- bootstrapLavaan(fit, R = draws, FUN = function(x) coef(x))
out$bootstrap <- list(draws = draws, seconds_per_draw = (proc.time()[["elapsed"]] - t) / draws)
index <- matrix(sample(nrow(data), 5 * nrow(data), replace = TRUE), 5)
again <- lapply(1:5, function(i) coef(sem(model, data[index[i, ], ])))
out$resamples <- list(index = index - 1, name = names(again[[1]]), coef = do.call(rbind, again))
write(toJSON(out, digits = 12, auto_unbox = TRUE), file.path(folder, "lavaan.json"))
