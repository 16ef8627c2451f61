"""Which rules a replay asks, and when: each where it can have something new to say. Pure."""

from collections.abc import Container, Iterable, Mapping
from datetime import date

from daemon.alerts import Results, as_it_stands
from daemon.as_known import is_morning
from daemon.records import Past
from rules import evaluate
from rules.state import RunnerState
from rules.verdicts import Finding, Judged, Rule


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
    """The rules, each asked when it can have something new to say; what it found is found again until then."""

    def __init__(self, rules: Iterable[Rule], settings: Mapping[str, object]) -> None:
        enabled = tuple(rules)
        self.lives = {rule.name: rule.life for rule in enabled}
        self._kinds = {judged: [rule for rule in enabled if rule.judged is judged] for judged in Judged}
        self._settings = settings
        self._found: Results = {}
        self._logged: object = None
        self._worn: object = None
        self._asked: dict[tuple[Judged, ...], tuple[tuple[Rule, ...], frozenset[str]]] = {}
        self._morning = date.min
        self._has_run = False
        """A session has ended since that morning."""

    def hear(self, state: RunnerState, *, heeded: Container[str]) -> tuple[Results, Container[str]]:
        """Return how each subject stands, and the names of the rules that were asked.

        `heeded` is that of `as_it_stands`. Of a rule that was not asked only what it found is said again: what
        else it said has had its effect.
        """
        is_awake = is_morning(state.now)
        news = self._news(state, is_awake=is_awake)
        asked, names = self._to_ask(news)
        said = as_it_stands(evaluate(state, self._settings, asked), heeded=heeded)
        still = {key: each for key, each in self._found.items() if each[0].judged not in news}
        self._found = still | {key: each for key, each in said.items() if isinstance(each[1], Finding)}
        if not is_awake:
            # Before seven the values of the morning are not there, and yesterday's are over.
            still = {key: each for key, each in still.items() if each[0].judged is not Judged.BY_DAY}
        return {**still, **said}, names

    def _to_ask(self, news: tuple[Judged, ...]) -> tuple[tuple[Rule, ...], frozenset[str]]:
        """Return the rules of these kinds, and their names: there are few sets of kinds, and thousands of moments."""
        if news not in self._asked:
            rules = tuple(rule for judged in news for rule in self._kinds[judged])
            self._asked[news] = rules, frozenset(rule.name for rule in rules)
        return self._asked[news]

    def _news(self, state: RunnerState, *, is_awake: bool) -> tuple[Judged, ...]:
        """Return the kinds of rules that can have something new to say."""
        now, today = state.now, state.today
        news = [Judged.AT_ANY_TIME]
        logged = today, state.pain.by_site(now)
        if logged != self._logged:
            news.append(Judged.BY_LOG)
            self._logged = logged
        worn = today, state.on_foot.every.over(now), state.shoes
        if worn != self._worn:
            news.append(Judged.BY_WEAR)
            self._worn = worn
        is_new_day = is_awake and today != self._morning
        has_ended = now in [session.end for session in state.judged]
        if has_ended or state.is_marked or (is_new_day and not self._has_run):
            news.append(Judged.BY_SESSION)
        self._has_run = has_ended or (self._has_run and not is_new_day)
        if is_new_day:
            news.append(Judged.BY_DAY)
            self._morning = today
        return tuple(news)
