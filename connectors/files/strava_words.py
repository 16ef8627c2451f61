"""The words of a Strava export: its columns and kinds of activity as Strava writes them in English, Dutch, German,
French and Spanish.

They were collected from exports of 2019 to 2026. Strava has changed some of them on the way, so that a column may have
several names in one language. What none of the names fits is recognised by its content: see strava_columns.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum

from rules.records import Sport


class Field(StrEnum):
    """A column that is read; its value is the column's name in an English export."""

    ID = "Activity ID"
    DATE = "Activity Date"
    TYPE = "Activity Type"
    ELAPSED = "Elapsed Time"
    MOVING = "Moving Time"
    DISTANCE = "Distance"
    GEAR = "Activity Gear"
    FILE = "Filename"
    HEART_RATE = "Average Heart Rate"
    CADENCE = "Average Cadence"
    CLIMB = "Elevation Gain"
    RACE = "Competition"


_NAMES: Mapping[str, Mapping[Field, str]] = {
    "en": {field: field.value for field in Field},
    "nl": {
        Field.ID: "Activiteits-ID | ID van activiteit",
        Field.DATE: "Datum van activiteit",
        Field.TYPE: "Activiteitstype | Type activiteit",
        Field.ELAPSED: "Verstreken tijd",
        Field.MOVING: "Beweegtijd | Tijd in beweging",
        Field.DISTANCE: "Afstand",
        Field.GEAR: "Uitrusting voor activiteit | Materiaal voor activiteit",
        Field.FILE: "Bestandsnaam",
        Field.HEART_RATE: "Gemiddelde hartslag",
        Field.CADENCE: "Gemiddelde cadans",
        Field.CLIMB: "Totale stijging | Hoogtewinst",
        Field.RACE: "Wedstrijd | Competitie",
    },
    "de": {
        Field.ID: "Aktivitäts-ID",
        Field.DATE: "Aktivitätsdatum | Datum der Aktivität",
        Field.TYPE: "Aktivitätsart | Aktivitätstyp | Art der Aktivität",
        Field.ELAPSED: "Verstrichene Zeit",
        Field.MOVING: "Bewegungszeit",
        Field.DISTANCE: "Distanz",
        Field.GEAR: "Aktivitätsausrüstung | Ausrüstung für Aktivität",
        Field.FILE: "Dateiname",
        Field.HEART_RATE: "Durchschnittliche Herzfrequenz",
        Field.CADENCE: "Durchschnittliche Trittfrequenz | Durchschnittliche Tritt-/Schrittfrequenz",
        Field.CLIMB: "Höhenzunahme | Höhengewinn",
        Field.RACE: "Wettbewerb | Wettkampf",
    },
    "fr": {
        Field.ID: "ID de l'activité",
        Field.DATE: "Date de l'activité",
        Field.TYPE: "Type d'activité",
        Field.ELAPSED: "Temps écoulé",
        Field.MOVING: "Durée de déplacement | Temps de déplacement",
        Field.DISTANCE: "Distance",
        Field.GEAR: "Matériel utilisé pour l'activité | Matériel pour l'activité",
        Field.FILE: "Nom du fichier",
        Field.HEART_RATE: "Fréquence cardiaque moyenne",
        Field.CADENCE: "Cadence moyenne",
        Field.CLIMB: "Dénivelé positif",
        Field.RACE: "Compétition",
    },
    "es": {
        Field.ID: "ID de actividad | ID de la actividad",
        Field.DATE: "Fecha de la actividad | Fecha de actividad",
        Field.TYPE: "Tipo de actividad",
        Field.ELAPSED: "Tiempo transcurrido",
        Field.MOVING: "Tiempo en movimiento",
        Field.DISTANCE: "Distancia",
        Field.GEAR: "Equipamiento de la actividad | Equipo de la actividad | Equipo para la actividad",
        Field.FILE: "Nombre del archivo | Nombre de archivo",
        Field.HEART_RATE: "Ritmo cardíaco promedio | Frecuencia cardíaca media | Frecuencia cardíaca promedio",
        Field.CADENCE: "Cadencia promedio | Cadencia media",
        Field.CLIMB: "Desnivel positivo",
        Field.RACE: "Competición | Competencia",
    },
}

