# Reference numbers for competing measurement models, pairs of constructs, common-method bias and invariance (lavaan).
# Run from the repository root after measurement.R: Rscript tests/reference/measurement_models.R
# Reads tests/reference/measurement_likert.csv, writes tests/reference/measurement_models.json.
suppressPackageStartupMessages({
  library(lavaan)
  library(semTools)
  library(psych)
  library(jsonlite)
})
folder <- "tests/reference"
answers <- read.csv(file.path(folder, "measurement_likert.csv"))
blocks <- list(PU = paste0("PU", 1:4), IT = paste0("IT", 1:4), FR = paste0("FR", 1:3), PV = paste0("PV", 1:3),
               PF = paste0("PF", 1:3))
items <- unlist(blocks, use.names = FALSE)
line <- function(name, of, weight = "") paste0(name, " =~ ", paste0(weight, of, collapse = " + "))
first <- paste(mapply(line, names(blocks), blocks), collapse = "\n")
second <- paste(first, "PR =~ FR + PV + PF", sep = "\n")
one <- line("G", items)
risk <- c(blocks$FR, blocks$PV, blocks$PF)
merged <- paste(line("PU", blocks$PU), line("IT", blocks$IT), line("PR", risk), sep = "\n")
zero <- function(a, b) paste(sprintf("%s ~~ 0*%s", a, b), collapse = "\n")
bifactor <- paste(first, line("PR", risk), zero("PR", c("FR", "PV", "PF")), zero("FR", c("PV", "PF", "PU", "IT")),
                  zero("PV", c("PF", "PU", "IT")), zero("PF", c("PU", "IT")), sep = "\n")
want <- c("npar", "chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic")
robust <- c("chisq.scaled", "df.scaled", "cfi.scaled", "rmsea.scaled", "cfi.robust", "rmsea.robust")
measures <- function(f, also = character()) {
  m <- fitMeasures(f)
  as.list(m[intersect(c(want, also), names(m))])
}
quiet <- function(x) suppressWarnings(suppressMessages(x))
std <- function(f) { s <- standardizedSolution(f); s[, c("lhs", "op", "rhs", "est.std", "se", "ci.lower", "ci.upper")] }
lrt <- function(...) { t <- quiet(lavTestLRT(...)); list(diff = t[["Chisq diff"]][-1], df = t[["Df diff"]][-1], p = t[["Pr(>Chisq)"]][-1]) }

competing <- lapply(list(one_factor = one, merged = merged, first_order = first, second_order = second, bifactor = bifactor),
                    function(m) measures(quiet(cfa(m, answers))))

# ---- pairs: correlation with its interval, and the test of |correlation| = 1 ----
base <- cfa(second, answers, std.lv = TRUE)
pair <- function(a, b) {
  row <- subset(std(base), op == "~~" & ((lhs == a & rhs == b) | (lhs == b & rhs == a)))
  bound <- quiet(cfa(paste0(second, "\n", a, " ~~ ", sign(row$est.std), "*", b), answers, std.lv = TRUE))
  list(r = row$est.std, lower = row$ci.lower, upper = row$ci.upper,
       chisq_diff = unname(fitMeasures(bound, "chisq") - fitMeasures(base, "chisq")))
}
pairs <- list(PU_IT = pair("PU", "IT"), PU_PR = pair("PU", "PR"), IT_PR = pair("IT", "PR"))

# ---- common-method bias ----
R <- cor(answers[, items])
harman <- list(pca = eigen(R)$values[1] / length(items),
               paf = sum(fa(R, 1, fm = "pa", rotate = "none", min.err = 1e-12, max.iter = 20000)$loadings^2) / length(items))
orthogonal <- zero("M", names(blocks))
ulmc_equal <- paste(first, line("M", items, "m*"), orthogonal, sep = "\n")
ulmc_free <- paste(first, line("M", items), orthogonal, sep = "\n")
share <- function(f) {
  s <- subset(std(f), op == "=~")
  list(substantive = mean(s$est.std[s$lhs %in% names(blocks)]^2), method = mean(s$est.std[s$lhs == "M"]^2))
}
base1 <- cfa(first, answers, std.lv = TRUE)
equal <- quiet(cfa(ulmc_equal, answers, std.lv = TRUE))
free <- quiet(cfa(ulmc_free, answers, std.lv = TRUE))
structure <- "PU ~ IT\nFR ~ IT + PU\nPV ~ IT\nPF ~ IT"
plain_paths <- subset(std(sem(paste(first, structure, sep = "\n"), answers, std.lv = TRUE)), op == "~")
with_method <- subset(std(quiet(sem(paste(ulmc_equal, structure, sep = "\n"), answers, std.lv = TRUE))), op == "~")
ulmc <- list(equal = c(measures(equal), share(equal)), free = c(measures(free), share(free)), equal_test = lrt(base1, equal),
             free_test = lrt(base1, free), plain = plain_paths$est.std, with_method = with_method$est.std)

marker_items <- paste0("MK", 1:3)
with_marker <- paste(first, line("MK", marker_items), sep = "\n")
cfa_model <- cfa(with_marker, answers, std.lv = TRUE)
p <- parameterEstimates(cfa_model)
lam <- p$est[p$op == "=~" & p$lhs == "MK"]
eps <- p$est[p$op == "~~" & p$lhs %in% marker_items & p$lhs == p$rhs]
fixed <- paste(paste0("MK =~ ", paste0(sprintf("%.12f", lam), "*", marker_items, collapse = " + ")),
               paste0(marker_items, " ~~ ", sprintf("%.12f", eps), "*", marker_items, collapse = "\n"),
               zero("MK", names(blocks)), sep = "\n")
