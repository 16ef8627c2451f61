"""Which rules a replay asks, and when: each where it can have something new to say. Pure."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from itertools import chain

from daemon.alerts import as_it_stands
from daemon.as_known import is_morning
from daemon.records import Key, Past
from rules import evaluate
from rules.state import RunnerState
from rules.verdicts import Judged, Rule, Verdict

Results = Mapping[Key, tuple[Rule, Verdict]]
"""How each subject stands."""


def is_replayed(rule: Rule, past: Past) -> bool:
    """Say whether what a rule goes by is on record: neither plans nor the health of sources are, as they once were."""
    match rule.room:
        case "sources":
            return False
        case "shoes":
            return bool(past.shoes)
        case "pain":
            return bool(past.pain)
    return rule.name != "planned-session"


class Panel:
    """The rules, each asked when it can have something new to say; until then it is heard again as it last spoke."""

    def __init__(self, rules: Iterable[Rule], settings: Mapping[str, object]) -> None:
        enabled = tuple(rules)
        self.lives = {rule.name: rule.life for rule in enabled}
        self._rules = {judged: tuple(rule for rule in enabled if rule.judged is judged) for judged in Judged}
        self._settings = settings
        self._said: dict[Judged, Results] = {}
        self._morning = date.min
        self._has_run = False
        """A session has ended since that morning."""

    def hear(self, state: RunnerState) -> tuple[Results, Container[str]]:
        """Return how each subject stands, and the names of the rules that were heard."""
        is_awake = is_morning(state.now)
        is_new_day = is_awake and state.today != self._morning
        has_ended = any(session.end == state.now for session in state.judged)
        self._ask(Judged.AT_ANY_TIME, state)
        if has_ended or state.is_marked or (is_new_day and not self._has_run):
            self._ask(Judged.BY_SESSION, state)
        self._has_run = has_ended or (self._has_run and not is_new_day)
        if is_new_day:
            self._ask(Judged.BY_DAY, state)
            self._morning = state.today
        # Before seven the values of the morning are not there, and yesterday's are over.
        heard = [judged for judged in self._said if is_awake or judged is not Judged.BY_DAY]
        said = dict(chain.from_iterable(self._said[judged].items() for judged in heard))
        return said, self.lives if is_awake else {rule.name for judged in heard for rule in self._rules[judged]}

    def _ask(self, judged: Judged, state: RunnerState) -> None:
        self._said[judged] = as_it_stands(evaluate(state, self._settings, self._rules[judged]))
