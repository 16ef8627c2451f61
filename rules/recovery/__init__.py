"""Rules on rest: days off and mornings."""
