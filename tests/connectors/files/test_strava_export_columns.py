import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from connectors.base import Quarantined, Words
from connectors.files.strava_export import batches
from connectors.files.strava_words import Field, field_of, plain
from connectors.files.unreadable import UnreadableFile
from tests.connectors.files.exported import AMSTERDAM, ENGLISH, RUN, THE_RUN, export, only, read

LEAK = "lib.export.portability_exporter.activities.horton_values"
OF_2020 = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Relative Effort,"
    "Commute,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance,Max Speed,"
    "Average Speed,Elevation Gain,Elevation Loss,Elevation Low,Elevation High,Max Grade,Average Grade,"
    "Average Positive Grade,Average Negative Grade,Max Cadence,Average Cadence,Max Heart Rate,Average Heart Rate,"
    "Max Watts,Average Watts,Calories,Max Temperature,Average Temperature,Relative Effort,Total Work,Number of Runs,"
    "Uphill Time,Downhill Time,Other Time,Perceived Exertion,"
    f"translation missing: en-GB.{LEAK}.type,translation missing: en-GB.{LEAK}.start_time,"
    "Weighted Average Power,Power Count,Prefer Perceived Exertion,Perceived Relative Effort,Commute,"
    "Total Weight Lifted,From Upload,Grade Adjusted Distance,Weather Observation Time,Weather Condition,"
    "Weather Temperature,Apparent Temperature,Dewpoint,Humidity,Weather Pressure,Wind Speed,Wind Gust,Wind Bearing,"
    "Precipitation Intensity,Sunrise Time,Sunset Time,Moon Phase,Bike,Gear,Precipitation Probability,"
    "Precipitation Type,Cloud Cover,Weather Visibility,UV Index,Weather Ozone,"
    f'"<span class=""translation_missing"" title=""translation missing: en-US.{LEAK}.jump_count"">Jump Count</span>",'
    f"translation missing: en-GB.{LEAK}.total_grit,translation missing: en-GB.{LEAK}.avg_flow,"
    f"translation missing: en-GB.{LEAK}.flagged\n"
)


def test_an_export_of_2020_with_79_columns_of_which_some_leaked_their_markup(tmp_path: Path) -> None:
    row = (
        '101,"13 Apr 2026, 21:15:22",Evening,Run,"",3700,12.35,40,false,Blue,activities/901.fit.gz,,,'
        "3700.0,3600.0,12345.6,4.1,3.4,85.4,80.0,1.0,60.0,12.0,0.1,,,95.0,86.0,171.0,150.5,,,300.0,,24.0,40.0,,,,,,,"
        "1.0,,,,0.0,,0.0,,1.0,12400.0,,,,,,,,,,,,,,,,4598181.0,,,,,,,,,,\n"
    )
    assert OF_2020.count(",") == 77
    assert only(read(tmp_path, OF_2020 + row)) == THE_RUN


def test_an_export_from_before_july_2019_has_other_names_and_metres(tmp_path: Path) -> None:
    text = (
        "id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n"
        "101,2026-04-13 21:15:22,Evening,Run,,3700,12345.6,false,Blue,activities/901.gpx\n"
    )
    expected = replace(THE_RUN, moving_s=3700, average_heart_rate_bpm=None, average_cadence_spm=None, climb_m=None)
    assert only(read(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (f"translation missing: nl.{LEAK}.avg_flow", "average flow"),
        (f'<span class="translation_missing" title="translation missing: nl.{LEAK}.type">Type</span>', "type"),
        ("&lt;b&gt;Dénivelé  positif&lt;/b&gt;", "denivele positif"),
        ("  AKTIVITÄTS-ID ", "aktivitats id"),
        ("Ritmo cardíaco promedio", "ritmo cardiaco promedio"),
    ],
)  # fmt: skip
def test_how_headers_are_compared(header: str, name: str) -> None:
    assert plain(header) == name


