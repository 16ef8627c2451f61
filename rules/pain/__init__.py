"""Rules on pain, as the runner logs it."""
