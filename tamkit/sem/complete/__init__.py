"""Complete continuous data: covariances and means, from rows or from a published matrix."""
