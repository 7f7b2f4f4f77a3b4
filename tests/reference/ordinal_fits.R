# Whole lavaan fits: ordered data (DWLS, WLSMV, WLSM, ULS, ULSMV) and incomplete data (FIML under ML and MLR).
# From the repository root: Rscript tests/reference/ordinal_fits.R  (needs ordinal_data.R beside it)
# In lavaan 0.6 equal thresholds of ordered items include equal intercepts; said outright, as 0.7 and tamkit need it.
source("tests/reference/ordinal_data.R")

tam_model <- "
  PEOU =~ PEOU1 + PEOU2 + PEOU3 + PEOU4
  PU   =~ PU1 + PU2 + PU3 + PU4
  ATT  =~ ATT1 + ATT2 + ATT3 + ATT4
  PR   =~ PR1 + PR2 + PR3 + PR4
  IT   =~ IT1 + IT2 + IT3
  INT  =~ INT1 + INT2 + INT3
  PU  ~ a*PEOU
  ATT ~ b*PEOU + c*PU
  INT ~ d*ATT + e*PU + PR + IT
  via := a*c*d
  total := a*c*d + b*d + a*e
"
two_model <- "
  F1 =~ y1 + y2 + y3
  F2 =~ y4 + y5 + y6
"
two_path <- paste(two_model, "F2 ~ F1\n y1 ~~ y4\n")
second_model <- "
  FIN =~ r1 + r2 + r3
  PRI =~ r4 + r5 + r6
  PSY =~ r7 + r8 + r9
  RISK =~ FIN + PRI + PSY
"
hs_model <- "
  visual  =~ x1 + x2 + x3
  textual =~ x4 + x5 + x6
  speed   =~ x7 + x8 + x9
"
covariate_model <- "
  F1 =~ y1 + y2 + y3
  F2 =~ y4 + y5 + y6
  F1 ~ age
  F2 ~ F1 + age + male
  y6 ~ male
"
equal_model <- "
  F1 =~ a*y1 + a*y2 + b*y3
  F2 =~ y4 + c*y5 + c*y6
"

describe <- function(model, data, dataset, options, std_se = TRUE) {
  call <- c(list(model = model, data = data), options)
  # tighter than lavaan's defaults, so that its own stopping rules do not show in the sixth digit
  call$control <- list(rel.tol = 1e-12, iter.max = 50000L, eval.max = 50000L)
  if (identical(options$missing, "fiml")) call$em.h1.tol <- 1e-11
  if (identical(options$missing, "fiml")) call$em.h1.iter.max <- 20000L
  fit <- suppressWarnings(do.call("sem", call))
  if (!lavInspect(fit, "converged")) {  # nlminb calls a gradient at the rounding floor "false convergence"
    call$control <- list()
    fit <- suppressWarnings(do.call("sem", call))
  }
  if (!lavInspect(fit, "converged")) { message(dataset, " did not converge"); print(options) }
  pe <- parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE, ci = TRUE)
  pt <- parTable(fit)
  if (is.null(pe$group)) pe$group <- 1L
  keep <- pe$op != "=="
  pe <- pe[keep, ]
  columns <- c("lhs", "op", "rhs", "group", "est", "se", "z", "pvalue", "ci.lower", "ci.upper", "std.lv", "std.all")
  out <- list(model = model, dataset = dataset, options = options, converged = lavInspect(fit, "converged"),
              parameters = as.list(pe[, columns]), fit = as.list(unclass(fitMeasures(fit))),
              n = lavInspect(fit, "nobs"), lavaan = as.character(packageVersion("lavaan")))
  if (std_se) {
    ss <- standardizedSolution(fit)
    if (is.null(ss$group)) ss$group <- 1L
    ss <- ss[ss$op != "==", ]
    out$standardized <- as.list(ss[, c("lhs", "op", "rhs", "group", "est.std", "se")])
  }
  out$tests <- lapply(lavInspect(fit, "test"), function(t) t[c("test", "stat", "df", "pvalue", "scaling.factor", "shift.parameter")])
  if (!is.null(out$tests[[1]])) out$tests <- lapply(out$tests, function(t) t[!sapply(t, is.null)])
  r2 <- lavInspect(fit, "rsquare")
  out$r2 <- if (is.list(r2)) lapply(r2, as.list) else as.list(r2)
  out
}

