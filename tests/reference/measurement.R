# Reference numbers for tamkit.measurement from psych, GPArotation, lavaan and semTools.
# Run from the repository root: Rscript tests/reference/measurement.R
# Writes tests/reference/measurement_likert.csv (simulated five-point answers, two groups) and tests/reference/measurement.json.
suppressPackageStartupMessages({
  library(lavaan)
  library(psych)
  library(semTools)
  library(GPArotation)
  library(jsonlite)
})
options(mc.cores = 1)
folder <- "tests/reference"

# ---- the simulated questionnaire: two constructs, a second-order risk of three facets, a marker; two groups ----
set.seed(20240)
n <- 420
group <- rep(1:2, length.out = n)
PU <- rnorm(n)
IT <- .45 * PU + sqrt(1 - .45^2) * rnorm(n)
PR <- -.40 * IT + sqrt(1 - .40^2) * rnorm(n)
FR <- .80 * PR + .60 * rnorm(n)
PV <- .75 * PR + sqrt(1 - .75^2) * rnorm(n)
PF <- .85 * PR + sqrt(1 - .85^2) * rnorm(n)
MK <- rnorm(n)
style <- rnorm(n)
cut5 <- function(x, tau) as.integer(cut(x, c(-Inf, tau, Inf)))
indicator <- function(eta, lambda, tau) {
  cut5(lambda * eta + .15 * style + sqrt(1 - lambda^2 - .15^2) * rnorm(n), tau)
}
skewed <- c(-1.9, -1.2, -.4, .8)
middle <- c(-1.4, -.5, .4, 1.3)
answers <- data.frame(group = group)
for (f in list(list("PU", PU, skewed), list("IT", IT, middle), list("FR", FR, middle), list("PV", PV, skewed),
               list("PF", PF, middle), list("MK", MK, middle))) {
  lambda <- c(.82, .76, .70, .64)
  items <- if (f[[1]] %in% c("PU", "IT")) 4 else 3
  for (i in seq_len(items)) answers[[paste0(f[[1]], i)]] <- indicator(f[[2]], lambda[i], f[[3]] + .1 * (i - 2))
}
answers$PU4 <- ifelse(answers$group == 2, pmin(5L, answers$PU4 + rbinom(n, 1, .5)), answers$PU4)
write.csv(answers, file.path(folder, "measurement_likert.csv"), row.names = FALSE, quote = FALSE)
likert <- answers[, -1]
hs <- HolzingerSwineford1939[, paste0("x", 1:9)]

plain <- function(x) { x <- unclass(as.matrix(x)); dimnames(x) <- NULL; x }
named <- function(x) as.list(setNames(as.numeric(x), names(x)))

# ---- reliability from the data ----
one_alpha <- function(d) {
  a <- suppressWarnings(psych::alpha(d, check.keys = FALSE, warnings = FALSE))
  feldt <- psych::alpha.ci(a$total$raw_alpha, n.obs = nrow(d), n.var = ncol(d))
  half <- suppressWarnings(psych::splitHalf(d, raw = TRUE, brute = FALSE, n.sample = 100))
  list(alpha = a$total$raw_alpha, alpha_std = a$total$std.alpha, mean_r = a$total$average_r,
       lower = feldt$lower.ci, upper = feldt$upper.ci, citc = a$item.stats$r.drop,
       dropped = a$alpha.drop$raw_alpha, lambda4 = half$maxrb)
}
two_halves <- function(d) {
  odd <- rowSums(d[, seq(1, ncol(d), 2), drop = FALSE])
  even <- rowSums(d[, seq(2, ncol(d), 2), drop = FALSE])
  r <- cor(odd, even)
  list(r = r, spearman_brown = 2 * r / (1 + r), guttman = 2 * (1 - (var(odd) + var(even)) / var(odd + even)))
}
blocks <- list(PU = paste0("PU", 1:4), IT = paste0("IT", 1:4), FR = paste0("FR", 1:3), PV = paste0("PV", 1:3),
               PF = paste0("PF", 1:3), PR = c(paste0("FR", 1:3), paste0("PV", 1:3), paste0("PF", 1:3)))
