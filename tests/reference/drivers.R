# lavaan's numbers for the comparison of models, the hypotheses and the effects. Run from the repository's root:
#   Rscript tests/reference/drivers.R
# Data: simulated answers (huabei_baitiao_short, n = 400, seed 7) in tests/reference/drivers/responses.csv.
suppressMessages({library(lavaan); library(jsonlite)})

folder <- "tests/reference/drivers"
data <- read.csv(file.path(folder, "responses.csv"))
names <- c("tam", "tam_risk", "tam_trust", "tam_risk_trust")
syntax <- sapply(names, function(n) paste(readLines(file.path(folder, paste0(n, ".lav"))), collapse = "\n"))
sources <- c("PEOU", "PU", "PR", "IT", "ATT")

# Indirect and total effects on INT as defined parameters, so that standardizedSolution() gives their standard errors.
effects <- "
  direct_PU   := e2
  direct_PR   := e3
  direct_IT   := e4
  direct_ATT  := e1
  indirect_PU := d1*e1
  indirect_PR := d3*e1
  indirect_IT := d4*e1 + c2*e2 + c2*d1*e1 + b1*e3 + b1*d3*e1
  indirect_PEOU := c1*e2 + c1*d1*e1 + d2*e1 + a1*(e4 + d4*e1 + c2*e2 + c2*d1*e1 + b1*e3 + b1*d3*e1)
  total_ATT   := e1
  total_PU    := e2 + d1*e1
  total_PR    := e3 + d3*e1
  total_IT    := e4 + d4*e1 + c2*e2 + c2*d1*e1 + b1*e3 + b1*d3*e1
  total_PEOU  := c1*e2 + c1*d1*e1 + d2*e1 + a1*(e4 + d4*e1 + c2*e2 + c2*d1*e1 + b1*e3 + b1*d3*e1)
"

run <- function(estimator) {
  fits <- lapply(syntax, function(s) sem(s, data, estimator = estimator))
  full <- sem(paste(syntax[["tam_risk_trust"]], effects, sep = "\n"), data, estimator = estimator)
  measures <- c("npar", "chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic")
  models <- lapply(names, function(n) {
    out <- as.list(unclass(fitMeasures(fits[[n]], measures)))
    if (n != "tam_risk_trust") {
      test <- anova(fits[["tam_risk_trust"]], fits[[n]])
      out$chisq_diff <- test[2, "Chisq diff"]
      out$df_diff <- test[2, "Df diff"]
      out$pvalue_diff <- test[2, "Pr(>Chisq)"]
    }
    r2 <- lavInspect(fits[[n]], "r2")
    out$r2 <- as.list(r2[intersect(c("IT", "PR", "PU", "ATT", "INT"), names(r2))])
    out
  })
  names(models) <- names
  est <- parameterEstimates(fits[["tam_risk_trust"]])
  std <- standardizedSolution(fits[["tam_risk_trust"]])
  keep <- est$op == "~"
  stopifnot(all(est$lhs[keep] == std$lhs[std$op == "~"]))
  paths <- data.frame(
    source = est$rhs[keep], target = est$lhs[keep], est = est$est[keep], se = est$se[keep], z = est$z[keep],
    pvalue = est$pvalue[keep], ci_lower = est$ci.lower[keep], ci_upper = est$ci.upper[keep],
    std = std$est.std[std$op == "~"], std_se = std$se[std$op == "~"],
    std_ci_lower = std$ci.lower[std$op == "~"], std_ci_upper = std$ci.upper[std$op == "~"]
  )
  paths$p_holm <- p.adjust(paths$pvalue, "holm")
  all <- standardizedSolution(full)
  all <- all[all$op == ":=" & grepl("^(direct|indirect|total)_", all$lhs), ]
  effects <- lapply(seq_len(nrow(all)), function(i) as.list(all[i, c("est.std", "se", "pvalue", "ci.lower", "ci.upper")]))
  names(effects) <- all$lhs
  list(models = models, paths = paths, effects = effects)
}

out <- list(ML = run("ML"), MLR = run("MLR"), lavaan = as.character(packageVersion("lavaan")))
write_json(out, "tests/reference/drivers.json", auto_unbox = TRUE, digits = 12, pretty = TRUE, na = "null")
