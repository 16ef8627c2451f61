"""`make bench`: figures of Shinguard, each measured beside a floor of its own. Nothing here is collected as a test."""
