"""What Strava sends who asks for everything: a zip archive in the language of its owner.

The headers of what is of use to a runner are translated, and those of the rest are left in English.
"""

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.dates import format_datetime
from babel.numbers import format_decimal

from connectors.sandbox.fit_file import fit_file
from connectors.sandbox.strava_shapes import activity_id, strava_start
from connectors.sandbox.world import Outing, World

_HEADERS = {
    "en": """Activity ID|Activity Date|Activity Name|Activity Type|Activity Description|Elapsed Time|Distance
        |Max Heart Rate|Relative Effort|Commute|Activity Private Note|Activity Gear|Filename|Athlete Weight|Bike Weight
        |Elapsed Time|Moving Time|Distance|Max Speed|Average Speed|Elevation Gain|Elevation Loss|Elevation Low
        |Elevation High|Max Grade|Average Grade|Average Positive Grade|Average Negative Grade|Max Cadence
        |Average Cadence|Max Heart Rate|Average Heart Rate""",
    "nl": """Activiteits-ID|Datum van activiteit|Naam activiteit|Activiteitstype|Beschrijving van activiteit
        |Verstreken tijd|Afstand|Max. hartslag|Relatieve inspanning|Woon-werkverkeer|Privénotitie bij activiteit
        |Uitrusting voor activiteit|Bestandsnaam|Gewicht van atleet|Gewicht van fiets|Verstreken tijd|Beweegtijd|Afstand
        |Max. snelheid|Gemiddelde snelheid|Totale stijging|Totale daling|Kleinste hoogte|Grootste hoogte
        |Max. stijgingspercentage|Gemiddeld stijgingspercentage|Gemiddeld positief stijgingspercentage
        |Gemiddeld negatief stijgingspercentage|Max. cadans|Gemiddelde cadans|Max. hartslag|Gemiddelde hartslag""",
    "de": """Aktivitäts-ID|Aktivitätsdatum|Name der Aktivität|Aktivitätsart|Aktivitätsbeschreibung|Verstrichene Zeit
        |Distanz|Max. Herzfrequenz|Relative Leistung|Pendeln|Hinweis zur Privatsphäre für Aktivitäten
        |Aktivitätsausrüstung|Dateiname|Sportlergewicht|Fahrradgewicht|Verstrichene Zeit|Bewegungszeit|Distanz
        |Höchstgeschw.|Durchschnittliche Geschwindigkeit|Höhenzunahme|Höhenunterschied|Min. Höhe|Max. Höhe
        |Max. Steigung|Durchschnittliche Steigung|Durchschnittliche positive Steigung
        |Durchschnittliche negative Steigung|Max. Tritt-/Schrittfrequenz|Durchschnittliche Trittfrequenz
        |Max. Herzfrequenz|Durchschnittliche Herzfrequenz""",
    "fr": """ID de l'activité|Date de l'activité|Nom de l'activité|Type d'activité|Description de l'activité
        |Temps écoulé|Distance|Fréquence cardiaque max.|Effort relatif|Déplacement-transport
        |Note privée sur les activités|Matériel utilisé pour l'activité|Nom du fichier|Poids de l'athlète|Poids du vélo
        |Temps écoulé|Durée de déplacement|Distance|Vitesse max.|Vitesse moyenne|Dénivelé positif|Dénivelé négatif
        |Altitude min.|Altitude max.|Pente max.|Pente moyenne|Pente positive moyenne|Pente négative moyenne
        |Cadence max.|Cadence moyenne|Fréquence cardiaque max.|Fréquence cardiaque moyenne""",
    "es": """ID de actividad|Fecha de la actividad|Nombre de la actividad|Tipo de actividad
        |Descripción de la actividad|Tiempo transcurrido|Distancia|Ritmo cardíaco máximo|Esfuerzo relativo
        |Viaje al trabajo|Nota privada de actividad|Equipamiento de la actividad|Nombre del archivo|Peso del atleta
        |Peso de la bicicleta|Tiempo transcurrido|Tiempo en movimiento|Distancia|Velocidad máxima|Velocidad promedio
        |Desnivel positivo|Desnivel negativo|Elevación mínima|Elevación máxima|Pendiente máxima|Pendiente promedio
        |Pendiente positiva promedio|Pendiente negativa promedio|Cadencia máxima|Cadencia promedio
        |Ritmo cardíaco máximo|Ritmo cardíaco promedio""",
}
_UNTRANSLATED = """Max Watts|Average Watts|Calories|Max Temperature|Average Temperature|Relative Effort|Total Work
    |Number of Runs|Uphill Time|Downhill Time|Other Time|Perceived Exertion|Type|Start Time|Weighted Average Power
    |Power Count|Prefer Perceived Exertion|Perceived Relative Effort|Commute|Total Weight Lifted|From Upload
    |Grade Adjusted Distance|Weather Observation Time|Weather Condition|Weather Temperature|Apparent Temperature
    |Dewpoint|Humidity|Weather Pressure|Wind Speed|Wind Gust|Wind Bearing|Precipitation Intensity|Sunrise Time
    |Sunset Time|Moon Phase|Bike|Gear|Precipitation Probability|Precipitation Type|Cloud Cover|Weather Visibility
    |UV Index|Weather Ozone|Jump Count|Total Grit|Average Flow|Flagged|Average Elapsed Speed|Dirt Distance
    |Newly Explored Distance|Newly Explored Dirt Distance|Activity Count|Total Steps|Carbon Saved|Pool Length
    |Training Load|Intensity|Average Grade Adjusted Pace|Timer Time|Total Cycles|Recovery|With Pet|Competition
    |Long Run|For a Cause|With Kid|Downhill Distance|Total Sets|Total Reps"""