_SPORTS = {
    Sport.RUN: "Run | Hardloopsessie | Hardlopen | Lauf | Laufen | Course à pied | Carrera | Correr",
    Sport.TRAIL_RUN: """Trail Run | Trailrun | Trailloop | Traillauf | Trail | Course de trail | Trail running
        | Carrera por senderos | Carrera de trail | Carrera de montaña""",
    Sport.VIRTUAL_RUN: """Virtual Run | Virtuele hardloopsessie | Virtueel hardlopen | Virtueller Lauf
        | Course à pied virtuelle | Carrera virtual""",
    Sport.WALK: "Walk | Wandeling | Wandelen | Spaziergang | Gehen | Marche | Caminata | Caminar",
    Sport.HIKE: """Hike | Snowshoe | Hiken | Hike-tocht | Sneeuwschoenwandelen | Wandern | Wanderung
        | Schneeschuhwanderung | Schneeschuhwandern | Randonnée | Raquettes | Senderismo | Excursión
        | Raquetas de nieve""",
    Sport.RIDE: """Ride | Virtual Ride | Mountain Bike Ride | Gravel Ride | E-Bike Ride | E-Mountain Bike Ride
        | Handcycle | Velomobile
        | Fietsrit | Virtuele fietsrit | Mountainbikerit | Mountainbiken | Gravelrit | E-bikerit | E-fietsrit
        | E-mountainbikerit | Handbike | Velomobiel
        | Radfahrt | Virtuelle Radfahrt | Mountainbikefahrt | Mountainbike-Fahrt | Gravelfahrt | Gravelbike-Fahrt
        | E-Bike-Fahrt | E-Mountainbike-Fahrt | Velomobil
        | Vélo | Sortie à vélo | Vélo virtuel | Sortie à vélo virtuelle | VTT | Sortie VTT | Gravel | Sortie gravel
        | Vélo électrique | VTT électrique | Vélomobile
        | Bicicleta | Ciclismo | Bicicleta virtual | Ciclismo virtual | Bicicleta de montaña
        | Bicicleta eléctrica | Bicicleta de gravel""",
    Sport.SWIM: "Swim | Zwemmen | Zwemsessie | Schwimmen | Natation | Natación",
    Sport.STRENGTH: """Weight Training | Crossfit | Krachttraining | Gewichtstraining | Krafttraining
        | Musculation | Renforcement musculaire | Entraînement aux poids | Entrenamiento con pesas""",
    Sport.OTHER: """Workout | Yoga | Pilates | Elliptical | Stair-Stepper | Rowing | Virtual Row | Canoeing | Kayaking
        | Rock Climbing | Alpine Ski | Backcountry Ski | Nordic Ski | Roller Ski | Snowboard | Ice Skate | Inline Skate
        | Skateboard | Stand Up Paddling | Surfing | Windsurf | Kitesurf | Sail | Golf | Soccer | Tennis | Badminton
        | Squash | Padel | Pickleball | Racquetball | Table Tennis | High Intensity Interval Training | HIIT
        | Wheelchair
        | Training | Stepapparaat | Crosstrainer | Roeien | Kayakken | Kanoën | Skiën | Schaatsen | Voetbal
        | Ellipsentrainer | Rudern | Kajakfahren | Kanufahrt | Klettern | Ski Alpin | Skitouren | Langlauf
        | Snowboarden | Eislaufen | Inlineskaten | Fußball
        | Entraînement | Aviron | Vélo elliptique | Escalade | Ski alpin | Ski de fond | Patinage | Football
        | Entrenamiento | Remo | Elíptica | Escalada | Esquí alpino | Esquí de fondo | Patinaje | Fútbol""",
}

_TAG = re.compile(r"<[^<>]*>")
_LEAKED = re.compile(r"translation missing:\s*([\w.-]+)", re.IGNORECASE)
_SHORT = {"avg": "average", "elev": "elevation", "hr": "heart rate"}


def plain(text: str) -> str:
    """Return a word as it is compared: without accents, capitals and signs, words parted by one blank.

    A header that leaked untranslated, `<span title="translation missing: nl.lib.(...).avg_flow">Avg Flow</span>` or
    only what stands in its title, is named by the end of its key: average flow.
    """
    text = html.unescape(text)
    leaked = _LEAKED.search(text)
    if leaked:
        words = leaked[1].casefold().rpartition(".")[2].split("_")
        text = " ".join(_SHORT.get(word, word) for word in words)
    letters = unicodedata.normalize("NFKD", _TAG.sub(" ", text)).casefold()
    kept = (letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())


def _split(words: str) -> Iterable[str]:
    return (plain(word) for word in words.split("|"))


_FIELDS = {name: field for named in _NAMES.values() for field, names in named.items() for name in _split(names)}
_LANGUAGES = {
    language: frozenset(name for names in named.values() for name in _split(names))
    for language, named in _NAMES.items()
}
_KINDS = {word.replace(" ", ""): sport for sport, words in _SPORTS.items() for word in _split(words)}


def field_of(header: str) -> Field | None:
    """Return the field that a column of that name holds in some language, None for any other column."""
    return _FIELDS.get(plain(header))


def language_of(headers: Iterable[str]) -> str | None:
    """Return the language that most of the columns are named in: `en`, `nl`, `de`, `fr`, `es`, or None."""
    named = {plain(header) for header in headers}
    counts = {language: len(named & names) for language, names in _LANGUAGES.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] else None


def sport_of(word: str) -> Sport | None:
    """Return the sport that Strava calls so, None where the word is not known."""
    return _KINDS.get(plain(word).replace(" ", ""))
