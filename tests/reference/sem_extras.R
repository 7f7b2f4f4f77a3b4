# What is computed after a fit: modification indices, residuals, factor scores, Wald and difference tests, refits of given
# resamples. From the repository root: Rscript tests/reference/sem_extras.R -> sem_extras.json
only_models <- TRUE
source("tests/reference/sem.R")

call_of <- function(data, model, ...) c(list(model = models[[model]], data = datasets[[data]]), list(...))
fit_of <- function(...) solve_model(call_of(...))
spec <- function(data, model, ...) list(data = data, model = model, options = list(...))
of_spec <- function(s) do.call(fit_of, c(list(s$data, s$model), s$options))

after <- list(
  hs = spec("hs", "hs"),
  hs_means = spec("hs", "hs", meanstructure = TRUE),
  chain = spec("tam", "chain"),
  chain_mlr = spec("tam", "chain", estimator = "MLR"),
  chain_gls = spec("tam", "chain", estimator = "GLS"),
  tam = spec("tam", "tam"),
  covariates = spec("tam", "tam_covariates"),
  covariates_means = spec("tam", "tam_covariates", meanstructure = TRUE),
  residuals = spec("tam", "tam_residuals"),
  second = spec("hs", "hs_second"),
  equal = spec("pd", "democracy_equal"),
  fixed = spec("tam", "tam_fixed"),
  school = spec("hs", "hs", group = "school", group.equal = "loadings"),
  school_scalar = spec("hs", "hs", group = "school", group.equal = c("loadings", "intercepts"))
)

groups_of <- function(fit) lavInspect(fit, "ngroups")
triangles <- function(x, groups, part) {
  if (groups == 1) x <- list(x)
  unname(lapply(x, function(g) if (is.null(g[[part]])) NULL else lower(unclass(g[[part]]))))
}

describe_after <- function(s) {
  fit <- polish(of_spec(s), do.call(call_of, c(list(s$data, s$model), s$options)))
  groups <- groups_of(fit)
  mi <- suppressWarnings(modindices(fit))
  if (is.null(mi$group)) mi$group <- 1L
  out <- s
  out$observed <- rownames(if (groups == 1) lavInspect(fit, "implied")$cov else lavInspect(fit, "implied")[[1]]$cov)
  out$modification <- as.list(mi[, c("lhs", "op", "rhs", "group", "mi", "epc", "sepc.lv", "sepc.all")])
  out$residuals <- list()
  for (kind in c("raw", "cor.bollen", "cor.bentler", "normalized", "standardized")) {
    found <- try(suppressWarnings(residuals(fit, type = kind)), silent = TRUE)
    if (!inherits(found, "try-error")) out$residuals[[kind]] <- triangles(found, groups, "cov")
  }
  out$scores <- list()
  for (method in c("regression", "Bartlett")) {
    found <- try(suppressWarnings(lavPredict(fit, method = method)), silent = TRUE)
    if (inherits(found, "try-error") || anyNA(unlist(found))) next
    if (groups == 1) found <- list(found)
    out$scores[[method]] <- unname(lapply(found, function(m) {
      rows <- unclass(m)[1:8, , drop = FALSE]
      list(latent = colnames(m), first = unname(split(unname(rows), row(rows))))
    }))
  }
  out
}

wald <- function(s, constraints) {
  found <- lavTestWald(of_spec(s), constraints = constraints)
  c(s, list(constraints = constraints, statistic = found$stat, df = found$df, pvalue = found$p.value))
}

effects_ml <- spec("tam", "tam_effects")
effects_mlr <- spec("tam", "tam_effects", estimator = "MLR")