ordinal <- function(d) {
  rho <- suppressWarnings(psych::polychoric(d, correct = 0)$rho)
  suppressWarnings(psych::alpha(rho, check.keys = FALSE, warnings = FALSE))$total$raw_alpha
}
item_groups <- function(d) {   # high and low 27 per cent by the total, Student's t (equal variances) and Welch's
  total <- rowSums(d)
  low <- total <= quantile(total, .27, names = FALSE)
  high <- total >= quantile(total, .73, names = FALSE)
  test <- function(x, equal) t.test(x[high], x[low], var.equal = equal)
  list(n_low = sum(low), n_high = sum(high),
       t = sapply(d, function(x) test(x, TRUE)$statistic), p = sapply(d, function(x) test(x, TRUE)$p.value),
       welch_t = sapply(d, function(x) test(x, FALSE)$statistic), welch_df = sapply(d, function(x) test(x, FALSE)$parameter))
}
reliability_data <- list(
  likert = lapply(blocks, function(b) one_alpha(likert[, b])),
  hs = lapply(list(visual = 1:3, textual = 4:6, speed = 7:9), function(i) one_alpha(hs[, i])),
  halves = lapply(blocks, function(b) two_halves(likert[, b])),
  ordinal = lapply(blocks, function(b) ordinal(likert[, b])),
  item_groups = item_groups(likert[, blocks$PU])
)

# ---- adequacy and number of factors ----
adequacy <- function(d) {
  k <- psych::KMO(d)
  b <- psych::cortest.bartlett(cor(d), n = nrow(d))
  v <- suppressWarnings(psych::vss(d, n = 6, rotate = "none", fm = "pc", plot = FALSE))
  list(kmo = k$MSA, items = as.numeric(k$MSAi), chisq = b$chisq, p = b$p.value, df = b$df, map = v$map, eigen = eigen(cor(d))$values)
}
parallel_run <- function(d) {
  set.seed(1)
  pdf(NULL)
  out <- capture.output(p <- suppressMessages(suppressWarnings(
    psych::fa.parallel(d, fm = "minres", fa = "both", n.iter = 200, SMC = TRUE, sim = TRUE, quant = .95, plot = FALSE))))
  invisible(dev.off())
  list(pc = p$pc.values, fa = p$fa.values, nfact = p$nfact, ncomp = p$ncomp, pc_sim = p$pc.sim, fa_sim = p$fa.sim)
}

# ---- extraction and rotation ----
solution <- function(f) {
  L <- plain(unclass(f$loadings))
  list(loadings = L, phi = if (is.null(f$Phi)) diag(ncol(L)) else plain(f$Phi), communality = as.numeric(f$communality),
       structure = if (is.null(f$Structure)) L else plain(unclass(f$Structure)),
       variance = plain(f$Vaccounted["SS loadings", , drop = FALSE]))
}
extracted <- function(d, k) {
  run <- function(fm, rotate) suppressWarnings(suppressMessages(
    solution(fa(d, nfactors = k, fm = fm, rotate = rotate, min.err = 1e-12, max.iter = 20000))))
  # stats::varimax stops at 1e-5 of its criterion, up to .0013 in a loading: the varimax rows are run to 1e-14 instead
  tight_varimax <- function(fm) {
    f <- if (fm == "pca") principal(d, nfactors = k, rotate = "none") else suppressWarnings(
      fa(d, nfactors = k, fm = fm, rotate = "none", min.err = 1e-12, max.iter = 20000))
    L <- plain(unclass(varimax(unclass(f$loadings), normalize = TRUE, eps = 1e-14)$loadings))
    list(loadings = L, phi = diag(ncol(L)), communality = rowSums(L^2), structure = L, variance = matrix(colSums(L^2), 1))
  }
  list(minres_none = run("minres", "none"), ml_none = run("ml", "none"), pa_none = run("pa", "none"),
       minres_oblimin = run("minres", "oblimin"), ml_promax = run("ml", "promax"), ml_varimax = tight_varimax("ml"),
       pa_varimax = tight_varimax("pa"), minres_promax = run("minres", "promax"),
       pca_none = solution(principal(d, nfactors = k, rotate = "none")),
       pca_varimax = tight_varimax("pca"))
}
hs_ml <- factanal(hs, 3, rotation = "none", control = list(nstart = 5, opt = list(factr = 1e-2)))
L <- plain(unclass(hs_ml$loadings))
tight <- list(
  factanal_loadings = L, factanal_chisq = as.numeric(hs_ml$STATISTIC), factanal_df = as.numeric(hs_ml$dof),
  varimax = plain(unclass(varimax(L, normalize = TRUE, eps = 1e-14)$loadings)),
  promax = plain(unclass(promax(varimax(L, normalize = TRUE, eps = 1e-14)$loadings, m = 4)$loadings)),
  quartimin = plain(GPFoblq(L, method = "quartimin", eps = 1e-7, maxit = 10000)$loadings),
  quartimin_phi = plain(GPFoblq(L, method = "quartimin", eps = 1e-7, maxit = 10000)$Phi),
  quartimin_kaiser = plain(GPFoblq(L, method = "quartimin", normalize = TRUE, eps = 1e-7, maxit = 10000)$loadings))

