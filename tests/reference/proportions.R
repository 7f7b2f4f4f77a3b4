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
  set.seed(1)
  list(table = T, chisq = unname(x$statistic), df = unname(x$parameter), p = x$p.value, min = min(x$expected),
       small = mean(x$expected < 5), v = sqrt(unname(x$statistic) / (n * m)), bergsma = sqrt(phi / min(d - 1)),
       fisher = fisher.test(T)$p.value, resampled = chisq.test(T, simulate.p.value = TRUE, B = 200000)$p.value)
})

trends <- list(matrix(c(20, 5, 15, 10, 10, 20), 2), matrix(c(30, 8, 2, 20, 9, 4, 11, 10, 8), 3))
trended <- lapply(trends, function(T) {
  x <- rep(row(T), T); y <- rep(col(T), T); r <- cor(x, y); n <- sum(T)
  armitage <- if (nrow(T) == 2) unname(prop.trend.test(T[1, ], colSums(T))$statistic) else NA
  list(table = T, r = r, chisq = (n - 1) * r^2, p = pchisq((n - 1) * r^2, 1, lower.tail = FALSE), armitage = armitage)
})

# Which denominators give a printed percentage: by trying every count.
tried <- function(value, decimals, limit) Filter(function(N) any(abs(round(100 * (0:N) / N, 8) - value) <= .5 * 10^-decimals + 1e-9), 1:limit)
grim <- lapply(list(c(50, 0), c(43.51, 2), c(12.98, 2), c(18.6, 2), c(29.77, 2), c(6.11, 2), c(72.5, 1), c(20, 0), c(72.5, 2), c(20, 2)),
               function(v) list(value = v[1], decimals = v[2], bases = tried(v[1], v[2], 300)))

write(toJSON(list(one = lapply(counts, function(v) one(v[1], v[2], v[3])), tables = tabled, trends = trended, grim = grim),
             digits = 15, auto_unbox = TRUE, na = "null", matrix = "rowmajor"), "tests/reference/proportions.json")
