"""Without signing in: home, catalogue, search, tracking by code, verification of results."""
