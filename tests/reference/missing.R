# Little's MCAR test in base R, written from the formulas of Little (1988), with normal maximum-likelihood moments from an
# EM written out here and run until nothing moves. Run from the repository root: Rscript tests/reference/missing.R
suppressMessages(library(jsonlite))

em <- function(X) {
  n <- nrow(X); p <- ncol(X)
  mu <- colMeans(X, na.rm = TRUE); Sigma <- diag(apply(X, 2, var, na.rm = TRUE), p)
  for (step in 1:20000) {
    T1 <- numeric(p); T2 <- matrix(0, p, p)
    for (i in 1:n) {
      x <- X[i, ]; o <- !is.na(x); m <- !o; C <- matrix(0, p, p)
      if (any(m)) {
        B <- Sigma[m, o, drop = FALSE] %*% solve(Sigma[o, o, drop = FALSE])
        x[m] <- mu[m] + B %*% (x[o] - mu[o])
        C[m, m] <- Sigma[m, m] - B %*% Sigma[o, m, drop = FALSE]
      }
      T1 <- T1 + x; T2 <- T2 + tcrossprod(x) + C
    }
    new <- T1 / n; S <- T2 / n - tcrossprod(new)
    moved <- max(abs(new - mu) / sqrt(diag(S)), abs(S - Sigma) / sqrt(outer(diag(S), diag(S))))
    mu <- new; Sigma <- S
    if (moved < 1e-13) break
  }
  list(mu = mu, Sigma = Sigma)
}

little <- function(X) {
  X <- as.matrix(X)
  X <- X[rowSums(!is.na(X)) > 0, , drop = FALSE]
  ml <- em(X); mu <- ml$mu; Sigma <- ml$Sigma
  key <- apply(is.na(X), 1, paste, collapse = "")
  d2 <- 0; df <- -ncol(X)
  for (k in unique(key)) {
    rows <- X[key == k, , drop = FALSE]
    seen <- !is.na(rows[1, ])
    gap <- colMeans(rows[, seen, drop = FALSE]) - mu[seen]
    d2 <- d2 + nrow(rows) * sum(gap * solve(Sigma[seen, seen, drop = FALSE], gap))
    df <- df + sum(seen)
  }
  list(chisq = d2, df = df, pvalue = pchisq(d2, df, lower.tail = FALSE), n = nrow(X), patterns = length(unique(key)),
       mean = unname(mu), cov = unname(Sigma))
}

set.seed(20240505)
n <- 300
L <- matrix(0.6, 4, 4); diag(L) <- 1
Z <- matrix(rnorm(n * 4), n) %*% chol(L)
X <- matrix(findInterval(Z, c(-1.2, -.4, .4, 1.2)) + 1, n)
colnames(X) <- paste0("x", 1:4)
mcar <- X; mcar[matrix(runif(n * 4) < .1, n)] <- NA
mar <- X
mar[X[, 1] >= 4 & runif(n) < .6, 2] <- NA
mar[X[, 1] <= 2 & runif(n) < .3, 3] <- NA

# airquality ships with R: Ozone and Solar.R have gaps. naniar prints 35.1, df 14, p = .00142 for it.
air <- as.matrix(airquality); storage.mode(air) <- "double"

out <- lapply(list(mcar = mcar, mar = mar, air = air), function(X) c(list(data = unname(X)), little(X)))
write(toJSON(out, digits = 15, auto_unbox = TRUE, na = "null", matrix = "rowmajor"), "tests/reference/missing.json")
