"""What is known for and against a rule, in a form that a program can check and print."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

Text = NewType("Text", str)
"""An English sentence with `{named_values}`, which is also the key of its translations."""


class Grade(StrEnum):
    """How far the evidence carries a rule. A plus or a minus leans to the next grade."""

    A_MINUS = "A-"
    B = "B"
    C_PLUS = "C+"
    C = "C"
    C_MINUS = "C-"
    D = "D"
    X = "X"

    @property
    def meaning(self) -> Text:
        """What the letter stands for."""
        return _MEANINGS[self[0]]


_MEANINGS = {
    "A": Text("a trial or a large prospective cohort in runners"),
    "B": Text("one good prospective study in runners"),
    "C": Text("small, indirect or conflicting studies"),
    "D": Text("opinion, mechanism, or a policy of ours"),
    "X": Text("tested and not supported"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One paper. `doi` stands where the record of the paper was checked; the effect is as the paper gives it."""

    authors: str
    year: int
    journal: str
    effect: Text
    doi: str | None = None

    @property
    def citation(self) -> str:
        """Authors, year, journal and DOI, as they stand under the heading *References*."""
        cited = f"{self.authors} {self.year}, {self.journal}"
        return f"{cited}, doi {self.doi}" if self.doi else cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The grade of a rule and the studies behind it, or against it; without studies `note` says why."""

    grade: Grade
    note: Text
    """In a sentence: what the grade rests on."""
    studies: tuple[Study, ...] = ()
