# lavaan's numbers for data x model x options. From the repository root: Rscript tests/reference/sem.R
# Reads sem_tam.csv and sem_seven.csv (sem_data.R), writes sem_fits_*.json, one file a family of data.
suppressMessages(library(lavaan))
library(jsonlite)
source("tests/reference/sem_models.R")

tam <- read.csv("tests/reference/sem_tam.csv")
data(HolzingerSwineford1939)
data(PoliticalDemocracy)
datasets <- list(tam = tam, tam60 = tam[1:60, ], seven = read.csv("tests/reference/sem_seven.csv"),
                 hs = HolzingerSwineford1939, hs50 = HolzingerSwineford1939[1:50, ], pd = PoliticalDemocracy)

combo <- function(data, model, ...) list(data = data, model = model, options = list(...))
matrices <- function(data, model, input, ...) list(data = data, model = model, input = input, options = list(...))

ge <- function(...) c(...)
fits <- list(
  tam_sem = list(
    ml = combo("tam", "tam"),
    mlm = combo("tam", "tam", estimator = "MLM"),
    mlr = combo("tam", "tam", estimator = "MLR"),
    gls = combo("tam", "tam", estimator = "GLS"),
    uls = combo("tam", "tam", estimator = "ULS"),
    dwls = combo("tam", "tam", estimator = "DWLS"),
    wishart = combo("tam", "tam", likelihood = "wishart"),
    observed = combo("tam", "tam", information = "observed"),
    means = combo("tam", "tam", meanstructure = TRUE),
    mlm_means = combo("tam", "tam", estimator = "MLM", meanstructure = TRUE),
    mlr_means = combo("tam", "tam", estimator = "MLR", meanstructure = TRUE),
    gls_means = combo("tam", "tam", estimator = "GLS", meanstructure = TRUE),
    uls_means = combo("tam", "tam", estimator = "ULS", meanstructure = TRUE),
    dwls_means = combo("tam", "tam", estimator = "DWLS", meanstructure = TRUE),
    stdlv = combo("tam", "tam", std.lv = TRUE),
    effects = combo("tam", "tam_effects"),
    effects_mlr = combo("tam", "tam_effects", estimator = "MLR"),
    equal = combo("tam", "tam_equal"),
    residuals = combo("tam", "tam_residuals"),
    second = combo("tam", "tam_second"),
    second_mlr = combo("tam", "tam_second", estimator = "MLR"),
    cfa_stdlv = combo("tam", "tam_cfa", std.lv = TRUE),
    cfa_orthogonal = combo("tam", "tam_cfa", orthogonal = TRUE),
    mlr_expected = combo("tam", "tam", estimator = "MLR", information = "expected")
  ),
  tam_small = list(
    covariates = combo("tam", "tam_covariates"),
    covariates_random = combo("tam", "tam_covariates", fixed.x = FALSE),
    covariates_means = combo("tam", "tam_covariates", meanstructure = TRUE),
    covariates_mlr = combo("tam", "tam_covariates", estimator = "MLR"),
    covariates_mlr_means = combo("tam", "tam_covariates", estimator = "MLR", meanstructure = TRUE),
    covariates_mlm = combo("tam", "tam_covariates", estimator = "MLM"),
    covariates_gls = combo("tam", "tam_covariates", estimator = "GLS"),
    covariates_uls = combo("tam", "tam_covariates", estimator = "ULS"),
    covariates_random_mlr = combo("tam", "tam_covariates", estimator = "MLR", fixed.x = FALSE, meanstructure = TRUE),
    covariates_wishart = combo("tam", "tam_covariates", likelihood = "wishart"),
    single = combo("tam", "tam_single"),
    single_mlr = combo("tam", "tam_single", estimator = "MLR"),
    fixed = combo("tam", "tam_fixed"),
    nonlinear = combo("tam", "tam_nonlinear"),
    nonlinear_mlr = combo("tam", "tam_nonlinear", estimator = "MLR"),
    inequality = combo("tam", "tam_inequality"),
    slack = combo("tam", "tam_slack"),
    linear = combo("tam", "tam_linear"),
    linear_mlm = combo("tam", "tam_linear", estimator = "MLM"),
    path = combo("tam", "tam_path"),
    path_mlr_means = combo("tam", "tam_path", estimator = "MLR", meanstructure = TRUE),
    path_random = combo("tam", "tam_path", fixed.x = FALSE),
    regression = combo("tam", "tam_regression", meanstructure = TRUE),
    feedback = combo("tam", "tam_feedback"),
    latent_means = combo("tam", "tam_means"),
    latent_means_mlm = combo("tam", "tam_means", estimator = "MLM"),
    n60 = combo("tam60", "chain"),
    n60_mlr = combo("tam60", "chain", estimator = "MLR"),
    n60_mlm = combo("tam60", "chain", estimator = "MLM"),
    n60_wishart = combo("tam60", "chain", likelihood = "wishart"),
    seven = combo("seven", "seven"),
    seven_mlm = combo("seven", "seven", estimator = "MLM"),
    seven_mlr = combo("seven", "seven", estimator = "MLR"),
    seven_gls = combo("seven", "seven", estimator = "GLS"),
    seven_uls = combo("seven", "seven", estimator = "ULS"),
    seven_dwls = combo("seven", "seven", estimator = "DWLS")
  ),
  tam_groups = list(
    configural = combo("tam", "chain", group = "product"),
    loadings = combo("tam", "chain", group = "product", group.equal = "loadings"),
    intercepts = combo("tam", "chain", group = "product", group.equal = ge("loadings", "intercepts")),
    means = combo("tam", "chain", group = "product", group.equal = ge("loadings", "intercepts", "means")),
    residuals = combo("tam", "chain", group = "product", group.equal = ge("loadings", "intercepts", "residuals")),
    regressions = combo("tam", "chain", group = "product", group.equal = ge("loadings", "regressions")),
    variances = combo("tam", "tam_cfa", group = "product", group.equal = ge("loadings", "lv.variances", "lv.covariances")),
    residual_covariances = combo("tam", "tam_residuals", group = "product", group.equal = "residual.covariances"),
    stdlv = combo("tam", "chain", group = "product", group.equal = ge("loadings", "intercepts"), std.lv = TRUE),
    partial = combo("tam", "chain", group = "product", group.equal = ge("loadings", "intercepts"),
                    group.partial = ge("PU=~PU2", "INT2~1")),
    mlr = combo("tam", "chain", group = "product", group.equal = ge("loadings", "intercepts"), estimator = "MLR"),
    mlm = combo("tam", "chain", group = "product", group.equal = ge("loadings", "intercepts"), estimator = "MLM"),
    mlr_configural = combo("tam", "tam", group = "product", estimator = "MLR"),
    gls = combo("tam", "chain", group = "product", group.equal = "loadings", estimator = "GLS"),
    uls = combo("tam", "chain", group = "product", group.equal = "loadings", estimator = "ULS"),
    dwls = combo("tam", "chain", group = "product", group.equal = "loadings", estimator = "DWLS"),
    wishart = combo("tam", "chain", group = "product", group.equal = "loadings", likelihood = "wishart"),
    no_means = combo("tam", "chain", group = "product", group.equal = "loadings", meanstructure = FALSE),
    labels = combo("tam", "group_labels", group = "product"),
    labels_equal = combo("tam", "group_wald", group = "product", group.equal = "loadings"),
    fixed = combo("tam", "group_fixed", group = "product"),
    covariates = combo("tam", "tam_covariates", group = "product", group.equal = "loadings"),
    city = combo("tam", "chain", group = "city", group.equal = "loadings"),
    city_scalar_mlr = combo("tam", "chain", group = "city", group.equal = ge("loadings", "intercepts"), estimator = "MLR"),
    city_regressions = combo("tam", "chain", group = "city", group.equal = ge("loadings", "intercepts", "regressions"))
  ),
  tam_matrices = list(
    cov = matrices("tam", "chain", "cov"),
    cov_means = matrices("tam", "chain", "cov_means", meanstructure = TRUE),
    cov_gls = matrices("tam", "chain", "cov", estimator = "GLS"),
    cov_uls = matrices("tam", "chain", "cov", estimator = "ULS"),
    cov_wishart = matrices("tam", "chain", "cov", likelihood = "wishart"),
    cov_covariates = matrices("tam", "tam_covariates", "cov"),
    cor_sd = matrices("tam", "chain", "cor"),
    cov_groups = matrices("tam", "chain", "cov_groups", group.equal = "loadings"),
    cov_groups_means = matrices("tam", "chain", "cov_groups_means", group.equal = ge("loadings", "intercepts"))
  ),
  tam_odd = list(
    product_groups = combo("tam", "group_product", group = "product"),
    product_groups_mlr = combo("tam", "group_product", group = "product", estimator = "MLR", group.equal = "loadings"),
    second_groups = combo("tam", "group_second", group = "product", group.equal = ge("loadings", "lv.variances")),
    second_groups_mlm = combo("tam", "group_second", group = "product", group.equal = "loadings", estimator = "MLM",
                              std.lv = TRUE),
    path_groups = combo("tam", "group_path", group = "product"),
    path_groups_mlr = combo("tam", "group_path", group = "product", group.equal = ge("regressions", "intercepts"),
                            estimator = "MLR"),
    path_groups_gls = combo("tam", "group_path", group = "product", estimator = "GLS"),
    method = combo("tam", "tam_method"),
    method_mlr = combo("tam", "tam_method", estimator = "MLR"),
    tau = combo("tam", "tam_tau"),
    tau_mlm = combo("tam", "tam_tau", estimator = "MLM", meanstructure = TRUE),
    tau_groups = combo("tam", "tam_tau", group = "product", group.equal = ge("intercepts", "residuals", "means")),
    random = combo("tam", "tam_phantom"),
    random_mlr = combo("tam", "tam_phantom", estimator = "MLR", meanstructure = TRUE),
    random_groups = combo("tam", "tam_phantom", group = "product", group.equal = "regressions"),
    covariates_groups_mlr = combo("tam", "tam_covariates", group = "product", estimator = "MLR",
                                  group.equal = ge("loadings", "intercepts", "regressions")),
    covariates_groups_mlm = combo("tam", "tam_covariates", group = "product", estimator = "MLM", group.equal = "loadings"),
    covariates_observed = combo("tam", "tam_covariates", information = "observed"),
    covariates_groups_wishart = combo("tam", "tam_covariates", group = "product", likelihood = "wishart"),
    covariates_dwls = combo("tam", "tam_covariates", estimator = "DWLS", meanstructure = TRUE),
    covariates_gls_fixed = combo("tam", "tam_covariates", estimator = "GLS", fixed.x = TRUE),
    covariates_uls_fixed = combo("tam", "tam_covariates", estimator = "ULS", fixed.x = TRUE, meanstructure = TRUE),
    scalar_gls = combo("tam", "chain", group = "product", group.equal = ge("loadings", "intercepts"), estimator = "GLS"),
    scalar_uls = combo("tam", "chain", group = "product", group.equal = ge("loadings", "intercepts"), estimator = "ULS"),
    scalar_dwls = combo("tam", "chain", group = "city", group.equal = ge("loadings", "intercepts"), estimator = "DWLS"),
    scalar_wishart = combo("tam", "chain", group = "city", group.equal = ge("loadings", "intercepts"),
                           likelihood = "wishart", information = "observed"),
    means_only = combo("tam", "chain", group = "product", group.equal = "means"),
    inequality_mlr = combo("tam", "tam_inequality", estimator = "MLR"),
    nonlinear_mlm = combo("tam", "tam_nonlinear", estimator = "MLM"),
    nonlinear_observed = combo("tam", "tam_nonlinear", information = "observed"),
    slack_gls = combo("tam", "tam_slack", estimator = "GLS"),
    second_stdlv = combo("tam", "tam_second", std.lv = TRUE, estimator = "MLM"),
    feedback_mlr = combo("tam", "tam_feedback", estimator = "MLR"),
    single_groups = combo("tam", "tam_single", group = "product", group.equal = "regressions"),
    latent_means_mlr = combo("tam", "tam_means", estimator = "MLR"),
    latent_means_gls = combo("tam", "tam_means", estimator = "GLS"),
    orthogonal_groups = combo("tam", "tam_cfa", group = "product", orthogonal = TRUE, estimator = "MLR"),
    orthogonal_covariates = combo("tam", "tam_covariates", orthogonal = TRUE)
  ),
  classics = list(
    hs = combo("hs", "hs"),
    hs_mlr = combo("hs", "hs", estimator = "MLR"),
    hs_mlm = combo("hs", "hs", estimator = "MLM"),
    hs_gls = combo("hs", "hs", estimator = "GLS"),
    hs_uls = combo("hs", "hs", estimator = "ULS"),
    hs_dwls = combo("hs", "hs", estimator = "DWLS"),
    hs_stdlv_observed = combo("hs", "hs", std.lv = TRUE, information = "observed"),
    hs_second = combo("hs", "hs_second"),
    hs_second_stdlv = combo("hs", "hs_second", std.lv = TRUE),
    hs_bifactor = combo("hs", "hs_bifactor", std.lv = TRUE),
    hs_heywood = combo("hs50", "hs"),
    hs_heywood_mlr = combo("hs50", "hs", estimator = "MLR"),
    hs_school = combo("hs", "hs", group = "school"),
    hs_school_metric = combo("hs", "hs", group = "school", group.equal = "loadings"),
    hs_school_scalar = combo("hs", "hs", group = "school", group.equal = ge("loadings", "intercepts")),
    hs_school_strict = combo("hs", "hs", group = "school", group.equal = ge("loadings", "intercepts", "residuals")),
    hs_school_means = combo("hs", "hs", group = "school",
                            group.equal = ge("loadings", "intercepts", "residuals", "lv.variances", "lv.covariances", "means")),
    hs_school_partial_mlm = combo("hs", "hs", group = "school", group.equal = ge("loadings", "intercepts"),
                                  group.partial = ge("x3~1", "x7~1"), estimator = "MLM"),
    democracy = combo("pd", "democracy"),
    democracy_mlr = combo("pd", "democracy", estimator = "MLR"),
    democracy_mlm = combo("pd", "democracy", estimator = "MLM"),
    democracy_gls = combo("pd", "democracy", estimator = "GLS"),
    democracy_observed = combo("pd", "democracy", information = "observed"),
    democracy_wishart = combo("pd", "democracy", likelihood = "wishart"),
    democracy_equal = combo("pd", "democracy_equal"),
    democracy_equal_mlr_means = combo("pd", "democracy_equal", estimator = "MLR", meanstructure = TRUE),
    growth = combo("pd", "growth"),
    growth_mlr = combo("pd", "growth", estimator = "MLR")
  )
)

