"""Rules on shoes."""
