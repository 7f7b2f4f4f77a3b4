# What follows a fit of ordered or incomplete data in lavaan: modification indices, residuals, factor scores, differences.
# From the repository root: Rscript tests/reference/ordinal_extras.R  (needs ordinal_data.R beside it)
source("tests/reference/ordinal_data.R")

two_model <- "
  F1 =~ y1 + y2 + y3
  F2 =~ y4 + y5 + y6
"
tau_model <- "
  F1 =~ a*y1 + a*y2 + a*y3
  F2 =~ y4 + b*y5 + b*y6
"
hs_model <- "
  visual  =~ x1 + x2 + x3
  textual =~ x4 + x5 + x6
  speed   =~ x7 + x8 + x9
"
hs_equal <- "
  visual  =~ x1 + a*x2 + a*x3
  textual =~ x4 + b*x5 + b*x6
  speed   =~ x7 + c*x8 + c*x9
"
indices <- function(fit) {
  m <- modindices(fit)
  if (is.null(m$group)) m$group <- 1L
  as.list(as.data.frame(m)[, c("lhs", "op", "rhs", "group", "mi", "epc", "sepc.all")])
}
residuals_of <- function(fit) {
  r <- lavResiduals(fit, summary = FALSE)
  list(cor = unclass(r$cov), z = unclass(r$cov.z))
}
difference <- function(larger, smaller, ...) {
  d <- suppressWarnings(lavTestLRT(larger, smaller, ...))
  list(chisq = d[2, "Chisq diff"], df = d[2, "Df diff"], pvalue = d[2, "Pr(>Chisq)"])
}
ordered <- names(skew7)
wlsmv <- cfa(two_model, skew7, ordered = ordered, estimator = "WLSMV")
wlsmv_equal <- cfa(tau_model, skew7, ordered = ordered, estimator = "WLSMV")
bin <- cfa(two_model, binary, ordered = ordered, estimator = "WLSMV")
group_free <- cfa(two_model, groups, ordered = paste0("y", 1:6), estimator = "WLSMV", group = "school")
group_loadings <- cfa(two_model, groups, ordered = paste0("y", 1:6), estimator = "WLSMV", group = "school",
                      group.equal = c("loadings"))
fiml <- cfa(hs_model, hs_missing, missing = "fiml", estimator = "MLR", em.h1.tol = 1e-11)
fiml_equal <- cfa(hs_equal, hs_missing, missing = "fiml", estimator = "MLR", em.h1.tol = 1e-11)
fiml_ml <- cfa(hs_model, hs_missing, missing = "fiml", em.h1.tol = 1e-11)
covariate_model <- "
  F1 =~ y1 + y2 + y3
  F2 =~ y4 + y5 + y6
  F1 ~ age
  F2 ~ F1 + age + male
"
covariate <- sem(covariate_model, covariates, ordered = paste0("y", 1:6), estimator = "WLSMV")
scores <- function(fit) { x <- unclass(lavPredict(fit)); attributes(x) <- list(dim = dim(x)); x }
results <- list(
  wlsmv = list(mi = indices(wlsmv), residuals = residuals_of(wlsmv), scores = scores(wlsmv)),
  binary = list(mi = indices(bin), scores = scores(bin)),
  covariates = list(mi = indices(covariate), scores = scores(covariate)),
  groups = list(mi = indices(group_free)),
  fiml = list(mi = indices(fiml_ml), scores = scores(fiml_ml), residuals = residuals_of(fiml_ml)),
  differences = list(
    wlsmv = difference(wlsmv, wlsmv_equal),
    groups = difference(group_free, group_loadings),
    fiml_2001 = difference(fiml, fiml_equal, method = "satorra.bentler.2001"),
    fiml_2010 = difference(fiml, fiml_equal, method = "satorra.bentler.2010")
  )
)
write(toJSON(results, digits = 11, auto_unbox = TRUE, na = "null"), "tests/reference/ordinal_extras.json")