ord <- function(data, ...) c(list(ordered = names(data)), list(...))
g_items <- paste0("y", 1:6)
cases <- list(
  tam_wlsmv = describe(tam_model, tam5, "tam5", ord(tam5, estimator = "WLSMV")),
  tam_dwls = describe(tam_model, tam5, "tam5", ord(tam5, estimator = "DWLS")),
  tam_ulsmv = describe(tam_model, tam5, "tam5", ord(tam5, estimator = "ULSMV")),
  tam_wlsm = describe(tam_model, tam5, "tam5", ord(tam5, estimator = "WLSM")),
  tam_wlsmv_pairwise = describe(tam_model, tam_missing, "tam_missing", ord(tam5, estimator = "WLSMV", missing = "pairwise")),
  tam_wlsmv_listwise = describe(tam_model, tam_missing, "tam_missing", ord(tam5, estimator = "WLSMV")),
  tam_wlsmv_stdlv = describe(tam_model, tam5, "tam5", ord(tam5, estimator = "WLSMV", std.lv = TRUE)),
  skew7_wlsmv = describe(two_model, skew7, "skew7", ord(skew7, estimator = "WLSMV")),
  skew7_path = describe(two_path, skew7, "skew7", ord(skew7, estimator = "WLSMV")),
  skew7_theta = describe(two_path, skew7, "skew7", ord(skew7, estimator = "WLSMV", parameterization = "theta")),
  skew7_equal = describe(equal_model, skew7, "skew7", ord(skew7, estimator = "WLSMV")),
  skew7_mva = describe(two_model, skew7, "skew7", ord(skew7, estimator = "DWLS", se = "robust.sem", test = "mean.var.adjusted")),
  binary_wlsmv = describe(two_model, binary, "binary", ord(binary, estimator = "WLSMV")),
  binary_uls = describe(two_model, binary, "binary", ord(binary, estimator = "ULS")),
  binary_theta = describe(two_model, binary, "binary", ord(binary, estimator = "WLSMV", parameterization = "theta")),
  binary_thresholds = describe(paste(two_model, "y1 | a*t1\n y2 | a*t1\n y3 | 0.4*t1\n F1 ~~ 0.3*F2\n"), binary, "binary",
                               ord(binary, estimator = "WLSMV")),
  second_wlsmv = describe(second_model, second5, "second5", ord(second5, estimator = "WLSMV")),
  mixed_wlsmv = describe(hs_model, mixed, "mixed", list(ordered = c("x1", "x2", "x3"), estimator = "WLSMV")),
  mixed_wlsmv_pairwise = describe(hs_model, mixed_missing, "mixed_missing",
                                  list(ordered = c("x1", "x2", "x3"), estimator = "WLSMV", missing = "pairwise")),
  groups_wlsmv = describe(two_model, groups, "groups", list(ordered = g_items, estimator = "WLSMV", group = "school")),
  groups_loadings = describe(two_model, groups, "groups",
                             list(ordered = g_items, estimator = "WLSMV", group = "school", group.equal = "loadings")),
  groups_scalar = describe(two_model, groups, "groups",
                           list(ordered = g_items, estimator = "WLSMV", group = "school", group.equal = c("loadings", "thresholds", "intercepts"))),
  groups_theta = describe(two_model, groups, "groups",
                          list(ordered = g_items, estimator = "WLSMV", group = "school", parameterization = "theta",
                               group.equal = c("loadings", "thresholds", "intercepts"))),
  covariates_wlsmv = describe(covariate_model, covariates, "covariates", list(ordered = g_items, estimator = "WLSMV")),
  covariates_theta = describe(covariate_model, covariates, "covariates",
                              list(ordered = g_items, estimator = "WLSMV", parameterization = "theta")),
  covariates_mixed = describe(covariate_model, covariates, "covariates", list(ordered = g_items[1:4], estimator = "WLSMV")),
  covariates_pairwise = describe(covariate_model, covariates_missing, "covariates_missing",
                                 list(ordered = g_items, estimator = "WLSMV", missing = "pairwise")),
  covariates_groups = describe("F1 =~ y1 + y2 + y3\n F2 =~ y4 + y5 + y6\n F1 + F2 ~ age\n", covariates, "covariates",
                               list(ordered = g_items, estimator = "WLSMV", group = "male",
                                    group.equal = c("loadings", "thresholds", "intercepts"))),
  hs_wlsmv_continuous = describe(hs_model, hs, "hs", list(estimator = "WLSMV")),
  hs_fiml = describe(hs_model, hs_missing, "hs_missing", list(estimator = "ML", missing = "fiml")),
  hs_fiml_expected = describe(hs_model, hs_missing, "hs_missing", list(estimator = "ML", missing = "fiml", information = "expected")),
  hs_fiml_mlr = describe(hs_model, hs_missing, "hs_missing", list(estimator = "MLR", missing = "fiml")),
  hs_fiml_stdlv = describe(hs_model, hs_missing, "hs_missing", list(estimator = "MLR", missing = "fiml", std.lv = TRUE)),
  hs_fiml_groups = describe(hs_model, hs_missing, "hs_missing", list(estimator = "MLR", missing = "fiml", group = "school")),
  hs_fiml_scalar = describe(hs_model, hs_missing, "hs_missing",
                            list(estimator = "MLR", missing = "fiml", group = "school", group.equal = c("loadings", "intercepts"))),
  tam_fiml = describe(tam_model, tam_missing, "tam_missing", list(estimator = "ML", missing = "fiml")),
  tam_fiml_mlr = describe(tam_model, tam_missing, "tam_missing", list(estimator = "MLR", missing = "fiml")),
  path_fiml = describe("x7 ~ x4 + x1\n x9 ~ x7 + x4\n", hs_missing, "hs_missing", list(estimator = "ML", missing = "fiml")),
  path_fiml_random = describe("x7 ~ x4 + x1\n x9 ~ x7 + x4\n", hs_missing, "hs_missing",
                              list(estimator = "MLR", missing = "fiml", fixed.x = FALSE))
)
write(toJSON(cases, digits = 11, auto_unbox = TRUE, na = "null"), "tests/reference/ordinal_fits.json")
