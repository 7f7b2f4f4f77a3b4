# lavaan's parameter tables: rows, what is free, what fixed values, which rows share a parameter.
# From the repository root: Rscript tests/reference/sem_tables.R -> sem_tables.json
suppressMessages(library(lavaan))
library(jsonlite)
source("tests/reference/sem_models.R")
models$syntax <- "
  # every modifier on one page
  f =~ x1 + NA*x2 + 0.5*x3 + start(0.7)*x4 ; g =~ y1 + a*y2 + a*y3 + start(0.3)*b*y4
  f ~~ g        ! this one is exogenous anyway
  g ~~ 0.4*g
  x1 ~~ 0*x2 +
        y1
  y1 + y2 ~~ r*y3
  x1 ~ 1; y1 ~ 0.2*1
  d := a*b + 1
  b > 0.01
"
models$observed_only <- "
  m ~ a*x + z
  y ~ b*m + c*x
  w ~ m
  ab := a*b
"
models$deep <- "
  f1 =~ x1 + x2 + x3
  f2 =~ x4 + x5 + x6
  f3 =~ x7 + x8 + x9
  g1 =~ f1 + f2
  g2 =~ f3
  h =~ y1 + y2 + y3
  h ~ g1 + z
  u ~ h
"
models$mixed <- "
  f =~ x1 + x2 + x3
  x1 ~ z
  y ~ f + x2
  y ~~ v
  z ~~ z
"

table_of <- function(model, ...) {
  options <- list(...)
  groups <- options$groups
  call <- list(model = models[[model]], int.ov.free = TRUE, int.lv.free = FALSE, auto.fix.first = !isTRUE(options$std.lv),
               auto.fix.single = TRUE, auto.var = TRUE, auto.cov.lv.x = TRUE, auto.cov.y = TRUE, auto.th = TRUE,
               auto.delta = TRUE, fixed.x = if (is.null(options$fixed.x)) TRUE else options$fixed.x)
  if (isTRUE(options$std.lv)) call$std.lv <- TRUE
  if (isTRUE(options$orthogonal)) call$orthogonal <- TRUE
  call$meanstructure <- isTRUE(options$meanstructure) || !is.null(groups) || model %in% c("tam_means", "growth", "syntax")
  if (!is.null(groups)) call$ngroups <- groups
  if (!is.null(options$group.equal)) call$group.equal <- options$group.equal
  if (!is.null(options$group.partial)) call$group.partial <- options$group.partial
  found <- do.call(lavaanify, call)
  columns <- c("lhs", "op", "rhs", "group", "free", "ustart", "exo", "label", "plabel")
  list(model = model, options = options, table = as.list(found[, columns]))
}

content <- list(
  models = models,
  tables = list(
    tam = table_of("tam"), tam_means = table_of("tam", meanstructure = TRUE), tam_stdlv = table_of("tam", std.lv = TRUE),
    tam_orthogonal = table_of("tam_cfa", orthogonal = TRUE), tam_effects = table_of("tam_effects"),
    tam_second = table_of("tam_second"), tam_covariates = table_of("tam_covariates"),
    tam_covariates_random = table_of("tam_covariates", fixed.x = FALSE, meanstructure = TRUE),
    tam_single = table_of("tam_single"), tam_fixed = table_of("tam_fixed"), tam_nonlinear = table_of("tam_nonlinear"),
    tam_inequality = table_of("tam_inequality"), tam_linear = table_of("tam_linear"), tam_path = table_of("tam_path"),
    tam_feedback = table_of("tam_feedback"), latent_means = table_of("tam_means"), growth = table_of("growth"),
    democracy_equal = table_of("democracy_equal"), bifactor = table_of("hs_bifactor", std.lv = TRUE),
    syntax = table_of("syntax"), observed_only = table_of("observed_only", meanstructure = TRUE), deep = table_of("deep"),
    mixed = table_of("mixed", meanstructure = TRUE),
    groups = table_of("chain", groups = 2), metric = table_of("chain", groups = 2, group.equal = "loadings"),
    scalar = table_of("chain", groups = 3, group.equal = c("loadings", "intercepts")),
    strict = table_of("chain", groups = 2, group.equal = c("loadings", "intercepts", "residuals", "means")),
    latent = table_of("tam_cfa", groups = 2, group.equal = c("loadings", "lv.variances", "lv.covariances")),
    regressions = table_of("chain", groups = 2, group.equal = c("loadings", "regressions")),
    covariances = table_of("tam_residuals", groups = 2, group.equal = "residual.covariances"),
    metric_stdlv = table_of("chain", groups = 2, group.equal = c("loadings", "intercepts"), std.lv = TRUE),
    partial = table_of("chain", groups = 2, group.equal = c("loadings", "intercepts"), group.partial = c("PU=~PU2", "INT2~1")),
    labels = table_of("group_labels", groups = 2), wald = table_of("group_wald", groups = 2, group.equal = "loadings"),
    fixed_groups = table_of("group_fixed", groups = 2),
    covariates_groups = table_of("tam_covariates", groups = 2, group.equal = c("loadings", "regressions"))
  )
)
write_json(content, "tests/reference/sem_tables.json", digits = I(12), na = "null", null = "null", auto_unbox = TRUE)
