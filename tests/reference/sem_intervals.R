# Bootstrap intervals of given draws: lavaan's percentile and bias-corrected ("bca.simple") ends for the parameters of a
# path model, and BCa with the acceleration of the jackknife, written out here after Efron (1987).
# From the repository root: Rscript tests/reference/sem_intervals.R -> sem_intervals.json
suppressMessages(library(lavaan))
library(jsonlite)
source("tests/reference/sem_models.R")
tam <- read.csv("tests/reference/sem_tam.csv")[1:80, ]

set.seed(1)
fit <- sem(models$tam_path, tam, se = "bootstrap", bootstrap = 599)
draws <- fit@boot$coef
colnames(draws) <- names(coef(fit))
ends <- function(kind) {
  pe <- parameterEstimates(fit, boot.ci.type = kind)
  pe[pe$op == "~" | pe$lhs == "ind", ]
}
percentile <- ends("perc")
simple <- ends("bca.simple")
wanted <- percentile$op == "~"
names <- with(percentile[wanted, ], ifelse(label == "", paste0(lhs, op, rhs), label))
columns <- draws[, names]
value <- coef(fit)[names]
jackknife <- t(sapply(seq_len(nrow(tam)), function(i) coef(sem(models$tam_path, tam[-i, ]))[names]))

bca <- function(t, t0, jack, level = .95) {
  R <- length(t)
  d <- mean(jack) - jack
  a <- sum(d^3) / (6 * sum(d^2)^1.5)
  z0 <- qnorm(mean(t < t0))
  z <- qnorm(c((1 - level) / 2, (1 + level) / 2))
  alpha <- pnorm(z0 + (z0 + z) / (1 - a * (z0 + z)))
  place <- (R + 1) * alpha
  k <- floor(place)
  t <- sort(t)
  share <- (qnorm(alpha) - qnorm(k / (R + 1))) / (qnorm((k + 1) / (R + 1)) - qnorm(k / (R + 1)))
  t[k] + share * (t[k + 1] - t[k])
}

one <- function(i) list(draws = unname(columns[, i]), value = unname(value[i]), jackknife = unname(jackknife[, i]),
  percentile = c(percentile$ci.lower[wanted][i], percentile$ci.upper[wanted][i]),
  bc = c(simple$ci.lower[wanted][i], simple$ci.upper[wanted][i]), bca = bca(columns[, i], value[i], jackknife[, i]))
content <- setNames(lapply(seq_along(names), one), names)
write_json(content, "tests/reference/sem_intervals.json", digits = I(14), auto_unbox = TRUE)
