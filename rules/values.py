"""The named values of a message: the end of a name is its unit."""

from collections.abc import Mapping
from datetime import date

Values = Mapping[str, int | float | str | date]
"""Named values of a message. The end of a name is its unit, by which it is written in the runner's language:
`_m` metres, `_bpm`, `_days`, `_hours`, `_s` (a duration: 7 h 05 min), `_ms` milliseconds, `_spm` steps a minute,
`_percent`, `_ratio` (two decimals), `_day` (a date), `_weekday` (a date with its name), `_at` (a datetime, ISO 8601),
`_count`, `_score` (one decimal), `_site` and `_flags` (words of the closed vocabularies, parted by blanks);
any other name is text that stands as it is (a shoe, a source). Beside `usual_m`, `usual_ratio` or `usual_score` a value
of the same unit gets as many decimals as show that it differs."""

NO_VALUES: Values = {}
