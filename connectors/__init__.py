"""Where data comes from: one module a source. Wire formats never leave this package."""