@pytest.mark.parametrize(
    ("field", "headers"),
    [
        (Field.ID, "Activity ID|Activiteits-ID|Aktivitäts-ID|ID de l'activité|ID de actividad"),
        (Field.DATE, "Activity Date|Datum van activiteit|Aktivitätsdatum|Date de l'activité|Fecha de la actividad"),
        (Field.TYPE, "Activity Type|Activiteitstype|Aktivitätsart|Type d'activité|Tipo de actividad"),
        (Field.ELAPSED, "Elapsed Time|Verstreken tijd|Verstrichene Zeit|Temps écoulé|Tiempo transcurrido"),
        (Field.MOVING, "Moving Time|Beweegtijd|Bewegungszeit|Durée de déplacement|Tiempo en movimiento"),
        (Field.DISTANCE, "Distance|Afstand|Distanz|Distancia"),
        (Field.GEAR, "Activity Gear|Uitrusting voor activiteit|Materiaal voor activiteit|Aktivitätsausrüstung"),
        (Field.FILE, "Filename|Bestandsnaam|Dateiname|Nom du fichier|Nombre del archivo"),
        (Field.HEART_RATE, "Average Heart Rate|Gemiddelde hartslag|Ritmo cardíaco promedio|Ritmo cardiaco promedio"),
        (Field.CADENCE, "Average Cadence|Gemiddelde cadans|Durchschnittliche Trittfrequenz|Cadence moyenne"),
        (Field.CLIMB, "Elevation Gain|Totale stijging|Hoogtewinst|Höhenzunahme|Dénivelé positif|Desnivel positivo"),
        (Field.RACE, "Competition|Wettbewerb|Compétition"),
        (None, "Type|Art|Gear|Ausrüstung|Matériel|Max Heart Rate|Grade Adjusted Distance"),
        (None, "Auf Steigung angepasste Distanz|Max. hartslag|Max. Tritt-/Schrittfrequenz|Longest Run|"),
    ],
)  # fmt: skip
def test_which_headers_name_which_field(field: Field | None, headers: str) -> None:
    assert {field_of(header) for header in headers.split("|")} == {field}


def renamed(text: str, names: dict[int, str]) -> str:
    first, rest = text.split("\n", 1)
    header = [names.get(number, name) for number, name in enumerate(first.split(","), start=1)]
    return ",".join(header) + "\n" + rest


@pytest.mark.parametrize("number", range(1, 33))
def test_a_column_under_a_name_that_nobody_knows_is_known_by_what_stands_in_it(tmp_path: Path, number: int) -> None:
    rows = RUN + RUN.replace("101,", "103,", 1).replace("3600.0", "3500.0")
    batch = read(tmp_path, renamed(ENGLISH + rows, {number: "Kolonne"}))
    assert batch.quarantined == ()
    assert batch.activities == (THE_RUN, replace(THE_RUN, source_id="strava-103", moving_s=3500))


def test_an_export_in_a_language_that_nobody_knows(tmp_path: Path) -> None:
    rows = RUN + RUN.replace("101,", "103,", 1).replace("3600.0", "3500.0")
    text = renamed(ENGLISH + rows, {number: f"Kolonne {number}" for number in range(1, 33)})
    batch = read(tmp_path, text)
    assert batch.quarantined == ()
    assert batch.activities == (THE_RUN, replace(THE_RUN, source_id="strava-103", moving_s=3500))


def test_what_is_empty_where_it_belongs_is_not_taken_from_elsewhere(tmp_path: Path) -> None:
    bare = RUN.replace("Blue", "").replace("85.4", "").replace("86.0", "").replace("150.5", "")
    text = renamed(ENGLISH + bare, {number: f"Kolonne {number}" for number in range(1, 33)})
    expected = replace(THE_RUN, gear_id=None, climb_m=None, average_cadence_spm=None, average_heart_rate_bpm=None)
    assert only(read(tmp_path, text)) == expected


def shuffled(text: str, order: list[int]) -> str:
    out = io.StringIO()
    rows = list(csv.reader(io.StringIO(text)))
    csv.writer(out, lineterminator="\n").writerows([row[place] for place in order] for row in rows)
    return out.getvalue()


@pytest.mark.parametrize("order", [list(range(31, -1, -1)), [*range(16, 32), *range(16)]], ids=["backwards", "halves"])
def test_columns_in_another_order_are_known_by_their_names(tmp_path: Path, order: list[int]) -> None:
    assert only(read(tmp_path, shuffled(ENGLISH + RUN, order))) == THE_RUN


