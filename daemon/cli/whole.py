"""A whole number on the command line, whose mistakes are told in words."""

import click

from daemon.asking import shown
from daemon.language import _


class Whole(click.ParamType[int]):
    """Takes a whole number between two."""

    name = "number"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number. Fail for what is none, or beyond."""
        try:
            number = int(value)
        except ValueError:
            number = self.least - 1
        if not self.least <= number <= self.most:
            named = {"value": shown(str(value)), "least": self.least, "most": self.most}
            self.fail(_("{value} is no whole number from {least} to {most}.", **named), param, ctx)
        return number
