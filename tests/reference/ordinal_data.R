# The data sets of the ordinal and missing-data references, written once as JSON so that R and Python read the same rows.
# From the repository root: Rscript tests/reference/ordinal_data.R
suppressMessages({library(lavaan); library(jsonlite)})
options(digits = 15)

cut_items <- function(x, cuts) as.data.frame(apply(x, 2, function(col) findInterval(col, cuts) + 1L))

# ---- six constructs, 22 five-point items -----------------------------------------------------------------
tam_population <- "
  PEOU =~ .8*PEOU1 + .75*PEOU2 + .7*PEOU3 + .8*PEOU4
  PU   =~ .8*PU1 + .8*PU2 + .7*PU3 + .75*PU4
  ATT  =~ .8*ATT1 + .75*ATT2 + .8*ATT3 + .7*ATT4
  PR   =~ .7*PR1 + .75*PR2 + .8*PR3 + .7*PR4
  IT   =~ .8*IT1 + .8*IT2 + .75*IT3
  INT  =~ .85*INT1 + .8*INT2 + .8*INT3
  PU ~ .4*PEOU
  ATT ~ .3*PEOU + .4*PU
  INT ~ .35*ATT + .2*PU + -.2*PR + .25*IT
  PEOU ~~ -.2*PR + .4*IT
  PR ~~ -.3*IT
  PU ~~ .84*PU
  ATT ~~ .65*ATT
  INT ~~ .45*INT
"
set.seed(20240501)
tam <- simulateData(tam_population, sample.nobs = 400, standardized = FALSE)
tam5 <- cut_items(scale(tam), c(-1.6, -0.7, 0.2, 1.1))

# ---- two factors, six skewed seven-point items; the same cut into two; with answers missing ---------------
two_population <- "
  F1 =~ .8*y1 + .7*y2 + .75*y3
  F2 =~ .85*y4 + .7*y5 + .6*y6
  F1 ~~ .5*F2
"
set.seed(7)
two <- simulateData(two_population, sample.nobs = 300)
skew7 <- cut_items(two, c(-2.2, -1.8, -1.4, -0.9, -0.3, 0.6))
set.seed(8)
binary <- cut_items(simulateData(two_population, sample.nobs = 300), 0.35)
skew7_missing <- skew7
set.seed(9)
for (j in 1:6) skew7_missing[sample(300, 25), j] <- NA
set.seed(10)
groups <- rbind(
  cbind(cut_items(simulateData(two_population, sample.nobs = 260), c(-1, 0, 0.8)), school = 1L),
  cbind(cut_items(simulateData(two_population, sample.nobs = 240) + 0.3, c(-1, 0, 0.8)), school = 2L)
)

# ---- a second-order factor ----------------------------------------------------------------------------------
second_population <- "
  FIN =~ .8*r1 + .75*r2 + .7*r3
  PRI =~ .8*r4 + .7*r5 + .75*r6
  PSY =~ .75*r7 + .8*r8 + .7*r9
  RISK =~ .8*FIN + .7*PRI + .75*PSY
  FIN ~~ .36*FIN
  PRI ~~ .51*PRI
  PSY ~~ .44*PSY
"
set.seed(11)
second5 <- cut_items(simulateData(second_population, sample.nobs = 350), c(-1.3, -0.5, 0.3, 1.2))

# ---- HolzingerSwineford1939: three items ordered, the rest continuous; and with values knocked out -------------
hs <- HolzingerSwineford1939[, paste0("x", 1:9)]
mixed <- hs
for (v in c("x1", "x2", "x3")) mixed[[v]] <- findInterval(hs[[v]], quantile(hs[[v]], c(.3, .6, .85))) + 1L
mixed_missing <- mixed
set.seed(12)
for (j in 1:9) mixed_missing[sample(nrow(hs), 20), j] <- NA
hs_missing <- cbind(hs, school = as.integer(HolzingerSwineford1939$school == "Pasteur") + 1L)
set.seed(13)
for (j in 1:9) hs_missing[sample(nrow(hs), 15 + 4 * j), j] <- NA
# missing at random: the last items depend on x1
late <- which(!is.na(hs_missing$x1) & hs_missing$x1 > 6)
hs_missing[late[1:15], c("x8", "x9")] <- NA

tam_missing <- tam5
set.seed(14)
for (j in seq_len(ncol(tam5))) tam_missing[sample(400, 16), j] <- NA

# ---- the six skewed items with two covariates, one of them binary, which move the factors ---------------------
set.seed(21)
covariates <- data.frame(age = round(rnorm(300, 40, 10)), male = rbinom(300, 1, .4))
latent <- simulateData(two_population, sample.nobs = 300)
latent <- latent + outer((covariates$age - 40) / 10, c(.2, .2, .2, -.1, -.1, -.1)) + outer(covariates$male, c(0, 0, 0, .5, .5, .5))
covariates <- cbind(cut_items(latent, c(-1.6, -0.7, 0.2, 1.1)), covariates)
covariates_missing <- covariates
for (j in 1:7) covariates_missing[sample(300, 12), j] <- NA

ordinal_data <- list(covariates = covariates, covariates_missing = covariates_missing, hs = hs, tam5 = tam5, skew7 = skew7, binary = binary, skew7_missing = skew7_missing, groups = groups,
                     second5 = second5, mixed = mixed, mixed_missing = mixed_missing, hs_missing = hs_missing,
                     tam_missing = tam_missing)
if (sys.nframe() == 0L) {
  write(toJSON(ordinal_data, dataframe = "columns", digits = 12, na = "null"), "tests/reference/ordinal_data.json")
}
