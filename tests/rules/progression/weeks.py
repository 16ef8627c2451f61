"""Thirteen weeks of six kilometres every other day, and what makes them even.

Any seven days of `EVERY_OTHER` hold four runs, 24 km, with 4 x 36 = 144 as their squares: monotony is
24 / sqrt(7 x 144 - 24^2) = 1.1547 and strain 27.713 km. Where seven days hold a run more, it is
30 / sqrt(7 x 180 - 30^2) = 1.5811 and 47.434 km.
"""

from tests.rules.series import day

EVERY_OTHER = ["6", "0", "6", "0", "6", "0", "6"]


def weeks(days: int, *, more: tuple[int, ...] = ()) -> str:
    """Return so many days, with one more run on some; then today, on which something is run that must not count."""
    words = (EVERY_OTHER * (days // 7 + 1))[:days]
    for index in more:
        assert words[index] == "0"
        words[index] = "6"
    return " ".join([*words, "20"])


def ids(*indices: int) -> tuple[str, ...]:
    """Return the `run_id`s of the runs on these days."""
    return tuple(f"file-{day(index):%Y%m%d}T0700" for index in indices)
