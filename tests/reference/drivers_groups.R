# lavaan's numbers for paths across groups and for control variables. Run from the repository's root:
#   Rscript tests/reference/drivers_groups.R
# Data: tests/reference/drivers/responses.csv; the first half of the rows is group a, the second b; x counts 0 to 4.
suppressMessages({library(lavaan); library(jsonlite)})

folder <- "tests/reference/drivers"
data <- read.csv(file.path(folder, "responses.csv"))
data$g <- rep(c("a", "b"), each = nrow(data) / 2)
data$x <- (seq_len(nrow(data)) - 1) %% 5
text <- readLines(file.path(folder, "tam_risk_trust.lav"))
text <- text[!grepl(":=", text)]
model <- paste(gsub("[a-z][0-9]\\*", "", text), collapse = "\n")

paths <- function(fit) {
  table <- standardizedSolution(fit)
  raw <- parameterEstimates(fit)
  keep <- raw$op == "~" & raw$rhs != "x"
  data.frame(target = raw$lhs[keep], source = raw$rhs[keep], group = if ("group" %in% names(raw)) raw$group[keep] else 1,
             est = raw$est[keep], se = raw$se[keep], std = table$est.std[table$op == "~" & table$rhs != "x"])
}

across <- function(estimator) {
  run <- function(...) sem(model, data, group = "g", std.lv = TRUE, estimator = estimator, ...)
  free <- run(group.equal = "loadings")
  table <- parameterEstimates(free)
  names <- unique(paste0(table$lhs, "~", table$rhs)[table$op == "~"])
  tests <- do.call(rbind, lapply(names, function(name) {
    held <- run(group.equal = c("loadings", "regressions"), group.partial = setdiff(names, name))
    test <- lavTestLRT(free, held)
    data.frame(path = name, chisq_diff = test[2, "Chisq diff"], df_diff = test[2, "Df diff"], pvalue_diff = test[2, "Pr(>Chisq)"])
  }))
  tests$p_holm <- p.adjust(tests$pvalue_diff, "holm")
  list(paths = paths(free), tests = tests)
}

# Wald tests of each path from the one model with free paths: of two groups, and of three.
data$g3 <- c("a", "b", "c")[(seq_len(nrow(data)) - 1) %% 3 + 1]
wald <- function(group, estimator) {
  free <- sem(model, data, group = group, std.lv = TRUE, estimator = estimator, group.equal = "loadings")
  table <- subset(parTable(free), op == "~")
  names <- unique(paste0(table$lhs, "~", table$rhs))
  do.call(rbind, lapply(names, function(name) {
    own <- table$plabel[paste0(table$lhs, "~", table$rhs) == name]
    test <- lavTestWald(free, paste(own[1], "==", own[-1], collapse = "\n"))
    data.frame(path = name, wald = test$stat, df = test$df, pvalue = test$p.value)
  }))
}

controlled <- sem(paste(model, "INT ~ x", "PEOU ~ x", sep = "\n"), data, estimator = "MLR")
table <- parameterEstimates(controlled)
row <- table$op == "~" & table$lhs == "INT" & table$rhs == "x"
out <- list(
  lavaan = as.character(packageVersion("lavaan")),
  groups = list(ML = across("ML"), MLR = across("MLR")),
  wald = list(g = wald("g", "MLR"), g3 = wald("g3", "MLR")),
  controls = list(
    paths = subset(paths(controlled), source != "x"),
    x = list(est = table$est[row], se = table$se[row], pvalue = table$pvalue[row]),
    df = unname(fitMeasures(controlled, "df"))
  )
)
writeLines(toJSON(out, auto_unbox = TRUE, digits = 12, pretty = TRUE), "tests/reference/drivers_groups.json")