_COMPETITION = {"nl": "Wedstrijd", "de": "Wettbewerb", "fr": "Compétition", "es": "Competición"}
_TYPES = {
    "Run": {"nl": "Hardloopsessie", "de": "Lauf", "fr": "Course à pied", "es": "Carrera"},
    "TrailRun": {"nl": "Trailrun", "de": "Traillauf", "fr": "Trail", "es": "Carrera por senderos"},
    "VirtualRun": {
        "nl": "Virtuele hardloopsessie",
        "de": "Virtueller Lauf",
        "fr": "Course à pied virtuelle",
        "es": "Carrera virtual",
    },
    "Walk": {"nl": "Wandeling", "de": "Spaziergang", "fr": "Marche", "es": "Caminata"},
    "Hike": {"nl": "Hiken", "de": "Wandern", "fr": "Randonnée", "es": "Senderismo"},
    "Ride": {"nl": "Fietsrit", "de": "Radfahrt", "fr": "Vélo", "es": "Bicicleta"},
    "Swim": {"nl": "Zwemmen", "de": "Schwimmen", "fr": "Natation", "es": "Natación"},
    "WeightTraining": {
        "nl": "Krachttraining",
        "de": "Gewichtstraining",
        "fr": "Renforcement musculaire",
        "es": "Entrenamiento con pesas",
    },
    "Workout": {"nl": "Training", "de": "Training", "fr": "Entraînement", "es": "Entrenamiento"},
}
_DATES = {
    "en": "MMM d, y, h:mm:ss\u202fa",
    "nl": "d MMM y, HH:mm:ss",
    "de": "dd.MM.y, HH:mm:ss",
    "fr": "d MMM y, HH:mm:ss",
    "es": "d MMM y, HH:mm:ss",
}
MOST_COLUMNS = 103
"""As many as the exports of late 2026 have. New ones were put in before the last."""


def strava_export(world: World, path: Path, *, language: str = "en", columns: int = MOST_COLUMNS) -> None:
    """Write the archive as it is made now: activities.csv of so many columns, shoes.csv, and a recording of each."""
    names = {pair.key: pair.strava_name or pair.name for pair in world.pairs()}
    made = world.now.timetuple()[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, data: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, made), data)

        header = _header(language, columns)
        outings = world.outings("strava")[::-1]
        rows = [
            _row(outing, header, language, gear=names.get(outing.pair_in("strava") or "", "")) for outing in outings
        ]
        put("activities.csv", _csv([header, *rows]))
        pairs = [[names[pair.key], pair.brand, pair.model, ""] for pair in world.pairs()]
        put("shoes.csv", _csv([["Shoe Name", "Shoe Brand", "Shoe Model", "Shoe Default Sport Types"], *pairs]))
        put("bikes.csv", _csv([["Bike Name", "Bike Brand", "Bike Model", "Bike Default Sport Types"]]))
        for outing in outings:
            put(_recording(outing), gzip.compress(fit_file(outing, every_s=60), mtime=0))


def _header(language: str, columns: int) -> list[str]:
    words = f"{_HEADERS[language]}|{_UNTRANSLATED}".split("|")
    header = [_COMPETITION.get(language, word) if word == "Competition" else word for word in map(str.strip, words)]
    return [*header[: columns - 1], "Media"]


def _row(outing: Outing, header: list[str], language: str, *, gear: str) -> list[str]:
    distance_m = outing.distance_in("strava")
    pulse = outing.average_heart_rate_bpm
    shown: Mapping[int, object] = {
        0: activity_id(outing),
        1: _date(strava_start(outing), language),
        2: outing.name,
        3: _type(outing.sport, language),
        5: outing.elapsed_s,
        6: format_decimal(round(distance_m / 1000, 2), "#,##0.##", locale=language),
        7: None if pulse is None else pulse + 17,
        9: "false",
        11: gear,
        12: _recording(outing),
    }
    exact: Mapping[int, float | None] = {
        15: outing.elapsed_s,
        16: outing.moving_s,
        17: distance_m,
        18: 1.3 * distance_m / outing.moving_s if outing.moving_s else 0.0,
        19: distance_m / outing.moving_s if outing.moving_s else 0.0,
        20: outing.climb_m,
        21: outing.climb_m,
        # Strava counts the steps of one leg.
        29: None if outing.average_cadence_spm is None else outing.average_cadence_spm / 2,
        30: None if pulse is None else pulse + 17,
        31: pulse,
        50: 0.0,
        52: 1.0,
        95: 1.0 if outing.is_race else 0.0,
    }
    cells = dict(shown) | {place: None if value is None else float(value) for place, value in exact.items()}
    return ["" if (cell := cells.get(place)) is None else str(cell) for place in range(len(header) - 1)] + [""]


def _recording(outing: Outing) -> str:
    return f"activities/{activity_id(outing) + 1_000_000_000}.fit.gz"


def _date(moment: datetime, language: str) -> str:
    return format_datetime(moment.astimezone(UTC), _DATES[language], locale=language)


def _type(sport: str, language: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", sport)
    return _TYPES.get(sport, {}).get(language, words)


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
