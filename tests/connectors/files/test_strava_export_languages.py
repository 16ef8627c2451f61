from datetime import date, datetime
from pathlib import Path

import pytest

from connectors.base import Batch
from connectors.files.archive import ZipArchive
from connectors.files.strava_export import batches, is_strava_export
from connectors.sandbox import World, season
from connectors.sandbox.strava_export import strava_export
from rules.records import Activity, Sport
from tests.connectors.files.exported import AMSTERDAM, THE_RUN, only, read
from tests.connectors.worlds import NOW, small_world

DUTCH = (
    "Activiteits-ID,Datum van activiteit,Naam activiteit,Activiteitstype,Beschrijving van activiteit,Verstreken tijd,"
    "Afstand,Max. hartslag,Relatieve inspanning,Woon-werkverkeer,Privénotitie bij activiteit,{gear},Bestandsnaam,"
    "Gewicht van atleet,Gewicht van fiets,Verstreken tijd,Beweegtijd,Afstand,Max. snelheid,Gemiddelde snelheid,"
    "Totale stijging,Totale daling,Kleinste hoogte,Grootste hoogte,Max. stijgingspercentage,"
    "Gemiddeld stijgingspercentage,Gemiddelde positieve helling,Gemiddelde negatieve helling,Max. cadans,"
    "Gemiddelde cadans,Max. hartslag,Gemiddelde hartslag\n"
)
GERMAN = (
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,Distanz,"
    "Max. Herzfrequenz,Relative Leistung,Pendeln,Hinweis zur Privatsphäre für Aktivitäten,{gear},Dateiname,"
    "Sportlergewicht,Fahrradgewicht,Verstrichene Zeit,Bewegungszeit,Distanz,Höchstgeschw.,"
    "Durchschnittliche Geschwindigkeit,Höhenzunahme,Höhenunterschied,Min. Höhe,Max. Höhe,Max. Steigung,"
    "Durchschnittliche Steigung,Durchschnittliche positive Steigung,Durchschnittliche negative Steigung,"
    "Max. Tritt-/Schrittfrequenz,Durchschnittliche Trittfrequenz,Max. Herzfrequenz,Durchschnittliche Herzfrequenz\n"
)
FRENCH = (
    "ID de l'activité,Date de l'activité,Nom de l'activité,Type d'activité,Description de l'activité,Temps écoulé,"
    "Distance,Fréquence cardiaque max.,Effort relatif,Déplacement-transport,Note privée sur les activités,"
    "Matériel utilisé pour l'activité,Nom du fichier,Poids de l'athlète,Poids du vélo,Temps écoulé,"
    "Durée de déplacement,Distance,Vitesse max.,Vitesse moyenne,Dénivelé positif,Dénivelé négatif,Altitude min.,"
    "Altitude max.,Pente max.,Pente moyenne,Pente positive moyenne,Pente négative moyenne,Cadence max.,"
    "Cadence moyenne,Fréquence cardiaque max.,Fréquence cardiaque moyenne\n"
)
SPANISH = (
    "ID de actividad,Fecha de la actividad,Nombre de la actividad,Tipo de actividad,Descripción de la actividad,"
    "Tiempo transcurrido,Distancia,Ritmo cardíaco máximo,Esfuerzo relativo,Viaje al trabajo,Nota privada de actividad,"
    "Equipamiento de la actividad,Nombre del archivo,Peso del atleta,Peso de la bicicleta,Tiempo transcurrido,"
    "Tiempo en movimiento,Distancia,Velocidad máxima,Velocidad promedio,Desnivel positivo,Desnivel negativo,"
    "Elevación mínima,Elevación máxima,Pendiente máxima,Pendiente promedio,Pendiente positiva promedio,"
    "Pendiente negativa promedio,Cadencia máxima,Cadencia promedio,Ritmo cardíaco máximo,Ritmo cardíaco promedio\n"
)
ROW = (
    '101,"{date}",Evening,{type},"",3700,"12,35",171,40,false,"",Blue,activities/901.fit.gz,,,'
    "3700.0,3600.0,12345.6,4.1,3.4,85.4,80.0,1.0,60.0,12.0,0.1,,,95.0,86.0,171.0,150.5\n"
)


@pytest.mark.parametrize(
    ("header", "told", "kind"),
    [
        (DUTCH.format(gear="Uitrusting voor activiteit"), "13 apr. 2026, 21:15:22", "Hardloopsessie"),
        (DUTCH.format(gear="Materiaal voor activiteit"), "13 apr 2026 21:15:22", "Hardlopen"),
        (GERMAN.format(gear="Aktivitätsausrüstung"), "13.04.2026, 21:15:22", "Lauf"),
        (GERMAN.format(gear="Ausrüstung für Aktivität"), "13. Apr. 2026, 21:15:22", "Laufen"),
        (FRENCH, "13 avr. 2026 à 21:15:22", "Course à pied"),
        (FRENCH.replace("'", "\u2019"), "13 avr. 2026, 21:15:22", "Course à pied"),
        (SPANISH, "13 abr 2026, 21:15:22", "Carrera"),
        (SPANISH, "13 de abr. de 2026, 9:15:22 p. m.", "Carrera"),
    ],
)
def test_the_same_run_in_four_languages(tmp_path: Path, header: str, told: str, kind: str) -> None:
    assert only(read(tmp_path, header + ROW.format(date=told, type=kind))) == THE_RUN


