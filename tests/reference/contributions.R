# Differences of standardized total effects, dominance, relative weights, f2 and prediction by folds.
# From the repository root: Rscript tests/reference/contributions.R -> contributions.json
# lavaan fits and gives the latent covariances; what follows from them is written out here in base R.
suppressMessages({library(lavaan); library(jsonlite)})
folder <- "tests/reference/drivers"
data <- read.csv(file.path(folder, "responses.csv"))
text <- paste(readLines(file.path(folder, "tam_risk_trust.lav")), collapse = "\n")
outcome <- "INT"

# -- differences of total effects, delta method over lavaan's own parameters and their covariance ----------------------
std_totals <- function(x, fit) {
  model <- lavaan:::lav_model_set_parameters(fit@Model, x)
  B <- model@GLIST$beta
  names <- lavNames(fit, "lv")
  sd <- sqrt(diag(lavaan:::computeVETA(model)[[1]]))
  total <- solve(diag(nrow(B)) - B) - diag(nrow(B))
  at <- match(outcome, names)
  out <- total[at, ] * sd / sd[at]
  names(out) <- names
  out[names(out) != outcome]
}
compare <- function(estimator) {
  fit <- sem(text, data, estimator = estimator)
  x <- coef(fit)
  free <- fit@optim$x
  est <- std_totals(free, fit)
  J <- sapply(seq_along(free), function(k) {
    h <- 1e-5
    up <- down <- free
    up[k] <- up[k] + h; down[k] <- down[k] - h
    (std_totals(up, fit) - std_totals(down, fit)) / (2 * h)
  })
  V <- J %*% vcov(fit)[seq_along(free), seq_along(free)] %*% t(J)
  order <- order(-abs(est))
  pairs <- combn(order, 2)
  rows <- lapply(seq_len(ncol(pairs)), function(i) {
    a <- rep(0, length(est))
    a[pairs[, i]] <- c(1, -1) * sign(est[pairs[, i]])
    list(source_1 = names(est)[pairs[1, i]], source_2 = names(est)[pairs[2, i]],
         diff = sum(a * est), se = sqrt(drop(t(a) %*% V %*% a)))
  })
  p <- sapply(rows, function(r) 2 * pnorm(-abs(r$diff / r$se)))
  holm <- p.adjust(p, "holm")
  lapply(seq_along(rows), function(i) c(rows[[i]], pvalue = p[i], p_holm = holm[i]))
}

# -- dominance, relative weights, f2 -----------------------------------------------------------------------------------
r2_of <- function(C, y, x) if (length(x) == 0) 0 else drop(C[y, x, drop = FALSE] %*% solve(C[x, x], C[x, y])) / C[y, y]
subsets <- function(x) c(list(character()), unlist(lapply(seq_along(x), function(k) combn(x, k, simplify = FALSE)), FALSE))
divide <- function(C, y, x) {
  sizes <- t(sapply(x, function(own) {
    others <- subsets(setdiff(x, own))
    gain <- sapply(others, function(s) r2_of(C, y, c(s, own)) - r2_of(C, y, s))
    tapply(gain, lengths(others), mean)
  }))
  complete <- list()
  for (a in x) for (b in setdiff(x, a)) {
    rest <- subsets(setdiff(x, c(a, b)))
    more <- sapply(rest, function(s) r2_of(C, y, c(s, a)) - r2_of(C, y, c(s, b)))
    if (all(more > 0)) complete <- c(complete, list(c(a, b)))
  }
  R <- cov2cor(C[c(x, y), c(x, y)])
  e <- eigen(R[x, x])
  root <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors)
  weights <- drop(root^2 %*% solve(root, R[x, y])^2)
  list(target = y, predictors = x, conditional = sizes, general = unname(rowMeans(sizes)), weights = unname(weights),
       r2 = r2_of(C, y, x), complete = complete,
       f2 = sapply(x, function(own) (r2_of(C, y, x) - r2_of(C, y, setdiff(x, own))) / (1 - r2_of(C, y, x)), USE.NAMES = FALSE))
}
ml <- sem(text, data)
C <- lavInspect(ml, "cov.lv")
paths <- subset(parTable(ml), op == "~")
targets <- unique(paths$lhs)
divided <- lapply(targets, function(y) divide(C, y, paths$rhs[paths$lhs == y]))
stopifnot(all.equal(unname(sapply(divided, `[[`, "r2")), unname(lavInspect(ml, "r2")[targets])))

# -- prediction --------------------------------------------------------------------------------------------------------
folds <- (seq_len(nrow(data)) * 7) %% 10
items <- subset(parTable(ml), op == "=~" & lhs == outcome)$rhs
others <- setdiff(lavNames(ml, "ov"), items)
y <- rowMeans(data[, items])
guess <- list(model = y, mean = y, linear = y)
for (part in unique(folds)) {
  rest <- data[folds != part, ]; new <- data[folds == part, ]
  fit <- sem(text, rest, meanstructure = TRUE)
  guess$model[folds == part] <- rowMeans(lavPredictY(fit, newdata = new, ynames = items, xnames = others))
  guess$mean[folds == part] <- mean(y[folds != part])
  own <- lm(y ~ ., data.frame(y = y[folds != part], rest[, others]))
  guess$linear[folds == part] <- predict(own, new[, others])
}
loss <- lapply(guess, function(g) (y - g)^2)
prediction <- lapply(names(guess), function(by) {
  out <- list(by = by, rmse = sqrt(mean(loss[[by]])), mae = mean(abs(y - guess[[by]])), r2 = 1 - sum(loss[[by]]) / sum(loss$mean))
  if (by != "model") {
    test <- t.test(loss[[by]], loss$model, paired = TRUE)
    out <- c(out, loss_diff = unname(test$estimate), loss_se = test$stderr, pvalue = test$p.value)
  }
  out
})
write(toJSON(list(differences = list(ML = compare("ML"), MLR = compare("MLR")), divided = divided, folds = 10,
                  prediction = prediction), digits = 12, auto_unbox = TRUE), "tests/reference/contributions.json")
