# Differences of means between groups: base R, effectsize, rstatix. Run from the repository's root:
#   Rscript tests/reference/people.R
# Data: tests/reference/drivers/responses.csv; y is the mean of AI1 to AI3, z that of PU1 to PU4; the first 150 rows are
# group 1, the next 30 group 2, the rest group 3; h is 1 for the first 130 rows and 2 for the others.
suppressMessages({library(jsonlite); library(rstatix)})

data <- read.csv("tests/reference/drivers/responses.csv")
data$y <- rowMeans(data[c("AI1", "AI2", "AI3")])
data$z <- rowMeans(data[c("PU1", "PU2", "PU3", "PU4")])
n <- nrow(data)
data$g <- factor(c(rep(1, 150), rep(2, 30), rep(3, n - 180)))
data$h <- factor(c(rep(1, 130), rep(2, n - 130)))

levene <- function(y, g) {  # Brown & Forsythe's, about the medians
  d <- abs(y - ave(y, g, FUN = median))
  test <- anova(lm(d ~ g))
  list(levene = test[1, "F value"], levene_p = test[1, "Pr(>F)"])
}

# Steiger (2004): eta² = lambda / (lambda + n), the noncentrality lambda by inverting the noncentral F
noncentral <- function(F, df1, df2, n) {
  at <- function(p) {
    if (pf(F, df1, df2, ncp = 0) < p) return(0)
    uniroot(function(ncp) pf(F, df1, df2, ncp = ncp) - p, c(0, 1000), tol = 1e-12)$root
  }
  ncp <- c(at(.975), at(.025))
  f2 <- ncp / n
  list(eta2_ci_lower = ncp[1] / (ncp[1] + n), eta2_ci_upper = ncp[2] / (ncp[2] + n),
       omega2_ci_lower = (f2[1] - df1 / df2) / (f2[1] + 1 + 1 / df2),
       omega2_ci_upper = (f2[2] - df1 / df2) / (f2[2] + 1 + 1 / df2))
}

effects <- function(formula) {
  model <- aov(formula, data)
  table <- anova(model)
  c(list(equal_F = table[1, "F value"], equal_p = table[1, "Pr(>F)"],
         eta2 = effectsize::eta_squared(model, partial = FALSE)$Eta2, omega2 = effectsize::omega_squared(model, partial = FALSE)$Omega2),
    noncentral(table[1, "F value"], table[1, "Df"], table[2, "Df"], n))
}

several <- function(name) {
  formula <- as.formula(paste(name, "~ g"))
  welch <- oneway.test(formula, data)
  pairs <- games_howell_test(data, formula, detailed = TRUE)
  pairs <- data.frame(level_1 = as.integer(pairs$group1), level_2 = as.integer(pairs$group2), difference = -pairs$estimate,
                      pvalue = pairs$p.adj, t = pairs$statistic, df = pairs$df)
  c(list(stat = unname(welch$statistic), df1 = unname(welch$parameter[1]), df2 = unname(welch$parameter[2]),
         pvalue = welch$p.value), levene(data[[name]], data$g), effects(formula), list(pairs = pairs))
}

two <- function(name) {
  formula <- as.formula(paste(name, "~ h"))
  welch <- t.test(formula, data)
  student <- t.test(formula, data, var.equal = TRUE)
  c(list(stat = unname(welch$statistic), df2 = unname(welch$parameter), pvalue = welch$p.value,
         difference = unname(welch$estimate[1] - welch$estimate[2]), ci_lower = welch$conf.int[1], ci_upper = welch$conf.int[2],
         equal_stat = unname(student$statistic), equal_df2 = unname(student$parameter), equal_p = student$p.value,
         d = effectsize::cohens_d(formula, data = data)$Cohens_d, g = effectsize::hedges_g(formula, data = data)$Hedges_g),
    levene(data[[name]], data$h), effects(formula))
}

out <- list(
  versions = list(R = as.character(getRversion()), effectsize = as.character(packageVersion("effectsize")),
                  rstatix = as.character(packageVersion("rstatix"))),
  means = lapply(split(data$y, data$g), function(y) {
    test <- t.test(y)
    list(n = length(y), mean = mean(y), sd = sd(y), ci_lower = test$conf.int[1], ci_upper = test$conf.int[2],
         favourable = mean(y >= 4), favourable_lower = prop.test(sum(y >= 4), length(y), correct = FALSE)$conf.int[1])
  }),
  several = list(y = several("y"), z = several("z")),
  two = list(y = two("y"), z = two("z"))
)
writeLines(toJSON(out, auto_unbox = TRUE, digits = 12, pretty = TRUE), "tests/reference/people.json")