# Summary statistics in place of rows, as somebody would copy them from a paper (divisor n - 1).
from_matrices <- function(call, data, names, kind) {
  rows <- function(g) if (is.null(g)) data[, names] else data[data$product == g, names]
  wanted <- if (grepl("groups", kind)) unique(data$product) else list(NULL)
  parts <- lapply(wanted, rows)
  S <- lapply(parts, cov)
  call$sample.nobs <- lapply(parts, nrow)
  input <- list(cov = S, n = lapply(parts, nrow), names = names)
  if (kind == "cor") {
    sd <- sqrt(diag(S[[1]]))
    S <- list(round(cov2cor(S[[1]]), 3))
    input <- list(cov = S, sd = unname(round(sd, 3)), n = lapply(parts, nrow), names = names)
    S <- list(cor2cov(S[[1]], round(sd, 3)))
  }
  if (grepl("means", kind)) {
    input$mean <- lapply(parts, function(x) unname(colMeans(x)))
    call$sample.mean <- lapply(parts, colMeans)
  }
  single <- length(S) == 1
  call$sample.cov <- if (single) S[[1]] else S
  call$sample.nobs <- if (single) call$sample.nobs[[1]] else call$sample.nobs
  if (single && !is.null(call$sample.mean)) call$sample.mean <- call$sample.mean[[1]]
  list(call = call, input = input)
}

