# Saturated moments, log-likelihood, scores and information of incomplete data, from lavaan.
# From the repository root: Rscript tests/reference/missing_moments.R  (needs ordinal_data.R beside it)
source("tests/reference/ordinal_data.R")

pieces <- function(data) {
  Y <- as.matrix(data)
  Mp <- lavaan:::lav_data_missing_patterns(Y, sort.freq = FALSE, coverage = TRUE)
  Yp <- lavaan:::lav_samplestats_missing_patterns(Y = Y, Mp = Mp)
  h1 <- lavaan:::lav_mvnorm_missing_h1_estimate_moments(Y = Y, Mp = Mp, Yp = Yp, max.iter = 20000L, tol = 1e-12)
  # somewhere else than the maximum, so that gradients and cross terms are not zero
  mu <- h1$Mu + 0.1 * seq_along(h1$Mu) / length(h1$Mu)
  Sigma <- h1$Sigma + diag(0.2, length(mu))
  scores <- lavaan:::lav_mvnorm_missing_scores_mu_vech_sigma(Y = Y, Mp = Mp, Mu = mu, Sigma = Sigma)
  scores[is.na(scores)] <- 0  # lavaan marks the elements a pattern misses
  baseline <- sum(sapply(seq_len(ncol(Y)), function(j) {
    y <- na.omit(Y[, j]); sum(dnorm(y, mean(y), sqrt(mean((y - mean(y))^2)), log = TRUE))
  }))
  expected <- lavaan:::lav_mvnorm_missing_information_expected(Y = Y, Mp = Mp, Mu = mu, Sigma = Sigma)
  observed <- lavaan:::lav_mvnorm_missing_information_observed_samplestats(Yp = Yp, Mu = mu, Sigma = Sigma)
  first <- lavaan:::lav_mvnorm_missing_information_firstorder(Y = Y, Mp = Mp, Mu = mu, Sigma = Sigma)
  v <- cos(seq_len(ncol(expected)))
  list(n = nrow(Y), patterns = Mp$npatterns, mean = as.vector(h1$Mu), cov = h1$Sigma,
       loglik = lavaan:::lav_mvnorm_missing_loglik_samplestats(Yp = Yp, Mu = h1$Mu, Sigma = h1$Sigma),
       mu = as.vector(mu), Sigma = Sigma,
       loglik_there = lavaan:::lav_mvnorm_missing_loglik_samplestats(Yp = Yp, Mu = mu, Sigma = Sigma),
       casewise = as.vector(lavaan:::lav_mvnorm_missing_llik_casewise(Y = Y, Mu = mu, Sigma = Sigma)),
       gradient = as.vector(colSums(scores)), scores_product = as.vector(scores %*% v),
       expected = as.vector(expected %*% v), observed = as.vector(observed %*% v), first_order = as.vector(first %*% v),
       expected_trace = sum(diag(expected)), observed_trace = sum(diag(observed)), first_trace = sum(diag(first)),
       baseline = baseline)
}
results <- list(hs_missing = pieces(hs_missing[, paste0("x", 1:9)]), tam_missing = pieces(tam_missing))
write(toJSON(results, digits = 12, auto_unbox = TRUE), "tests/reference/missing_moments.json")
