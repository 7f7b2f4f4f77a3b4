# Data of the estimation core's references. From the repository root: Rscript tests/reference/sem_data.R
# Writes sem_tam.csv (22 five-point items of six constructs, n = 300, two grouping columns, two covariates)
# and sem_seven.csv (12 skewed seven-point items of three constructs, n = 350).
RNGkind("Mersenne-Twister", "Inversion", "Rejection")

answers <- function(latent, loadings, cuts) {
  n <- length(latent)
  sapply(loadings, function(l) findInterval(l * latent + sqrt(1 - l^2) * rnorm(n), cuts) + 1)
}

make_tam <- function(n = 300) {
  set.seed(20240511)
  product <- sample(rep(c("huabei", "baitiao"), length.out = n))
  city <- sample(c("first", "second", "third"), n, TRUE, c(.4, .35, .25))
  age <- round(pmin(pmax(rnorm(n, 27, 6), 18), 55))
  income <- sample(1:6, n, TRUE, c(.15, .2, .25, .2, .12, .08))
  other <- product == "baitiao"
  PEOU <- rnorm(n) - .02 * (age - 27)
  IT <- .45 * PEOU + ifelse(other, -.15, 0) + rnorm(n, 0, .85)
  PR <- -.40 * IT + rnorm(n, 0, .9)
  PU <- ifelse(other, .35, .60) * PEOU + rnorm(n, 0, .8)
  ATT <- .40 * PU + .15 * PEOU - .20 * PR + .25 * IT + rnorm(n, 0, .6)
  INT <- .45 * ATT + .20 * PU + .15 * IT - .15 * PR + .05 * (income - 3) + rnorm(n, 0, .6)
  scaled <- lapply(list(PEOU = PEOU, PU = PU, PR = PR, IT = IT, ATT = ATT, INT = INT),
                   function(x) x / sd(x))
  loadings <- list(PEOU = c(.80, .75, .82, .70), PU = c(.78, .84, .72, .80), PR = c(.76, .82, .68, .74),
                   IT = c(.80, .77, .83, .66), ATT = c(.82, .78, .85), INT = c(.84, .80, .76))
  cuts <- list(PEOU = c(-1.9, -1.1, -.2, .9), PU = c(-1.8, -1, -.1, 1), PR = c(-1.3, -.5, .4, 1.3),
               IT = c(-1.5, -.7, .3, 1.2), ATT = c(-1.7, -.9, 0, 1.1), INT = c(-1.6, -.8, .1, 1))
  items <- do.call(cbind, lapply(names(scaled), function(f) {
    y <- answers(scaled[[f]], loadings[[f]], cuts[[f]])
    colnames(y) <- paste0(f, seq_along(loadings[[f]]))
    y
  }))
  data.frame(items, product, city, age, income)
}

make_seven <- function(n = 350) {
  set.seed(77)
  A <- rnorm(n)
  B <- .5 * A + rnorm(n, 0, .85)
  C <- .4 * B + .3 * A + rnorm(n, 0, .75)
  cuts <- c(-2.6, -2.2, -1.8, -1.4, -.9, -.2)  # almost everybody agrees
  loadings <- c(.8, .75, .85, .7)
  items <- cbind(answers(A, loadings, cuts), answers(B, loadings, cuts), answers(C, loadings, -rev(cuts)))
  colnames(items) <- c(paste0("a", 1:4), paste0("b", 1:4), paste0("c", 1:4))
  data.frame(items)
}

write.csv(make_tam(), "tests/reference/sem_tam.csv", row.names = FALSE, quote = FALSE)
write.csv(make_seven(), "tests/reference/sem_seven.csv", row.names = FALSE, quote = FALSE)
