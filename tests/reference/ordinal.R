# Proportional odds by MASS::polr and ordinal::clm; Brant's test by its formula (Brant 1990) from glm.
# Run from the repository root: Rscript tests/reference/ordinal.R
suppressMessages({library(jsonlite); library(MASS); library(ordinal)})

set.seed(31)
n <- 250
x <- cbind(products = rpois(n, 1.5), income = sample(1:6, n, TRUE), unaware = rbinom(n, 1, .5))
eta <- .6 * x[, 1] - .15 * x[, 2] + .5 * x[, 3]
cutted <- function(at) { y <- findInterval(eta + rlogis(n), at) + 1; y[7] <- NA; y }
x[5, 2] <- NA

one <- function(y, x) {
  keep <- complete.cases(x, y); Y <- y[keep]; X <- x[keep, , drop = FALSE]
  fit <- polr(factor(Y) ~ X, Hess = TRUE, control = list(reltol = 1e-15, maxit = 1000))
  full <- clm(factor(Y) ~ X, control = clm.control(gradTol = 1e-12))
  p <- ncol(X); ends <- suppressMessages(confint(full, type = "profile")); K <- max(Y)
  polrs <- suppressMessages(confint(fit))
  cuts <- lapply(1:(K - 1), function(j) glm(as.numeric(Y > j) ~ X, family = binomial, control = glm.control(epsilon = 1e-14, maxit = 100)))
  D1 <- cbind(1, X); q <- sapply(cuts, fitted); inv <- lapply(cuts, vcov)
  V <- matrix(0, (K - 1) * p, (K - 1) * p)
  for (j in 1:(K - 1)) for (l in j:(K - 1)) {
    W <- q[, l] - q[, j] * q[, l]
    B <- (inv[[j]] %*% (t(D1) %*% (W * D1)) %*% inv[[l]])[-1, -1]
    V[(j - 1) * p + 1:p, (l - 1) * p + 1:p] <- B; V[(l - 1) * p + 1:p, (j - 1) * p + 1:p] <- t(B)
  }
  b <- unlist(lapply(cuts, function(f) coef(f)[-1]))
  D <- cbind(kronecker(rep(-1, K - 2), diag(p)), diag((K - 2) * p))
  wald <- function(rows) { M <- D[rows, , drop = FALSE]; g <- M %*% b; as.numeric(t(g) %*% solve(M %*% V %*% t(M)) %*% g) }
  brant <- c(wald(1:nrow(D)), sapply(1:p, function(j) wald(seq(j, nrow(D), p))))
  null <- clm(factor(Y) ~ 1)
  list(y = y, x = unname(x), n = length(Y), b = unname(coef(full)[K - 1 + 1:p]), se = unname(sqrt(diag(vcov(full)))[K - 1 + 1:p]),
       thresholds = unname(coef(full)[1:(K - 1)]), thresholds_se = unname(sqrt(diag(vcov(full)))[1:(K - 1)]),
       polr = unname(coef(fit)), polr_se = unname(summary(fit)$coefficients[1:p, 2]), polr_lower = unname(polrs[, 1]), polr_upper = unname(polrs[, 2]),
       lower = unname(ends[, 1]), upper = unname(ends[, 2]), loglik = as.numeric(logLik(full)), null = as.numeric(logLik(null)),
       brant = brant, brant_p = pchisq(brant, c((K - 2) * p, rep(K - 2, p)), lower.tail = FALSE))
}
write(toJSON(list(three = one(cutted(c(.5, 2)), x), five = one(cutted(c(-1, 0, 1, 2)), x)), digits = 15, auto_unbox = TRUE, na = "null",
             matrix = "rowmajor"), "tests/reference/ordinal.json")