baseline_converged <- function(fit) {
  measures <- suppressWarnings(fitMeasures(fit))
  !"baseline.chisq" %in% names(measures) || !is.na(measures["baseline.chisq"])
}

# Tighter than lavaan's defaults, so that its stopping rule does not show in the sixth digit; where nlminb then says
# "false convergence" at the rounding floor, the looser rule is tried.
solve_model <- function(call) {
  quiet <- function(control) {
    call$control <- control
    suppressWarnings(do.call("sem", call))
  }
  for (control in list(list(rel.tol = 1e-14, iter.max = 50000L, eval.max = 50000L),
                       list(rel.tol = 1e-12, iter.max = 50000L, eval.max = 50000L), list())) {
    fit <- quiet(control)
    if (lavInspect(fit, "converged") && baseline_converged(fit)) return(fit)
  }
  message("did not converge")
  fit
}

# nlminb stops when f no longer falls, at a gradient of about 1e-6. Scoring steps with lavaan's own gradient and information
# take out the rest; standard errors and everything after them are then lavaan's at that point.
polish <- function(fit, call) {
  model <- fit@Model
  if (length(model@ceq.nonlinear.idx) || nrow(model@cin.JAC)) return(fit)
  K <- model@eq.constraints.K
  if (!length(K)) K <- diag(model@nx.free)
  H <- crossprod(K, unclass(lavInspect(fit, "information.expected")) %*% K)
  table <- parTable(fit)
  at <- table$free > 0
  x <- table$est[match(seq_len(max(table$free)), table$free)]
  slope <- function(x) {
    here <- lavaan:::lav_model_set_parameters(model, x)
    crossprod(K, lavaan:::lav_model_gradient(here, lavsamplestats = fit@SampleStats, lavdata = fit@Data, lavcache = fit@Cache))
  }
  begin <- x
  for (i in 1:20) x <- x - drop(K %*% solve(H, slope(x)))
  if (max(abs(slope(x))) > 1e-7 || max(abs(x - begin)) > 1e-3) return(fit)
  table$est[at] <- x[table$free[at]]
  call$start <- table
  call$fixed.x <- lavInspect(fit, "options")$fixed.x  # its default depends on start
  call$optim.method <- "none"
  again <- suppressWarnings(do.call("sem", call))
  stopifnot(max(abs(coef(again) - coef(fit))) < 1e-3)
  again
}

