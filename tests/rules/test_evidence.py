"""How the evidence of a rule is told."""

import pytest

from rules.evidence import Grade, Study, Text

EFFECT = Text("Of 532 novices 20.8 % were injured.")


@pytest.mark.parametrize(
    ("grade", "meaning"),
    [
        (Grade.A_MINUS, "a trial or a large prospective cohort in runners"),
        (Grade.B, "one good prospective study in runners"),
        (Grade.C_PLUS, "small, indirect or conflicting studies"),
        (Grade.C, "small, indirect or conflicting studies"),
        (Grade.C_MINUS, "small, indirect or conflicting studies"),
        (Grade.D, "opinion, mechanism, or a policy of ours"),
        (Grade.X, "tested and not supported"),
    ],
)
def test_every_grade_has_a_meaning(grade: Grade, meaning: str) -> None:
    assert grade.meaning == meaning


def test_a_study_is_cited_with_its_doi_where_that_was_checked() -> None:
    checked = Study(authors="Ada et al.", year=2008, journal="Journal of Gait 3", doi="10.1/x", effect=EFFECT)
    assert checked.citation == "Ada et al. 2008, Journal of Gait 3, doi 10.1/x"
    assert Study(authors="Ada", year=2008, journal="Gait", effect=EFFECT).citation == "Ada 2008, Gait"
