"""`shinguard demo`: a simulated runner's ten weeks, through everything that a real runner's data goes through."""

from daemon.demo.story import DemoFailed, ends_at, tell_story

__all__ = ["DemoFailed", "ends_at", "tell_story"]
