# Binary logistic regression by glm, with AUC and Hosmer-Lemeshow from their definitions.
# Run from the repository root: Rscript tests/reference/logistic.R
suppressMessages(library(jsonlite))
suppressMessages(library(MASS))

set.seed(7)
n <- 300
x <- cbind(products = rpois(n, 1.5), income = sample(1:6, n, TRUE), unaware = rbinom(n, 1, .5))
y <- rbinom(n, 1, plogis(-2 + .6 * x[, 1] - .1 * x[, 2] + .5 * x[, 3]))
x[5, 2] <- NA

one <- function(y, x) {
  fit <- glm(y ~ x, family = binomial, control = glm.control(epsilon = 1e-14, maxit = 100))
  keep <- complete.cases(x); Y <- y[keep]; P <- fitted(fit)
  pairs <- outer(P[Y == 1], P[Y == 0], function(a, b) (a > b) + .5 * (a == b))
  g <- cut(P, unique(quantile(P, seq(0, 1, .1))), include.lowest = TRUE)
  o <- tapply(Y, g, sum); e <- tapply(P, g, sum); m <- tapply(Y, g, length)
  hl <- sum((o - e)^2 / (e * (1 - e / m)))
  null <- glm(Y ~ 1, family = binomial, control = glm.control(epsilon = 1e-14))
  l1 <- as.numeric(logLik(fit)); l0 <- as.numeric(logLik(null)); N <- length(Y)
  s <- summary(fit)$coefficients
  # Profile-likelihood intervals of MASS, and DeLong's variance by its placements.
  ends <- suppressMessages(confint(fit)); m1 <- sum(Y == 1); m0 <- sum(Y == 0)
  delong <- var(rowMeans(pairs)) / m1 + var(colMeans(pairs)) / m0
  list(y = y, x = unname(x), b = unname(s[, 1]), se = unname(s[, 2]), p = unname(s[, 4]), n = N, loglik = l1, null = l0,
       nagelkerke = (1 - exp(2 * (l0 - l1) / N)) / (1 - exp(2 * l0 / N)), auc = mean(pairs), hl = hl, groups = length(m), lower = unname(ends[, 1]), upper = unname(ends[, 2]), auc_se = sqrt(delong))
}
write(toJSON(list(overdue = one(y, x), flat = one(y, x[, 3, drop = FALSE] + rnorm(n))), digits = 15, auto_unbox = TRUE, na = "null",
             matrix = "rowmajor"), "tests/reference/logistic.json")
