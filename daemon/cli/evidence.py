"""What is known for and against a rule, as `rules explain` and `alerts show` print it."""

from collections.abc import Iterator
from typing import Any

from daemon.language import _
from rules.evidence import Evidence


def evidence_lines(evidence: Evidence | None) -> Iterator[str]:
    """Yield the grade with its meaning, what it rests on, and each study with what it found."""
    if evidence is None:
        yield _("It is about the program itself: no study is needed.")
        return
    yield _("Grade {grade}: {meaning}.", grade=evidence.grade.value, meaning=_(evidence.grade.meaning))
    yield _(evidence.note)
    for study in evidence.studies:
        # It stands in the explanation too, and is translated there.
        yield f"{_(study.citation)}. {_(study.effect)}"


def evidence_as_json(evidence: Evidence | None) -> dict[str, Any] | None:
    """Return plain JSON types; the sentences are in the language of the command."""
    if evidence is None:
        return None
    return {
        "grade": evidence.grade.value,
        "meaning": _(evidence.grade.meaning),
        "note": _(evidence.note),
        "studies": [
            {
                "authors": study.authors,
                "year": study.year,
                "journal": study.journal,
                "doi": study.doi,
                "effect": _(study.effect),
            }
            for study in evidence.studies
        ],
    }
