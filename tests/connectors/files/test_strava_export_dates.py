from datetime import UTC, datetime

import pytest

from connectors.files.strava_dates import Dates, dates
from connectors.files.unreadable import UnreadableFile

EVENING = datetime(2026, 4, 13, 21, 15, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "cell", "moment"),
    [
        ("en", "Apr 13, 2026, 9:15:22 PM", EVENING),
        ("en", "Apr 13, 2026, 9:15:22\u202fPM", EVENING),
        ("en", "Apr 13, 2026, 9:15:22\u00a0pm", EVENING),
        ("en", "April 13, 2026 at 9:15:22 p.m.", EVENING),
        ("en", "13 Apr 2026, 21:15:22", EVENING),
        ("en", "2026 Apr 13, 21:15:22", EVENING),
        ("en", "13 April 2026 at 21:15:22", EVENING),
        ("en", "Sep 1, 2026, 12:00:00 AM", datetime(2026, 9, 1, tzinfo=UTC)),
        ("en", "1 Sept 2026, 12:00:00 PM", datetime(2026, 9, 1, 12, tzinfo=UTC)),
        ("nl", "9 mei 2026, 19:00:00", datetime(2026, 5, 9, 19, tzinfo=UTC)),
        ("nl", "6 mrt. 2024 14:23:15", datetime(2024, 3, 6, 14, 23, 15, tzinfo=UTC)),
        ("nl", "6 mrt 2024, 14:23:15", datetime(2024, 3, 6, 14, 23, 15, tzinfo=UTC)),
        ("nl", "6 maart 2024 om 14:23:15", datetime(2024, 3, 6, 14, 23, 15, tzinfo=UTC)),
        ("nl", "29 feb. 2024 02:23:15 p.m.", datetime(2024, 2, 29, 14, 23, 15, tzinfo=UTC)),
        ("de", "13.04.2026, 21:15:22", EVENING),
        ("de", "13. Apr. 2026, 21:15:22", EVENING),
        ("de", "3. März 2026 um 08:00:00", datetime(2026, 3, 3, 8, tzinfo=UTC)),
        ("de", "3. Mär 2026, 08:00:00", datetime(2026, 3, 3, 8, tzinfo=UTC)),
        ("de", "1. Jänner 2026, 08:00:00", datetime(2026, 1, 1, 8, tzinfo=UTC)),
        ("fr", "13 avr. 2026 à 21:15:22", EVENING),
        ("fr", "1 juil. 2026, 03:45:40", datetime(2026, 7, 1, 3, 45, 40, tzinfo=UTC)),
        ("fr", "1 juin 2026, 03:45:40", datetime(2026, 6, 1, 3, 45, 40, tzinfo=UTC)),
        ("fr", "24 août 2026, 03:45:40", datetime(2026, 8, 24, 3, 45, 40, tzinfo=UTC)),
        ("fr", "24 févr. 2026 03:45", datetime(2026, 2, 24, 3, 45, tzinfo=UTC)),
        ("es", "13 abr 2026, 21:15:22", EVENING),
        ("es", "13 abr. 2026 21:15:22", EVENING),
        ("es", "13 de abr. de 2026, 9:15:22 p. m.", EVENING),
        ("es", "13 de abril de 2026, 9:15:22 p.\u00a0m.", EVENING),
        ("es", "1 sept 2026, 9:15:22", datetime(2026, 9, 1, 9, 15, 22, tzinfo=UTC)),
        ("es", "1 sep 2026, 9:15:22", datetime(2026, 9, 1, 9, 15, 22, tzinfo=UTC)),
        # Languages that have no names of columns in strava_words.
        (None, "13 mag 2026, 21:15:22", datetime(2026, 5, 13, 21, 15, 22, tzinfo=UTC)),
        (None, "13 de out. de 2026, 21:15:22", datetime(2026, 10, 13, 21, 15, 22, tzinfo=UTC)),
        (None, "13 апр. 2026 г., 21:15:22", EVENING),  # noqa: RUF001 - Russian
        (None, "2026年4月13日 21:15:22", EVENING),
        (None, "2026. 4. 13. 오후 9:15:22", EVENING),
        (None, "2026-04-13 21:15:22", EVENING),
        (None, "2026-04-13T21:15:22Z", EVENING),
    ],
)
def test_a_date_as_its_language_writes_it(language: str | None, cell: str, moment: datetime) -> None:
    way = dates([cell], language=language)
    assert way is not None
    assert way.read(cell) == moment


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "today",
        "13 apr. 2026",
        "21:15:22",
        "31 apr. 2026, 21:15:22",
        "13 apr. 2026, 25:15:22",
        "13 apr. 2026, 13:15:22 PM",
        "13 apr. 2026, 0:15:22 PM",
        "13 apr. mei 2026, 21:15:22",
        "13 xyz 2026, 21:15:22",
        "13 apr. 26, 21:15:22",
        "13 apr. 1926, 21:15:22",
        "13.13.2026, 21:15:22",
        "99999999999999999999 apr. 2026, 21:15:22",
        "013 apr. 2026, 21:15:22",
        "13.4.999, 21:15:22",
        "13 apr. 2026, 21:15:22 en 22:15:22",
        "13 apr. 2026, 21:15:22+02:00",
        "1 " * 200,
    ],
)
def test_what_is_no_date(cell: str) -> None:
    assert Dates(language="nl", day_first=True).read(cell) is None


