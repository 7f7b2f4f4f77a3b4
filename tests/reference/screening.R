# Screening indices in base R, written from their definitions (the package careless is not needed).
# Run from the repository root: Rscript tests/reference/screening.R
suppressMessages(library(jsonlite))

set.seed(31)
n <- 120; scales <- rep(1:5, each = 4); k <- length(scales)
F <- matrix(rnorm(n * 5), n) %*% chol(matrix(.4, 5, 5) + diag(.6, 5))
Y <- .8 * F[, scales] + .6 * matrix(rnorm(n * k), n)
X <- matrix(findInterval(Y, c(-1.4, -.5, .4, 1.3)) + 1, n)
X[1, ] <- 3; X[2, ] <- rep(c(1, 5), 10); X[3, ] <- sample(5, k, TRUE)
H <- X; H[matrix(runif(n * k) < .05, n)] <- NA       # the same answers with gaps

longstring <- function(x) { r <- rle(ifelse(is.na(x), -seq_along(x), x)); max(c(0, r$lengths[r$values > 0])) }
evenodd <- function(x) {
  halves <- sapply(1:5, function(s) {
    own <- x[scales == s]
    c(mean(own[seq(1, 4, 2)], na.rm = TRUE), mean(own[seq(2, 4, 2)], na.rm = TRUE))
  })
  if (sum(complete.cases(t(halves))) < 3) return(NA)
  r <- suppressWarnings(cor(halves[1, ], halves[2, ], use = "complete.obs"))
  max(2 * r / (1 + r), -1)
}
pairs_of <- function(X, critical) {
  R <- cor(X, use = "pairwise.complete.obs")
  hit <- which(if (critical > 0) R >= critical else R <= critical, arr.ind = TRUE)
  hit[hit[, 1] < hit[, 2], , drop = FALSE]
}
synonyms <- function(X, critical) {
  p <- pairs_of(X, critical)
  apply(X, 1, function(x) {
    a <- x[p[, 1]]; b <- x[p[, 2]]; both <- !is.na(a) & !is.na(b)
    if (sum(both) < 3) return(NA)
    suppressWarnings(cor(a[both], b[both]))
  })
}
partial_d2 <- function(X) {
  whole <- X[complete.cases(X), ]
  m <- colMeans(whole); S <- cov(whole)
  apply(X, 1, function(x) { s <- !is.na(x); mahalanobis(x[s], m[s], S[s, s]) })
}
agreement <- function(X) sapply(1:nrow(X), function(i) max(colMeans(t(X[-i, ]) == X[i, ])))

summary_of <- function(X) list(
  data = unname(X), missing = rowMeans(is.na(X)), longstring = apply(X, 1, longstring), irv = apply(X, 1, sd, na.rm = TRUE),
  even_odd = apply(X, 1, evenodd), pairs = unname(pairs_of(X, .6)) - 1, synonyms = synonyms(X, .6),
  correlations = unname(cor(X, use = "pairwise.complete.obs")),
  d2 = partial_d2(X), p = pchisq(partial_d2(X), rowSums(!is.na(X)), lower.tail = FALSE))

whole <- summary_of(X)
whole$agreement <- agreement(X)
whole$d2_base <- mahalanobis(X, colMeans(X), cov(X))
whole$identical <- ave(rep(1, n), apply(X, 1, paste, collapse = ","), FUN = length)
write(toJSON(list(whole = whole, gaps = summary_of(H)), digits = 15, na = "null", matrix = "rowmajor"),
      "tests/reference/screening.json")