@pytest.mark.parametrize(
    ("header", "told", "words", "sport"),
    [
        (DUTCH, "13 apr. 2026, 21:15:22", "Trailrun", Sport.TRAIL_RUN),
        (DUTCH, "13 apr. 2026, 21:15:22", "Virtuele hardloopsessie", Sport.VIRTUAL_RUN),
        (DUTCH, "13 apr. 2026, 21:15:22", "Wandeling", Sport.WALK),
        (DUTCH, "13 apr. 2026, 21:15:22", "Hiken", Sport.HIKE),
        (DUTCH, "13 apr. 2026, 21:15:22", "Virtuele fietsrit", Sport.RIDE),
        (DUTCH, "13 apr. 2026, 21:15:22", "Krachttraining", Sport.STRENGTH),
        (DUTCH, "13 apr. 2026, 21:15:22", "Training", Sport.OTHER),
        (GERMAN, "13.04.2026, 21:15:22", "Traillauf", Sport.TRAIL_RUN),
        (GERMAN, "13.04.2026, 21:15:22", "Virtueller Lauf", Sport.VIRTUAL_RUN),
        (GERMAN, "13.04.2026, 21:15:22", "Spaziergang", Sport.WALK),
        (GERMAN, "13.04.2026, 21:15:22", "Wandern", Sport.HIKE),
        (GERMAN, "13.04.2026, 21:15:22", "E-Bike-Fahrt", Sport.RIDE),
        (GERMAN, "13.04.2026, 21:15:22", "Gewichtstraining", Sport.STRENGTH),
        (FRENCH, "13 avr. 2026, 21:15:22", "Randonnée", Sport.HIKE),
        (FRENCH, "13 avr. 2026, 21:15:22", "Marche", Sport.WALK),
        (FRENCH, "13 avr. 2026, 21:15:22", "Vélo", Sport.RIDE),
        (FRENCH, "13 avr. 2026, 21:15:22", "Natation", Sport.SWIM),
        (SPANISH, "13 abr 2026, 21:15:22", "Caminata", Sport.WALK),
        (SPANISH, "13 abr 2026, 21:15:22", "Senderismo", Sport.HIKE),
        (SPANISH, "13 abr 2026, 21:15:22", "Bicicleta", Sport.RIDE),
        (SPANISH, "13 abr 2026, 21:15:22", "Entrenamiento con pesas", Sport.STRENGTH),
    ],
)
def test_kinds_of_activity(tmp_path: Path, header: str, told: str, words: str, sport: Sport) -> None:
    assert only(read(tmp_path, header + ROW.format(date=told, type=words))).sport is sport


@pytest.mark.parametrize(("shown", "distance_m"), [("24,5", 24_500), ("15", 15_000), ("1.000", 1_000_000)])
def test_the_ten_columns_of_2019_have_one_distance_in_kilometres_and_one_duration(
    tmp_path: Path, shown: str, distance_m: int
) -> None:
    text = (
        "Activiteits-ID,Datum van activiteit,Naam activiteit,Activiteitstype,Beschrijving van activiteit,"
        "Verstreken tijd,Afstand,Woon-werkverkeer,Materiaal voor activiteit,Bestandsnaam\n"
        f'1,"6 mrt. 2019 14:23:15",Ochtendrit,Fietsrit,,200000,"{shown}",false,Canyon,activities/1.gpx\n'
    )
    ride = only(read(tmp_path, text, made=datetime(2019, 3, 8, 12, 0)))
    assert (ride.distance_m, ride.elapsed_s, ride.moving_s) == (distance_m, 200_000, 200_000)


def exported(world: World, folder: Path, *, language: str, columns: int) -> list[Batch]:
    path = folder / f"{language}-{columns}.zip"
    strava_export(world, path, language=language, columns=columns)
    with ZipArchive(path) as archive:
        assert is_strava_export(archive)
        return list(batches(archive, zone=AMSTERDAM))


@pytest.mark.parametrize("language", ["nl", "de", "fr", "es"])
def test_the_language_of_an_export_changes_nothing(tmp_path: Path, language: str) -> None:
    world = season(date(2024, 5, 19), now=NOW)
    english = exported(world, tmp_path, language="en", columns=103)
    assert sum(len(batch.activities) for batch in english) > 100
    assert exported(world, tmp_path, language=language, columns=103) == english


@pytest.mark.parametrize("columns", [79, 84, 86, 92, 94, 99, 101])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_exports_of_the_years_differ_in_what_is_not_read(tmp_path: Path, language: str, columns: int) -> None:
    whole = exported(small_world(), tmp_path, language="en", columns=103)
    part = exported(small_world(), tmp_path, language=language, columns=columns)
    assert [unmarked(batch) for batch in part] == [unmarked(batch) for batch in whole]


def unmarked(batch: Batch) -> tuple[object, ...]:
    """Leave out which run was a race: of that the exports tell since 2025."""
    facts = [
        (each.source_id, each.sport, each.start, each.elapsed_s, each.moving_s, each.distance_m, each.gear_id)
        for each in batch.activities
    ]
    return facts, batch.shoes, batch.listing, batch.quarantined


def test_what_the_writer_wrote_of_a_small_life(tmp_path: Path) -> None:
    (batch,) = exported(small_world(), tmp_path, language="nl", columns=103)
    first, race, *_ = batch.activities
    assert isinstance(first, Activity)
    assert (first.source_id, first.distance_m, first.average_cadence_spm) == ("strava-11000000001", 10_000, 172.0)
    assert (first.is_race, race.is_race) == (False, True)
    assert [shoe.name for shoe in batch.shoes or ()] == ["Old ones", "New ones"]
