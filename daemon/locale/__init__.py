"""The catalogues of the translations, and what keeps them."""
