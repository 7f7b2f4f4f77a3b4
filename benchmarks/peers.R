# Times and answers of lavaan for benchmarks/against_lavaan.py.
# Usage: Rscript peers.R FOLDER — reads data.csv, missing.csv and model.lav there, and mida.csv, mida.lav and rows.csv
# where they are; writes lavaan.json, and hs.csv and democracy.csv with their models: real data that lavaan carries.
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
out$blas <- unname(extSoftVersion()["BLAS"])

# Every documented way to a bootstrap, in seconds a draw, the least of three runs each: what else the machine does counts
# least so. The processes of a parallel run don't report their CPU.
draws <- 40
per_draw <- function(call) {
  spent <- sapply(1:3, function(seed) {
    set.seed(seed)
    before <- proc.time()
    suppressWarnings(call())
    used <- proc.time() - before
    c(cpu = used[["user.self"]] + used[["sys.self"]], wall = used[["elapsed"]]) / draws
  })
  as.list(apply(spent, 1, min))
}
ways <- function(model, data) {
  fit <- suppressWarnings(sem(model, data))
  two <- function(...) bootstrapLavaan(fit, R = draws, parallel = "multicore", ncpus = 2, ...)
  list(serial = list(
         "bootstrapLavaan(fit)" = per_draw(function() bootstrapLavaan(fit, R = draws)),
         "bootstrapLavaan(fit, FUN = coef)" = per_draw(function() bootstrapLavaan(fit, R = draws, FUN = coef)),
         'sem(se = "bootstrap")' = per_draw(function() sem(model, data, se = "bootstrap", bootstrap = draws))),
       parallel = list(
         "bootstrapLavaan(fit), two processes" = per_draw(function() two()),
         "bootstrapLavaan(fit, FUN = coef), two processes" = per_draw(function() two(FUN = coef))))
}
classics <- list(hs = c("visual =~ x1 + x2 + x3", "textual =~ x4 + x5 + x6", "speed =~ x7 + x8 + x9"),
                 democracy = c("ind60 =~ x1 + x2 + x3", "dem60 =~ y1 + y2 + y3 + y4", "dem65 =~ y5 + y6 + y7 + y8",
                               "dem60 ~ ind60", "dem65 ~ ind60 + dem60"))
write.csv(HolzingerSwineford1939, file.path(folder, "hs.csv"), row.names = FALSE)
write.csv(PoliticalDemocracy, file.path(folder, "democracy.csv"), row.names = FALSE)
for (name in names(classics)) writeLines(classics[[name]], file.path(folder, paste0(name, ".lav")))
out$ways <- list(simulated = ways(model, data), hs = ways(classics$hs, HolzingerSwineford1939),
                 democracy = ways(classics$democracy, PoliticalDemocracy))
if (file.exists(file.path(folder, "mida.csv"))) {
  mida <- read.csv(file.path(folder, "mida.csv"))
  hard <- paste(readLines(file.path(folder, "mida.lav"), warn = FALSE), collapse = "\n")
  out$ways$mida <- ways(hard, mida)
  # The given resamples one by one: chi-square, or nothing where it does not converge.
  out$given <- apply(as.matrix(read.csv(file.path(folder, "rows.csv"), header = FALSE)), 1, function(index) {
    fit <- try(suppressWarnings(sem(hard, mida[index, ], se = "none", baseline = FALSE)), silent = TRUE)
    if (inherits(fit, "try-error") || !lavInspect(fit, "converged")) NA
    else 2 * nrow(mida) * lavInspect(fit, "optim")$fx
  })
}
set.seed(1)
index <- matrix(sample(nrow(data), 5 * nrow(data), replace = TRUE), 5)
again <- lapply(1:5, function(i) coef(sem(model, data[index[i, ], ])))
out$resamples <- list(index = index - 1, name = names(again[[1]]), coef = do.call(rbind, again))
write(toJSON(out, digits = 12, auto_unbox = TRUE, na = "null"), file.path(folder, "lavaan.json"))
