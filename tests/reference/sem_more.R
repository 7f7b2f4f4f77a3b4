# std.nox, score tests of equality constraints, residuals of means, factor scores with missing rows, and difference tests
# by Satorra (2000) for MLR and MLM. From the repository root: Rscript tests/reference/sem_more.R -> sem_more.json
only_models <- TRUE
source("tests/reference/sem.R")

call_of <- function(data, model, ...) c(list(model = models[[model]] , data = datasets[[data]]), list(...))
fit_of <- function(s) suppressWarnings(do.call("sem", c(list(s$text, datasets[[s$data]]), s$options)))
spec <- function(data, text, ...) list(data = data, text = text, options = list(...))

three <- models$hs
labels <- "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + d*x6\nspeed =~ x7 + e*x8 + f*x9\na == b\nc == d\n"
covariates <- paste0(three, "\nvisual ~ ageyr + sex\ntextual ~ ageyr\nx9 ~ sex\n")

nox <- list(
  covariates = spec("hs", covariates),
  covariates_mlr = spec("hs", covariates, estimator = "MLR", meanstructure = TRUE),
  covariates_groups = spec("hs", "visual =~ x1 + x2 + x3\nvisual ~ ageyr\n", group = "school"),
  without = spec("hs", three),
  definitions = spec("hs", "visual =~ x1 + x2 + x3\nspeed =~ x7 + x8 + x9\nvisual ~ a*ageyr\nspeed ~ b*visual\nab := a*b\n")
)
nox_out <- lapply(nox, function(s) {
  fit <- fit_of(s)
  t <- parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE)
  list(spec = s, lhs = t$lhs, op = t$op, rhs = t$rhs, group = if (is.null(t$group)) rep(1, nrow(t)) else t$group, std_nox = t$std.nox)
})

scored <- list(
  labels = spec("hs", labels),
  labels_means = spec("hs", labels, meanstructure = TRUE),
  same_label = spec("hs", "visual =~ x1 + a*x2 + a*x3\ntextual =~ x4 + b*x5 + b*x6\n"),
  loadings = spec("hs", three, group = "school", group.equal = "loadings"),
  scalar = spec("hs", three, group = "school", group.equal = c("loadings", "intercepts")),
  scalar_mlr = spec("hs", three, group = "school", group.equal = c("loadings", "intercepts"), estimator = "MLR"),
  fiml = spec("hsm", "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + x5 + x6\na == b\n", missing = "ml"),
  three_equal = spec("hs", "visual =~ a*x1 + b*x2 + c*x3\na == b\nb == c\n", std.lv = TRUE),
  sum = spec("hs", "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + x5 + x6\na + b == 1.5\n")
)
datasets$hsm <- read.csv("tests/reference/sem_hsm.csv")
score_out <- lapply(scored, function(s) {
  fit <- fit_of(s)
  t <- suppressWarnings(lavTestScore(fit))
  list(spec = s, total = t$test$X2, df = t$test$df, p = t$test$p.value, uni = t$uni$X2, uni_p = t$uni$p.value)
})

moments <- list(
  scalar = spec("hs", three, group = "school", group.equal = c("loadings", "intercepts")),
  equal_means = spec("hs", "visual =~ x1 + x2 + x3\nx1 ~ m*1\nx2 ~ m*1\n"),
  mlr = spec("hs", "visual =~ x1 + x2 + x3\nx1 ~ m*1\nx2 ~ m*1\n", estimator = "MLR"),
  gls = spec("hs", "visual =~ x1 + x2 + x3\nx1 ~ m*1\nx2 ~ m*1\n", estimator = "GLS"),
  fiml = spec("hsm", "visual =~ x1 + x2 + x3\nx1 ~ m*1\nx2 ~ m*1\n", missing = "ml"),
  covariates = spec("hs", "visual =~ x1 + x2 + x3\nvisual ~ ageyr\nx1 ~ 7.1*1\n")
)
kinds <- c("raw", "cor", "cor.bentler", "normalized", "standardized")
means_out <- lapply(moments, function(s) {
  fit <- fit_of(s)
  groups <- lavInspect(fit, "ngroups")
  list(spec = s, names = lavNames(fit, "ov"), kinds = sapply(kinds, function(kind) {
    r <- tryCatch(suppressWarnings(lavResiduals(fit, type = if (kind %in% c("normalized", "standardized")) "raw" else kind)), error = function(e) NULL)
    r <- tryCatch(suppressWarnings(residuals(fit, type = kind)), error = function(e) NULL)
    if (is.null(r)) return(NULL)
    if (groups == 1) r <- list(r)
    lapply(r, function(one) as.numeric(one$mean))
  }, simplify = FALSE))
})

bare <- datasets$hsm
bare[4, c("x1", "x2", "x3")] <- NA
bare[9, c("x4", "x5")] <- NA
bare[20, paste0("x", 1:9)] <- NA
score_fit <- sem(three, bare, missing = "ml")
scores_out <- list(model = three, regression = lavPredict(score_fit), bartlett = lavPredict(score_fit, method = "Bartlett"))

larger <- models$chain
pair <- function(large, small) list(large = large, small = small)
two <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\n"
pairs <- list(
  uncorrelated = pair(spec("hs", two), spec("hs", paste0(two, "visual ~~ 0*textual\n"))),
  tau = pair(spec("hs", two), spec("hs", "visual =~ x1 + 1*x2 + 1*x3\ntextual =~ x4 + 1*x5 + 1*x6\n")),
  labels = pair(spec("hs", three), spec("hs", labels)),
  path = pair(spec("hs", paste0(three, "\nspeed ~ a*visual + b*textual\n")), spec("hs", paste0(three, "\nspeed ~ a*visual + b*textual\na == b\n"))),
  structural = pair(spec("hs", three), spec("hs", paste0(three, "\ntextual ~ visual\nspeed ~ textual\n"))),
  loadings = pair(spec("hs", three, group = "school"), spec("hs", three, group = "school", group.equal = "loadings")),
  scalar = pair(spec("hs", three, group = "school", group.equal = "loadings"),
                spec("hs", three, group = "school", group.equal = c("loadings", "intercepts"))),
  covariates = pair(spec("hs", covariates), spec("hs", paste0(three, "\nvisual ~ a*ageyr + sex\ntextual ~ a*ageyr\nx9 ~ sex\n")))
)
lrt_out <- list()
for (key in names(pairs)) for (estimator in c("MLM", "MLR")) {
  fits <- lapply(pairs[[key]], function(s) { s$options$estimator <- estimator; fit_of(s) })
  one <- function(...) { t <- suppressWarnings(lavTestLRT(fits$large, fits$small, ...)); c(t[2, "Chisq diff"], t[2, "Df diff"], t[2, "Pr(>Chisq)"]) }
  lrt_out[[paste(key, estimator)]] <- list(large = pairs[[key]]$large, small = pairs[[key]]$small, estimator = estimator,
    shifted = tryCatch(one(method = "satorra.2000"), error = function(e) NULL), scaled = tryCatch(one(method = "satorra.2000", scaled.shifted = FALSE), error = function(e) NULL),
    exact = tryCatch(one(method = "satorra.2000", A.method = "exact"), error = function(e) NULL),
    sb2001 = one(method = "satorra.bentler.2001"), sb2010 = tryCatch(one(method = "satorra.bentler.2010"), error = function(e) NULL))
}
write(toJSON(list(lavaan = as.character(packageVersion("lavaan")), nox = nox_out, score = score_out, means = means_out,
  scores = scores_out, lrt = lrt_out), digits = 12, auto_unbox = TRUE, na = "null"), "tests/reference/sem_more.json")
