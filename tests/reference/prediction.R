# Items predicted from other items by what a model implies (lavPredictY), and R2 on folds left out.
# From the repository root: Rscript tests/reference/prediction.R -> prediction.json
suppressMessages({library(lavaan); library(jsonlite)})
hs <- HolzingerSwineford1939
three <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
models <- list(
  cfa = three,
  paths = paste0(three, "speed ~ visual\ntextual ~ visual\n"),
  fewer = "visual =~ x1 + x2\nspeed =~ x7 + x8 + x9\nspeed ~ visual\n"
)
outcomes <- c("x7", "x8", "x9")
folds <- (seq_len(nrow(hs)) * 7) %% 5
out <- lapply(models, function(text) {
  fit <- sem(text, hs, meanstructure = TRUE)
  given <- setdiff(lavNames(fit, "ov"), outcomes)
  yhat <- lavPredictY(fit, newdata = hs, ynames = outcomes, xnames = given)
  left <- total <- 0
  for (part in 0:4) {
    rest <- hs[folds != part, ]; new <- hs[folds == part, ]
    guess <- lavPredictY(sem(text, rest, meanstructure = TRUE), newdata = new, ynames = outcomes, xnames = given)
    true <- as.matrix(new[, outcomes])
    left <- left + sum((true - guess)^2)
    total <- total + sum(sweep(true, 2, colMeans(rest[, outcomes]))^2)
  }
  list(model = text, first = unclass(as.matrix(yhat[1:8, ])), r2 = 1 - left / total)
})
write(toJSON(list(outcomes = outcomes, models = out), digits = 12, auto_unbox = TRUE), "tests/reference/prediction.json")
