# Constraints that are not linear or that bind, and ordered groups, in lavaan: what tests/sem/test_equivalent_constraints.py
# and test_residuals.py hold. Prints; the numbers stand in those tests.
# Rscript tests/reference/sem_constraints.R FOLDER, the folder with hs.csv, hs_missing.csv and groups.csv written from
# the data sets of the same names (tests/sem/ordinal_reference.py, columns).
suppressMessages(library(lavaan))
folder <- commandArgs(TRUE)[1]
hs <- read.csv(file.path(folder, "hs.csv"))
gaps <- read.csv(file.path(folder, "hs_missing.csv"))
groups <- read.csv(file.path(folder, "groups.csv"))
one <- "visual =~ x1 + a*x2 + b*x3 + x4\n"

for (constraint in c("a == b", "a^2 == b^2", "a > 0.9")) {
  fit <- sem(paste0(one, constraint), hs)
  cat(constraint, fitMeasures(fit, "chisq"), round(lavResiduals(fit)$cov.z["x2", ], 4), "\n")
}
for (constraint in c("a == b", "a^2 == b^2", "a*b == 0.8")) for (estimator in c("ML", "MLR")) {
  fit <- sem(paste0(one, constraint), gaps, missing = "ml", estimator = estimator)
  cat("FIML", estimator, constraint, round(fitMeasures(fit, c("cfi.robust", "rmsea.robust")), 6), "\n")
}
two <- "F1 =~ y1 + y2 + y3\nF2 =~ y4 + y5 + y6"
items <- paste0("y", 1:6)
fit <- sem(two, groups, ordered = items, group = "school", group.equal = c("loadings", "thresholds"))
print(round(unclass(fitted(fit)[[2]]$cov), 6))
print(round(unclass(residuals(fit, type = "raw")[[2]]$cov), 6))
fit <- sem(two, groups, ordered = items, parameterization = "theta")
print(round(unclass(fitted(fit)$cov), 6))