# ---- the CFA: reliability, AVE, HTMT ----
first <- "
PU =~ PU1 + PU2 + PU3 + PU4
IT =~ IT1 + IT2 + IT3 + IT4
FR =~ FR1 + FR2 + FR3
PV =~ PV1 + PV2 + PV3
PF =~ PF1 + PF2 + PF3
"
second <- paste0(first, "PR =~ FR + PV + PF\n")
hs_model <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
hs_error <- paste0(hs_model, "x7 ~~ x8\n")
flat <- function(x) suppressWarnings(suppressMessages(x))
rel <- function(model, d) {
  f <- cfa(model, d)
  z <- cfa(model, as.data.frame(scale(d)))
  r <- flat(reliability(f))
  list(alpha = named(r["alpha", ]), omega = named(r["omega", ]), omega2 = named(r["omega2", ]), omega3 = named(r["omega3", ]),
       ave = named(flat(AVE(f))), ave_std = named(flat(AVE(z))), cr = named(flat(reliability(z))["omega", ]),
       std = standardizedSolution(f)$est.std[parTable(f)$op == "=~"], latent = plain(lavInspect(f, "cor.lv")))
}
indices <- function(b, n, draws) t(sapply(seq_len(draws), function(b) ((seq_len(n) * (2 * b + 1) + b * seq_len(n) %/% 7) %% n) + 1))
ratio <- function(model, d) list(
  absolute = plain(flat(htmt(model, d, htmt2 = FALSE))), absolute2 = plain(flat(htmt(model, d, htmt2 = TRUE))),
  signed = plain(flat(htmt(model, d, htmt2 = FALSE, absolute = FALSE))))
draws <- indices(NULL, nrow(likert), 40)
fit2 <- cfa(second, likert)
l2 <- flat(reliabilityL2(fit2, "PR"))
sol2 <- standardizedSolution(fit2)
flip <- likert
flip[blocks$PR] <- 6 - flip[blocks$PR]
cfa_part <- list(
  hs = rel(hs_model, hs), hs_error = rel(hs_error, hs), likert = rel(first, likert),
  second = list(omega_L1 = l2["omegaL1"], omega_L2 = l2["omegaL2"], omega_partial = l2["partialOmegaL1"],
                chisq = unname(fitMeasures(fit2, "chisq")), first_chisq = unname(fitMeasures(cfa(first, likert), "chisq")),
                loadings = sol2$est.std[sol2$op == "=~" & sol2$lhs == "PR"], se = sol2$se[sol2$op == "=~" & sol2$lhs == "PR"],
                latent_names = rownames(lavInspect(fit2, "cor.lv")), latent = plain(lavInspect(fit2, "cor.lv"))),
  htmt = list(hs = ratio(hs_model, hs), likert = ratio(first, likert), valence = ratio(first, flip),
              draws = apply(draws, 1, function(i) flat(htmt(first, likert[i, ], htmt2 = FALSE))["IT", "PU"]))
)
write_json(list(reliability = reliability_data, adequacy = list(hs = adequacy(hs), likert = adequacy(likert)),
                parallel = list(hs = parallel_run(hs), likert = parallel_run(likert)),
                efa = list(hs = extracted(hs, 3), likert = extracted(likert, 6), tight = tight), cfa = cfa_part,
                versions = list(R = R.version.string, psych = as.character(packageVersion("psych")),
                                lavaan = as.character(packageVersion("lavaan")), semTools = as.character(packageVersion("semTools")))),
           file.path(folder, "measurement.json"), auto_unbox = TRUE, digits = 12, na = "null", pretty = FALSE)
