# Intervals and tests of proportions, cross-tables and trend by base R.
# Run from the repository root: Rscript tests/reference/proportions.R
suppressMessages(library(jsonlite))

one <- function(k, n, p0) {
  s <- prop.test(k, n, p = p0, correct = FALSE); b <- binom.test(k, n, p = p0)
  list(k = k, n = n, p0 = p0, wilson = as.numeric(prop.test(k, n, correct = FALSE)$conf.int), exact = as.numeric(b$conf.int),
       wilson99 = as.numeric(prop.test(k, n, correct = FALSE, conf.level = .99)$conf.int),
       chisq = unname(s$statistic), p = s$p.value, p_exact = b$p.value)
}
counts <- list(c(131, 262, .5), c(114, 262, .4), c(34, 262, .2), c(48, 258, .25), c(78, 262, .3), c(16, 262, .05),
               c(58, 80, .6), c(16, 80, .5), c(0, 25, .1), c(25, 25, .9), c(1, 7, .5))

tables <- list(two = matrix(c(12, 5, 30, 41), 2), sparse = matrix(c(1, 8, 3, 0), 2),
               wide = matrix(c(30, 12, 22, 18, 25, 9, 14, 31, 20), 3), thin = matrix(c(9, 1, 2, 3, 8, 1, 2, 2, 7, 0, 1, 3), 3))
tabled <- lapply(tables, function(T) {
  x <- suppressWarnings(chisq.test(T, correct = FALSE)); n <- sum(T); m <- min(dim(T)) - 1
  phi <- max(0, x$statistic / n - prod(dim(T) - 1) / (n - 1)); d <- dim(T) - (dim(T) - 1)^2 / (n - 1)
  # Noncentralities between which the chi-squared found lies in the middle, as V.
  ncp <- function(p) { f <- function(l) pchisq(x$statistic, x$parameter, ncp = l) - p
    if (f(0) < 0) 0 else uniroot(f, c(0, 20 * (x$statistic + 10)), tol = 1e-10)$root }
  set.seed(1)
  list(table = T, v_ends = sqrt(c(ncp(.975), ncp(.025)) / (n * m)), chisq = unname(x$statistic), df = unname(x$parameter), p = x$p.value, min = min(x$expected),
       small = mean(x$expected < 5), v = sqrt(unname(x$statistic) / (n * m)), bergsma = sqrt(phi / min(d - 1)),
       fisher = fisher.test(T)$p.value, resampled = chisq.test(T, simulate.p.value = TRUE, B = 200000)$p.value)
})

trends <- list(matrix(c(20, 5, 15, 10, 10, 20), 2), matrix(c(30, 8, 2, 20, 9, 4, 11, 10, 8), 3))
trended <- lapply(trends, function(T) {
  x <- rep(row(T), T); y <- rep(col(T), T); r <- cor(x, y); n <- sum(T)
  armitage <- if (nrow(T) == 2) unname(prop.trend.test(T[1, ], colSums(T))$statistic) else NA
  list(table = T, r = r, chisq = (n - 1) * r^2, p = pchisq((n - 1) * r^2, 1, lower.tail = FALSE), armitage = armitage)
})

# Two proportions: prop.test, fisher.test, and Newcombe's interval by its formula from prop.test's Wilson ends.
two <- lapply(list(c(114, 250, 57, 131), c(34, 400, 34, 262), c(3, 60, 16, 262), c(25, 25, 40, 80)), function(v) {
  s <- suppressWarnings(prop.test(v[c(1, 3)], v[c(2, 4)], correct = FALSE)); w <- function(k, n) prop.test(k, n, correct = FALSE)$conf.int
  p <- v[1] / v[2]; q <- v[3] / v[4]; a <- w(v[1], v[2]); b <- w(v[3], v[4])
  list(counts = v, chisq = unname(s$statistic), p = s$p.value, fisher = fisher.test(matrix(c(v[1], v[2] - v[1], v[3], v[4] - v[3]), 2))$p.value,
       ends = c(p - q - sqrt((p - a[1])^2 + (b[2] - q)^2), p - q + sqrt((a[2] - p)^2 + (q - b[1])^2)))
})

# Which denominators give a printed percentage: by trying every count.
tried <- function(value, decimals, limit) Filter(function(N) any(abs(round(100 * (0:N) / N, 8) - value) <= .5 * 10^-decimals + 1e-9), 1:limit)
grim <- lapply(list(c(50, 0), c(43.51, 2), c(12.98, 2), c(18.6, 2), c(29.77, 2), c(6.11, 2), c(72.5, 1), c(20, 0), c(72.5, 2), c(20, 2)),
               function(v) list(value = v[1], decimals = v[2], bases = tried(v[1], v[2], 300)))

write(toJSON(list(one = lapply(counts, function(v) one(v[1], v[2], v[3])), tables = tabled, trends = trended, grim = grim, two = two),
             digits = 15, auto_unbox = TRUE, na = "null", matrix = "rowmajor"), "tests/reference/proportions.json")
