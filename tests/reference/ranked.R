# Friedman, paired t, signed ranks, Cochran's Q and McNemar by base R (Q by its formula).
# Run from the repository root: Rscript tests/reference/ranked.R
suppressMessages(library(jsonlite))

set.seed(12)
n <- 60
latent <- rnorm(n)
items <- sapply(c(.4, .3, 0, -.5), function(m) pmin(5, pmax(1, round(3 + m + .7 * latent + rnorm(n)))))
items[3, 2] <- NA; items[9, ] <- NA; items[17, 4] <- NA
picks <- sapply(c(.8, .7, .3, .25, .05), function(p) rbinom(n, 1, p))
picks[5, ] <- NA; picks[11, 3] <- NA

pairs <- function(x, test) apply(combn(ncol(x), 2), 2, function(at) {
  both <- complete.cases(x[, at]); c(at, sum(both), test(x[both, at[1]], x[both, at[2]]))
}, simplify = FALSE)
whole <- items[complete.cases(items), ]
f <- friedman.test(whole)
t <- pairs(items, function(a, b) { s <- t.test(a, b, paired = TRUE); c(s$estimate, s$conf.int, s$statistic, s$p.value) })
w <- pairs(items, function(a, b) { s <- suppressWarnings(wilcox.test(a, b, paired = TRUE, exact = FALSE)); c(s$statistic, s$p.value) })
k <- ncol(whole)
alpha <- k / (k - 1) * (1 - sum(apply(whole, 2, var)) / var(rowSums(whole)))

x <- picks[complete.cases(picks), ]; K <- ncol(x); C <- colSums(x); R <- rowSums(x)
q <- (K - 1) * (K * sum(C^2) - sum(C)^2) / (K * sum(R) - sum(R^2))
m <- pairs(picks, function(a, b) {
  b1 <- sum(a == 1 & b == 0); c1 <- sum(a == 0 & b == 1)
  s <- mcnemar.test(table(factor(a, 0:1), factor(b, 0:1)), correct = FALSE)
  c(b1, c1, s$statistic, s$p.value, binom.test(b1, b1 + c1)$p.value)
})
last <- function(rows) p.adjust(sapply(rows, function(r) r[length(r)]), "holm")
write(toJSON(list(items = items, friedman = list(chisq = unname(f$statistic), df = unname(f$parameter), p = f$p.value, n = nrow(whole)),
                  t = lapply(t, unname), t_holm = last(t), wilcoxon = lapply(w, unname), alpha = alpha,
                  picks = picks, q = list(chisq = q, df = K - 1, p = pchisq(q, K - 1, lower.tail = FALSE), n = nrow(x)),
                  mcnemar = lapply(m, unname)),
             digits = 15, auto_unbox = TRUE, na = "null", matrix = "rowmajor"), "tests/reference/ranked.json")