@pytest.mark.parametrize(
    ("cells", "language", "expected"),
    [
        # A 13 decides for the whole column, in whatever language.
        (["3/4/2026 10:00", "13/4/2026 10:00"], "en", datetime(2026, 4, 3, 10, tzinfo=UTC)),
        (["3/4/2026 10:00", "4/13/2026 10:00"], "en", datetime(2026, 3, 4, 10, tzinfo=UTC)),
        (["3/4/2026 10:00", "4/13/2026 10:00"], "nl", datetime(2026, 3, 4, 10, tzinfo=UTC)),
        (["3/4/2026 10:00", "4/13/2026 10:00"], None, datetime(2026, 3, 4, 10, tzinfo=UTC)),
        # Without one, the language does.
        (["3/4/2026 10:00", "5/6/2026 10:00"], "nl", datetime(2026, 4, 3, 10, tzinfo=UTC)),
        (["03.04.2026, 10:00:00"], "de", datetime(2026, 4, 3, 10, tzinfo=UTC)),
        # One that fits neither changes nothing.
        (["3/4/2026 10:00", "13/4/2026 10:00", "14/4/2026 10:00", "4/15/2026 10:00"], "en",
         datetime(2026, 4, 3, 10, tzinfo=UTC)),
        # The year comes first: there is nothing to decide.
        (["2026/03/04 10:00"], "en", datetime(2026, 3, 4, 10, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_which_number_is_the_day(cells: list[str], language: str | None, expected: datetime) -> None:
    way = dates(cells, language=language)
    assert way is not None
    assert way.read(cells[0]) == expected


@pytest.mark.parametrize("language", ["en", None])
def test_where_nothing_tells_the_day_from_the_month_none_is_guessed(language: str | None) -> None:
    with pytest.raises(UnreadableFile, match="the day or the month"):
        dates(["3/4/2026 10:00", "5/6/2026 10:00"], language=language)


def test_months_that_are_spelt_alike_are_read_in_the_language_of_the_file() -> None:
    way = dates(["13 mar 2026, 10:00:00"], language="es")
    assert way == Dates(language="es", day_first=True)


@pytest.mark.parametrize(
    ("cells", "is_one"),
    [
        (["9 mei 2026, 19:00:00", "bad"], True),
        (["9 mei 2026, 19:00:00", "bad", "worse"], False),
        (["", "9 mei 2026, 19:00:00", " "], True),
        (["12", "13"], False),
        ([], False),
    ],
)
def test_a_column_of_dates_may_hold_some_that_are_none(cells: list[str], is_one: bool) -> None:
    assert (dates(cells, language="nl") is not None) is is_one
