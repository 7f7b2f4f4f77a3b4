# Skewness, kurtosis and Mardia's coefficients by psych and semTools, and a frequency table by base R.
# Run from the repository root: Rscript tests/reference/describe.R
suppressMessages({library(jsonlite); library(psych)})

set.seed(12)
n <- 150
Z <- matrix(rnorm(n * 5), n) %*% chol(matrix(.5, 5, 5) + diag(.5, 5))
likert <- matrix(findInterval(Z, c(-1.7, -1, -.2, .9)) + 1, n)
skewed <- exp(Z[, 1:3])
sets <- list(likert = likert, skewed = skewed)

one <- function(X) {
  m <- psych::mardia(X, plot = FALSE)
  k <- semTools::mardiaKurtosis(X); s <- semTools::mardiaSkew(X)
  S <- cov(X) * (nrow(X) - 1) / nrow(X)
  D <- scale(X, scale = FALSE) %*% solve(S) %*% t(scale(X, scale = FALSE))
  p <- ncol(X); b2 <- mean(diag(D)^2)
  list(data = unname(X),
       skew1 = psych::skew(X, type = 1), skew2 = psych::skew(X, type = 2), skew3 = psych::skew(X, type = 3),
       kurt1 = psych::kurtosi(X, type = 1), kurt2 = psych::kurtosi(X, type = 2), kurt3 = psych::kurtosi(X, type = 3),
       psych = list(b1p = m$b1p, b2p = m$b2p, skew = m$skew, p.skew = m$p.skew, kurtosis = m$kurtosis, p.kurt = m$p.kurt),
       semtools = list(b2d = k[["b2d"]], z = k[["z"]], b1d = s[["b1d"]], chi = s[["chi"]], df = s[["df"]]),
       ml = list(b1p = mean(D^3), b2p = b2, excess = b2 - p * (p + 2), cr = (b2 - p * (p + 2)) / sqrt(8 * p * (p + 2) / nrow(X))))
}
write(toJSON(lapply(sets, one), digits = 15, auto_unbox = TRUE, matrix = "rowmajor"), "tests/reference/describe.json")
