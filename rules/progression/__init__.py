"""Rules on distance: how fast it grows, and how a runner comes back."""