baseline_text <- paste(first, fixed, sep = "\n")
baseline <- quiet(cfa(baseline_text, answers, std.lv = TRUE))
C_text <- paste(baseline_text, line("MK", items, "m*"), sep = "\n")
U_text <- paste(baseline_text, line("MK", items), sep = "\n")
C <- quiet(cfa(C_text, answers, std.lv = TRUE))
U <- quiet(cfa(U_text, answers, std.lv = TRUE))
b <- parameterEstimates(baseline)
b <- b[b$op == "~~" & b$lhs %in% names(blocks) & b$rhs %in% names(blocks) & b$lhs != b$rhs, ]
held <- paste(sprintf("%s ~~ %.12f*%s", b$lhs, b$est, b$rhs), collapse = "\n")
RC <- quiet(cfa(paste(C_text, held, sep = "\n"), answers, std.lv = TRUE))
RU <- quiet(cfa(paste(U_text, held, sep = "\n"), answers, std.lv = TRUE))
marker <- lapply(list(cfa = cfa_model, baseline = baseline, C = C, U = U, RC = RC, RU = RU), measures)
latent <- lavInspect(cfa(second, answers), "cor.lv")[c("PU", "IT", "PR"), c("PU", "IT", "PR")]
means <- sapply(list(PU = blocks$PU, IT = blocks$IT, PR = risk), function(i) rowMeans(answers[, i]))
vif <- list(latent = diag(solve(latent)), means = diag(solve(cor(means))))

# ---- invariance ----
ladder <- list(configural = character(), metric = "loadings", scalar = c("loadings", "intercepts"),
               strict = c("loadings", "intercepts", "residuals"),
               structural = c("loadings", "intercepts", "residuals", "lv.variances", "lv.covariances"))
climb <- function(model, data, group, estimator, partial = character()) {
  fits <- lapply(ladder, function(e) {
    if (!length(e)) return(quiet(cfa(model, data, group = group, estimator = estimator)))
    quiet(cfa(model, data, group = group, estimator = estimator, group.equal = e, group.partial = partial))
  })
  # in standard deviations of the first group: latent variances of 1 there, free in the others
  unit <- quiet(cfa(model, data, group = group, estimator = estimator, group.equal = ladder$scalar, group.partial = partial,
                    std.lv = TRUE))
  means <- parameterEstimates(unit)
  means <- means[means$op == "~1" & means$group == 2 & means$lhs %in% lavNames(unit, "lv"), ]
  stopifnot(abs(fitMeasures(unit, "chisq") - fitMeasures(fits$scalar, "chisq")) < 1e-4)
  tests <- lapply(2:length(fits), function(i) lrt(fits[[i - 1]], fits[[i]]))
  list(levels = lapply(fits, measures, also = robust), tests = tests, mean_names = means$lhs, means = means$est, mean_se = means$se)
}
hs_model <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
HS <- HolzingerSwineford1939
invariance <- list(
  hs_ml = climb(hs_model, HS, "school", "ML"), hs_mlr = climb(hs_model, HS, "school", "MLR"),
  hs_partial = climb(hs_model, HS, "school", "ML", c("x3~1", "x7~1")),
  likert_ml = climb(first, answers, "group", "ML"))

# score tests of the equalities of the scalar model: what chi-square would lose if one were released
released <- cfa(hs_model, HS, group = "school", group.equal = ladder$scalar, std.lv = TRUE)
score <- quiet(lavTestScore(released)$uni)
table_of <- parTable(released)
score_names <- sapply(score$lhs, function(l) { r <- table_of[table_of$plabel == l, ]; paste0(r$lhs, r$op, if (r$op == "~1") "" else r$rhs) })
scores <- as.list(setNames(score$X2, score_names))

# ordinal: configural, thresholds, then loadings, intercepts, residuals (Wu & Estabrook 2016), delta parameterization
ordinal_levels <- list(configural = character(), thresholds = "thresholds", metric = c("thresholds", "loadings"),
                       scalar = c("thresholds", "loadings", "intercepts"),
                       strict = c("thresholds", "loadings", "intercepts", "residuals"))
two <- paste(line("IT", blocks$IT), line("FR", blocks$FR), sep = "\n")
ordinal_fits <- lapply(ordinal_levels, function(e) {
  model <- quiet(measEq.syntax(configural.model = two, data = answers, ordered = c(blocks$IT, blocks$FR), parameterization = "theta",
                               ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016", group = "group",
                               group.equal = if (length(e)) e else ""))
  quiet(cfa(as.character(model), answers, group = "group", ordered = c(blocks$IT, blocks$FR), parameterization = "theta",
            estimator = "WLSMV"))
})
ordinal <- list(levels = lapply(ordinal_fits, measures, also = robust),
                tests = lapply(2:length(ordinal_fits), function(i) lrt(ordinal_fits[[i - 1]], ordinal_fits[[i]])))
write_json(list(competing = competing, pairs = pairs, harman = harman, ulmc = ulmc, marker = marker, vif = vif,
                invariance = invariance, scores = scores, ordinal = ordinal),
           file.path(folder, "measurement_models.json"), auto_unbox = TRUE, digits = 12, na = "null")