lower <- function(M) M[lower.tri(M, diag = TRUE)]
by_group <- function(x, groups, f) if (groups == 1) list(f(x)) else unname(lapply(x, f))

describe <- function(spec) {
  data <- datasets[[spec$data]]
  call <- c(list(model = models[[spec$model]]), spec$options)
  input <- NULL
  if (is.null(spec$input)) {
    call$data <- data
  } else {
    names <- lavNames(lavaanify(models[[spec$model]]), "ov")
    both <- from_matrices(call, data, names, spec$input)
    call <- both$call
    input <- both$input
  }
  fit <- solve_model(call)
  measures <- fitMeasures(fit)  # before polishing, which would leave the baseline model at its start values
  fit <- polish(fit, call)
  groups <- lavInspect(fit, "ngroups")
  pe <- parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE, remove.system.eq = TRUE)
  pe <- pe[!pe$op %in% c("==", "<", ">"), ]
  for (name in c("group", "label")) if (is.null(pe[[name]])) pe[[name]] <- if (name == "group") 1L else ""
  ss <- standardizedSolution(fit)
  if (is.null(ss$group)) ss$group <- 1L
  ss <- ss[!ss$op %in% c("==", "<", ">"), ]
  implied <- lavInspect(fit, "implied")
  if (groups == 1) implied <- list(implied)
  out <- list(
    data = spec$data, model = spec$model, options = spec$options,
    converged = lavInspect(fit, "converged"), n = lavInspect(fit, "nobs"), unequated = fit@Model@nx.free,
    parameters = as.list(pe[, c("lhs", "op", "rhs", "group", "label", "est", "se", "z", "pvalue", "ci.lower", "ci.upper",
                                "std.lv", "std.all")]),
    standardized = as.list(ss[, c("lhs", "op", "rhs", "group", "est.std", "se", "ci.lower", "ci.upper")]),
    fit = as.list(unclass(measures)),
    r2 = by_group(suppressWarnings(lavInspect(fit, "r2")), groups, function(r) as.list(r)),
    implied_cov = unname(lapply(implied, function(g) lower(unclass(g$cov)))),
    implied_mean = unname(lapply(implied, function(g) if (is.null(g$mean)) NULL else as.numeric(g$mean))),
    observed = rownames(implied[[1]]$cov)
  )
  if (length(lavNames(fit, "lv"))) {
    latent <- lavInspect(fit, "cov.lv")
    out$cov_lv <- by_group(latent, groups, function(C) lower(unclass(C)))
    out$latent <- lavNames(fit, "lv")
  }
  V <- vcov(fit)
  if (ncol(V) <= 40) out$vcov <- list(names = rownames(V), lower = lower(unclass(V)))
  out$input <- input
  out
}

if (!interactive() && !exists("only_models")) {
  wanted <- commandArgs(trailingOnly = TRUE)  # some families only, by name
  for (family in if (length(wanted)) wanted else names(fits)) {
    found <- lapply(names(fits[[family]]), function(id) {
      message(family, " ", id)
      describe(fits[[family]][[id]])
    })
    names(found) <- names(fits[[family]])
    used <- unique(vapply(fits[[family]], function(s) s$model, ""))
    content <- list(lavaan = as.character(packageVersion("lavaan")), models = models[used], fits = found)
    write_json(content, paste0("tests/reference/sem_fits_", family, ".json"), digits = I(12), na = "null", null = "null",
               auto_unbox = TRUE)
  }
}
