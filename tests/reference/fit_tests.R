# Tests of exact fit by lavaan 0.6-14, which knows all but the eigenvalue tests; of these the eigenvalues of UGamma, and of
# UGamma with the unbiased Gamma, from which p follows. The data are simulated here: two groups of a three-factor model
# with a covariate, skewed and heavy-tailed. Also the estimates of one model of HolzingerSwineford1939 at which lavaan
# stops although the discrepancy falls on without end, for the numbers of lavaan 0.7 in fit_tests_07.json.
# From the repository root: Rscript tests/reference/fit_tests.R -> fit_tests.csv, fit_tests.json
suppressMessages(library(lavaan))
library(jsonlite)

set.seed(20240611)
n <- 240
z <- runif(n, -1, 1)
scale <- sqrt(6 / rchisq(n, 6))
f <- scale * rnorm(n) + .4 * z
g <- .5 * f + scale * rnorm(n)
h <- .4 * g + scale * (rexp(n) - 1)
noise <- function() scale * rnorm(n, sd = .8)
d <- data.frame(a1 = f + noise(), a2 = .8 * f + noise(), a3 = .7 * f + noise(), b1 = g + noise(), b2 = .9 * g + noise(),
  b3 = .6 * g + .3 * f + noise(), c1 = h + noise(), c2 = .7 * h + noise(), c3 = .8 * h + noise(), z = z)
d <- round(d, 3)
d$group <- rep(c("one", "two"), c(130, 110))
items <- names(d)[1:9]
write.csv(d, "tests/reference/fit_tests.csv", row.names = FALSE, quote = FALSE)

missing <- d
for (j in 1:9) missing[(7 * seq_len(n) + 13 * j) %% 29 == 0, j] <- NA
ordered <- d
for (j in items) ordered[[j]] <- as.integer(cut(d[[j]], c(-Inf, -1, 0, .8, Inf)))
cov <- cov(d[items])

chain <- "f =~ a1 + a2 + a3\ng =~ b1 + b2 + b3\nh =~ c1 + c2 + c3\ng ~ f\nh ~ g"
covariate <- paste0(chain, "\nf ~ z")
equal <- "f =~ a1 + p*a2 + p*a3\ng =~ b1 + q*b2 + b3\nh =~ c1 + q*c2 + c3"

scaled <- c("satorra.bentler", "mean.var.adjusted", "scaled.shifted")
yuan <- c("yuan.bentler", "yuan.bentler.mplus")
nt <- c("browne.residual.nt", "browne.residual.nt.model")
adf <- "browne.residual.adf"
all <- c("standard", scaled, yuan, nt, adf, "browne.residual.adf.model")
case <- function(model, tests, data = "complete", spectrum = FALSE, ...)
  list(model = model, tests = tests, data = data, spectrum = spectrum, options = list(...))
# Where Gamma is stored lavaan 0.6-14 takes it for adf.model too, so that is asked for under plain ML and GLS alone.
cases <- list(
  ml = case(chain, all, spectrum = TRUE),
  ml_means = case(chain, all, spectrum = TRUE, meanstructure = TRUE),
  ml_observed = case(chain, c(scaled, nt), information = "observed"),
  wishart = case(chain, all, likelihood = "wishart"),
  mlm = case(chain, c("standard", scaled, nt, adf), estimator = "MLM"),
  mlr = case(chain, c(scaled, "yuan.bentler", nt, adf, "browne.residual.adf.model"), estimator = "MLR"),
  gls = case(chain, c("standard", nt, adf, "browne.residual.adf.model"), estimator = "GLS"),
  uls = case(chain, c("standard", scaled, nt, adf), estimator = "ULS"),
  dwls = case(chain, c("standard", scaled, nt, adf), estimator = "DWLS"),
  equal = case(equal, all, spectrum = TRUE),
  covariate = case(covariate, all),
  covariate_means = case(covariate, all, meanstructure = TRUE),
  covariate_random = case(covariate, all, spectrum = TRUE, fixed.x = FALSE),
  groups = case(chain, all, spectrum = TRUE, group = "group"),
  groups_equal = case(chain, all, spectrum = TRUE, group = "group", group.equal = c("loadings", "intercepts")),
  matrix = case(chain, c("standard", nt), data = "matrix"),
  fiml = case(chain, c("standard", yuan), data = "missing", missing = "ml"),
  fiml_mlr = case(chain, yuan[1], data = "missing", missing = "ml", estimator = "MLR"),
  wlsmv = case(chain, c(scaled, adf), data = "ordered", ordered = items, estimator = "WLSMV"),
  ulsmv = case(chain, c(scaled, adf), data = "ordered", ordered = items, estimator = "ULSMV"),
  wlsmv_groups = case(chain, c(scaled, adf), data = "ordered", ordered = items, estimator = "WLSMV", group = "group")
)

fit_of <- function(s, ...) {
  where <- switch(s$data, matrix = list(sample.cov = cov, sample.nobs = n), missing = list(data = missing),
    ordered = list(data = ordered), list(data = d))
  for (control in list(list(rel.tol = 1e-14), list(rel.tol = 1e-12), list(rel.tol = 1e-11), list())) {
    fit <- suppressWarnings(do.call("sem", c(list(s$model, control = control), where, s$options, list(...))))
    if (lavInspect(fit, "converged")) return(fit)
  }
  stop("did not converge: ", paste(names(s$options), s$options))
}
values <- function(ugamma) sort(Re(eigen(ugamma, only.values = TRUE)$values), decreasing = TRUE)
describe <- function(s) {
  s$found <- list()
  for (name in s$tests) {
    # MLR with test = "standard" is another fit of it, so the unscaled statistic is read beside the others
    test <- fit_of(s, test = name)@test
    one <- test[[if (name == "standard") 1 else length(test)]]
    s$found[[name]] <- list(stat = one$stat, df = one$df, pvalue = if (is.na(one$pvalue)) NULL else one$pvalue)
  }
  if (s$spectrum) {
    fit <- fit_of(s)
    df <- unname(fitMeasures(fit, "df"))
    s$biased <- values(lavInspect(fit, "UGamma"))[seq_len(df)]
    s$unbiased <- values(lavInspect(fit_of(s, gamma.unbiased = TRUE, fixed.x = FALSE), "UGamma"))[seq_len(df)]
  }
  s
}

better <- "visual=~x1+x2+x3\ntextual=~x4+x5+x6\nspeed=~x7+x8+x9\nx7~~x8\nvisual=~x9"
hs <- suppressWarnings(sem(better, HolzingerSwineford1939, group = "school"))
rows <- parTable(hs)
free <- rows$free > 0
at <- as.list(rows[free, c("lhs", "op", "rhs", "group", "est")])

out <- list(version = as.character(packageVersion("lavaan")), cases = lapply(cases, describe), hs_better_groups = at)
write_json(out, "tests/reference/fit_tests.json", auto_unbox = TRUE, digits = NA, null = "null")