compare <- function(specs, method) {
  fits <- lapply(specs, of_spec)
  found <- suppressWarnings(do.call(lavTestLRT, c(fits, if (length(method)) list(method = method))))
  list(specs = unname(specs), method = method, df = found$Df, aic = found$AIC, bic = found$BIC, chisq = found$Chisq,
       chisq_diff = found[["Chisq diff"]], df_diff = found[["Df diff"]], pvalue = found[["Pr(>Chisq)"]])
}
invariance <- function(...) list(
  spec("tam", "chain", group = "product", ...),
  spec("tam", "chain", group = "product", group.equal = "loadings", ...),
  spec("tam", "chain", group = "product", group.equal = c("loadings", "intercepts"), ...)
)
nested <- function(...) list(spec("tam", "tam_residuals", ...), spec("tam", "tam", ...))
equalities <- function(...) list(spec("tam", "chain", ...), spec("tam", "tam_linear", ...))

refits <- function(s, draws, seed) {
  set.seed(seed)
  data <- datasets[[s$data]]
  by <- s$options$group
  pick <- function() {
    if (is.null(by)) return(sample.int(nrow(data), replace = TRUE))
    unlist(lapply(unique(data[[by]]), function(g) { at <- which(data[[by]] == g); at[sample.int(length(at), replace = TRUE)] }))
  }
  indices <- lapply(seq_len(draws), function(i) pick())
  fit <- of_spec(s)
  names <- names(coef(fit))
  estimates <- lapply(indices, function(at) {
    again <- solve_model(c(list(model = models[[s$model]], data = data[at, ]), s$options))
    stopifnot(lavInspect(again, "converged"))
    unname(coef(again)[names])
  })
  c(s, list(indices = lapply(indices, function(at) at - 1L), names = names, estimates = estimates))
}

# Whether another copy of a data set is the same: every column's sum and sum of squares weighted by row number.
fingerprint <- function(data) lapply(as.list(data), function(x) c(sum(x), sum(seq_along(x) * x^2)))

content <- list(
  data = list(hs = fingerprint(HolzingerSwineford1939[, paste0("x", 1:9)]), pd = fingerprint(PoliticalDemocracy)),
  lavaan = as.character(packageVersion("lavaan")),
  models = models[c("hs", "chain", "tam", "tam_covariates", "tam_residuals", "hs_second", "democracy_equal", "tam_fixed",
                    "tam_effects", "tam_linear", "democracy")],
  after = lapply(after, describe_after),
  wald = list(
    equal = wald(effects_ml, "b1 == b2"),
    zeros = wald(effects_ml, "c1 == 0\nc2 == 0"),
    product = wald(effects_ml, "a2*b1 == 0.2"),
    equal_mlr = wald(effects_mlr, "b1 == b2"),
    zeros_mlr = wald(effects_mlr, "c3 == 0\nb3 == 0\nc1 == 2*c2")
  ),
  compare = list(
    invariance = compare(invariance(), character(0)),
    invariance_mlr_2001 = compare(invariance(estimator = "MLR"), "satorra.bentler.2001"),
    invariance_mlm_2001 = compare(invariance(estimator = "MLM"), "satorra.bentler.2001"),
    nested = compare(nested(), character(0)),
    nested_mlr_2001 = compare(nested(estimator = "MLR"), "satorra.bentler.2001"),
    nested_mlr_2010 = compare(nested(estimator = "MLR"), "satorra.bentler.2010"),
    nested_mlm_2001 = compare(nested(estimator = "MLM"), "satorra.bentler.2001"),
    nested_mlm_2010 = compare(nested(estimator = "MLM"), "satorra.bentler.2010"),
    equalities_mlr_2001 = compare(equalities(estimator = "MLR"), "satorra.bentler.2001"),
    equalities_mlm_2010 = compare(equalities(estimator = "MLM"), "satorra.bentler.2010")
  ),
  resamples = list(
    chain = refits(spec("tam", "chain"), 20, 1),
    democracy = refits(spec("pd", "democracy"), 5, 2),
    covariates = refits(spec("tam", "tam_covariates"), 5, 3),
    groups = refits(spec("tam", "chain", group = "product", group.equal = "loadings"), 5, 4),
    gls = refits(spec("tam", "chain", estimator = "GLS"), 5, 5),
    linear = refits(spec("tam", "tam_linear"), 5, 6)
  )
)
write_json(content, "tests/reference/sem_extras.json", digits = I(12), na = "null", null = "null", auto_unbox = TRUE)