def test_columns_in_another_order_without_names_are_known_by_what_stands_in_them(tmp_path: Path) -> None:
    rows = "".join(
        RUN.replace("101,", f"{12_000_000_000 + i},", 1).replace("3600.0", f"{3600 - i}.0") for i in range(3)
    )
    text = shuffled(ENGLISH + rows, [16, 12, 5, 0, 17, 11, 2, 3, 6, 15, 1, 31, 20, 29])
    batch = read(tmp_path, renamed(text, {number: f"Kolonne {number}" for number in range(1, 15)}))
    facts = [(each.source_id, each.elapsed_s, each.moving_s, each.distance_m) for each in batch.activities]
    assert facts == [
        ("strava-12000000000", 3700, 3600, 12_346),
        ("strava-12000000001", 3700, 3599, 12_346),
        ("strava-12000000002", 3700, 3598, 12_346),
    ]
    # Any number between 25 and 250 could be a heart rate, and any word a shoe: they are not guessed.
    assert {(each.average_heart_rate_bpm, each.climb_m, each.gear_id) for each in batch.activities} == {
        (None, None, None)
    }


@pytest.mark.parametrize("column", ["Activity ID", "Activity Date", "Activity Type", "Elapsed Time", "Distance"])
def test_a_column_that_nothing_goes_without_is_named_where_it_is_missing(tmp_path: Path, column: str) -> None:
    order = [place for place, header in enumerate(ENGLISH.strip().split(",")) if header != column]
    with (
        export(tmp_path, shuffled(ENGLISH + RUN, order)) as archive,
        pytest.raises(UnreadableFile, match=f'No column was understood as "{column}"'),
    ):
        list(batches(archive, zone=AMSTERDAM))


def test_kinds_of_activity_in_a_language_that_nobody_knows(tmp_path: Path) -> None:
    text = renamed(ENGLISH + RUN, {number: f"Colonna {number}" for number in range(1, 33)})
    text = text.replace("Apr 13, 2026, 9:15:22 PM", "13 apr 2026, 21:15:22").replace(",Run,", ",Corsa,")
    with (
        export(tmp_path, text) as archive,
        pytest.raises(UnreadableFile, match='No column was understood as "Activity Type"'),
    ):
        list(batches(archive, zone=AMSTERDAM))


def test_a_column_that_is_not_understood_is_named_and_the_rest_is_used(tmp_path: Path) -> None:
    text = renamed(ENGLISH + RUN.replace("Blue", "4711").replace("86.0", "8600"), {12: "Zubehör", 30: "Trittzahl"})
    batch = read(tmp_path, text)
    assert batch.activities == (replace(THE_RUN, gear_id=None, average_cadence_spm=None),)
    assert batch.quarantined == (
        Quarantined(
            source="files",
            source_id="strava-column-30",
            what=Words("column 30 (Trittzahl) is not understood: it may be Average Cadence"),
        ),
        Quarantined(
            source="files",
            source_id="strava-column-12",
            what=Words("column 12 (Zubehör) is not understood: it may be Activity Gear"),
        ),
    )


def test_a_name_that_is_very_long_is_cut(tmp_path: Path) -> None:
    text = renamed(ENGLISH + RUN.replace("86.0", "8600"), {30: "x" * 500})
    (notice,) = read(tmp_path, text).quarantined
    assert notice.what == f"column 30 ({'x' * 60}) is not understood: it may be Average Cadence"


def test_an_empty_column_under_a_strange_name_is_no_matter(tmp_path: Path) -> None:
    text = renamed(ENGLISH + RUN.replace("Blue", "").replace("86.0", ""), {12: "Zubehör", 30: "Trittzahl"})
    assert only(read(tmp_path, text)) == replace(THE_RUN, gear_id=None, average_cadence_spm=None)


def test_bad_cells_in_a_column_without_a_known_name_do_not_hide_the_others(tmp_path: Path) -> None:
    rows = "".join(RUN.replace("101,", f"{200 + number},", 1) for number in range(20))
    bad = RUN.replace("Apr 13", "Once upon")
    batch = read(tmp_path, renamed(ENGLISH + rows + bad, {2: "Kolonne"}))
    assert len(batch.activities) == 20
    (quarantined,) = batch.quarantined
    assert quarantined.what == "activity: column 2 (Kolonne) is no time"
    assert {activity.day for activity in batch.activities} == {date(2026, 4, 13)}
