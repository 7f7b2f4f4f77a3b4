# Reference numbers for the tables of a thesis: SPSS's exploratory analysis in base R, and chi-square as lavaan and AMOS
# print it. Run from the repository root: Rscript tests/reference/tables.R (writes tests/reference/tables.json).
# SPSS: FACTOR /EXTRACTION PC /CRITERIA MINEIGEN(1) /ROTATION VARIMAX (with Kaiser's normalization). What it computes is
# written out here from the definitions: principal components of the correlations, stats::varimax run to 1e-14.

suppressMessages(library(lavaan))
library(jsonlite)

d <- read.csv("tests/reference/measurement_likert.csv")[, -1]
R <- cor(d)
k <- ncol(d)
n <- nrow(d)
e <- eigen(R)
m <- sum(e$values > 1)
L <- e$vectors[, 1:m] %*% diag(sqrt(e$values[1:m]))
rotated <- unclass(varimax(L, normalize = TRUE, eps = 1e-14)$loadings)
ss <- sort(colSums(rotated^2), decreasing = TRUE)

inverse <- solve(R)
partial <- -inverse / sqrt(outer(diag(inverse), diag(inverse)))
diag(partial) <- 0
off <- R
diag(off) <- 0
spss <- list(
  n = n, factors = m,
  initial = e$values, initial_share = e$values / k, initial_cumulative = cumsum(e$values) / k,
  extracted = colSums(L^2), extracted_cumulative = cumsum(colSums(L^2)) / k,
  rotated = ss, rotated_cumulative = cumsum(ss) / k,
  communalities = rowSums(L^2), smc = 1 - 1 / diag(inverse),
  loadings = abs(rotated),
  kmo = sum(off^2) / (sum(off^2) + sum(partial^2)),
  kmo_items = colSums(off^2) / (colSums(off^2) + colSums(partial^2)),
  chisq = -(n - 1 - (2 * k + 5) / 6) * log(det(R)), df = k * (k - 1) / 2)

model <- "visual =~ x1 + x2 + x3
          textual =~ x4 + x5 + x6
          speed =~ x7 + x8 + x9"
chisq <- function(likelihood) {
  fit <- cfa(model, HolzingerSwineford1939, likelihood = likelihood)
  as.list(fitMeasures(fit, c("chisq", "df", "pvalue")))
}
out <- list(spss = spss, conventions = list(normal = chisq("normal"), wishart = chisq("wishart")),
            versions = list(R = R.version.string, lavaan = as.character(packageVersion("lavaan"))))
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, pretty = TRUE), "tests/reference/tables.json")
