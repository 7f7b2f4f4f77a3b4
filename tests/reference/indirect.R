# Indirect effects as lavaan and boot have them: definitions with delta-method errors (ML, MLR), and percentile and BCa
# intervals of given resamples, each refitted by lavaan, with the acceleration of the jackknife (boot::boot.ci, argument
# L), unstandardized and standardized. Run from the repository's root: Rscript tests/reference/indirect.R
# -> indirect.json. Data: the first 200 rows of tests/reference/sem_tam.csv; row i of resample b is given by `row_of`.
suppressMessages({library(lavaan); library(boot); library(jsonlite)})
data <- read.csv("tests/reference/sem_tam.csv")[1:200, ]
n <- nrow(data)
R <- 299
row_of <- function(b, i) { x <- sin(b * 12.9898 + i * 78.233) * 43758.5453; floor((x - floor(x)) * n) + 1 }
model <- "
  IT  =~ IT1 + IT2 + IT3 + IT4
  PU  =~ PU1 + PU2 + PU3 + PU4
  ATT =~ ATT1 + ATT2 + ATT3
  INT =~ INT1 + INT2 + INT3
  PU  ~ a*IT
  ATT ~ d*PU + e*IT
  INT ~ b*PU + f*ATT + g*IT
"
defined <- "
  IT_PU_ATT     := a*d
  PU_ATT_INT    := d*f
  IT_PU_INT     := a*b
  IT_ATT_INT    := e*f
  IT_PU_ATT_INT := a*d*f
  indirect      := a*b + e*f + a*d*f
  total         := a*b + e*f + a*d*f + g
  difference    := a*b - e*f
"
quantities <- function(B) {
  a <- B["PU", "IT"]; d <- B["ATT", "PU"]; e <- B["ATT", "IT"]
  b <- B["INT", "PU"]; f <- B["INT", "ATT"]; g <- B["INT", "IT"]
  c(IT_PU_ATT = a*d, PU_ATT_INT = d*f, IT_PU_INT = a*b, IT_ATT_INT = e*f, IT_PU_ATT_INT = a*d*f,
    indirect = a*b + e*f + a*d*f, total = a*b + e*f + a*d*f + g, difference = a*b - e*f)
}
estimates <- function(rows) {
  fit <- sem(model, data[rows, ], se = "none", test = "none", baseline = FALSE)
  stopifnot(lavInspect(fit, "converged"))
  list(plain = quantities(lavInspect(fit, "est")$beta), std = quantities(lavInspect(fit, "std")$beta))
}
value <- estimates(1:n)
drawn <- lapply(1:R, function(b) estimates(row_of(b, 1:n)))
left <- lapply(1:n, function(i) estimates(setdiff(1:n, i)))
ends <- function(scale) {
  t <- t(sapply(drawn, `[[`, scale)); jack <- t(sapply(left, `[[`, scale)); t0 <- value[[scale]]
  made <- structure(list(t0 = t0, t = t, R = R, data = data, sim = "ordinary", stype = "i", call = quote(boot()),
    strata = rep(1, n), weights = rep(1 / n, n)), class = "boot")
  one <- function(k) {
    L <- (n - 1) * (mean(jack[, k]) - jack[, k])
    found <- boot.ci(made, index = k, type = c("perc", "bca"), L = L)
    list(est = unname(t0[k]), se = sd(t[, k]), percentile = found$percent[4:5], bca = found$bca[4:5],
         acceleration = sum(L^3) / (6 * sum(L^2)^1.5))
  }
  setNames(lapply(seq_along(t0), one), names(t0))
}
delta <- function(estimator) {
  fit <- sem(paste(model, defined), data, estimator = estimator)
  plain <- parameterEstimates(fit); plain <- plain[plain$op == ":=", ]
  std <- standardizedSolution(fit); std <- std[std$op == ":=", ]
  one <- function(k) with(plain[k, ], list(est = est, se = se, z = z, pvalue = pvalue, lower = ci.lower, upper = ci.upper,
    std = std$est.std[k], std_se = std$se[k], std_lower = std$ci.lower[k], std_upper = std$ci.upper[k]))
  setNames(lapply(seq_len(nrow(plain)), one), plain$lhs)
}
write_json(list(lavaan = as.character(packageVersion("lavaan")), boot = as.character(packageVersion("boot")), model = model,
  draws = R, n = n, delta = list(ML = delta("ML"), MLR = delta("MLR")), drawn = list(est = ends("plain"), std = ends("std"))),
  "tests/reference/indirect.json", digits = 12, auto_unbox = TRUE, pretty = TRUE)
