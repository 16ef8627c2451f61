"""Which rules there are, and what each of them must bring."""

import ast
import inspect
import re
import string
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, get_args, get_origin, get_type_hints

import pytest

import rules
from rules.history import History
from rules.recovery.rest_days import Settings as RestDays
from rules.settings import Between
from rules.shoes.shoe_worn import Settings as ShoeWorn
from rules.state import RunnerState
from rules.verdicts import NoData, Rule
from tests.rules.series import state

ALL = rules.discover()
ROOMS = Path(rules.__file__).parent
HEADINGS = ["What it watches", "Why it matters", "What to do", "Options", "References"]
UNITS = (
    "_m",
    "_bpm",
    "_days",
    "_hours",
    "_s",
    "_ms",
    "_spm",
    "_percent",
    "_ratio",
    "_day",
    "_weekday",
    "_at",
    "_count",
)
UNITS_TOO = ("_score", "_site", "_flags")
NAMES = {"source", "login", "receiver", "shoe"}
VERIFIED_DOIS = {"10.1136/bjsports-2024-109380", "10.1177/0363546507307505", "10.1136/bjsm.2007.042200"}
VERIFIED_DOIS |= {"10.1111/sms.12154"}

by_rule = pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)


def source_of(rule: Rule) -> Path:
    return ROOMS.parent / (rule.function.__module__.replace(".", "/") + ".py")


def texts_in(path: Path) -> Iterator[ast.expr]:
    """Yield the argument of every Text(...) in a file, but for those that tell what a study found."""
    left: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while left:
        node = left.pop()
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if called == "Text" and isinstance(node, ast.Call):
            (argument,) = node.args
            yield argument
        elif called != "Evidence":
            left.extend(ast.iter_child_nodes(node))


def test_every_file_in_a_room_is_a_rule() -> None:
    files = {path.stem.replace("_", "-") for path in ROOMS.glob("*/*.py") if path.stem != "__init__"}
    assert {rule.name for rule in ALL} == files
    assert {"session-spike", "weekly-ramp", "layoff-return", "rest-days", "resting-heart-rate"} <= files
    assert {"shoe-worn", "source-silent", "login-dead", "subscription-lapsed", "receiver-dead"} <= files


def test_rules_come_by_name() -> None:
    assert [rule.name for rule in ALL] == sorted(rule.name for rule in ALL)


@by_rule
def test_a_rule_has_its_test(rule: Rule) -> None:
    source = source_of(rule)
    assert (Path(__file__).parent / source.parent.name / f"test_{source.name}").exists()


@by_rule
def test_a_rule_explains_itself_under_five_headings(rule: Rule) -> None:
    paragraphs = inspect.cleandoc(rule.explanation).split("\n\n")
    at = [paragraphs.index(heading) for heading in HEADINGS]
    assert at == sorted(at)
    assert at[0] == 1  # one sentence before
    assert all(later > earlier + 1 for earlier, later in zip(at, [*at[1:], len(paragraphs)], strict=True))


@by_rule
def test_a_rule_says_how_sure_it_is_and_cites_only_what_was_checked(rule: Rule) -> None:
    assert set(re.findall(r"10\.\d{4,}/\S+", rule.explanation)) <= VERIFIED_DOIS
    if rule.evidence is None:
        assert rule.room == "sources"
        assert "Grade D" in rule.explanation
        return
    said = rule.evidence.grade.value.replace("+", " plus").replace("-", " minus")
    assert re.search(rf"Grade {said}\b(?! plus| minus)", rule.explanation)
    paragraphs = inspect.cleandoc(rule.explanation).split("\n\n")
    cited = [" ".join(paragraph.split()) for paragraph in paragraphs[paragraphs.index("References") + 1 :]]
    if rule.evidence.studies:
        assert cited == [study.citation for study in rule.evidence.studies]
    else:
        (none,) = cited
        assert none.startswith("None: ")


@by_rule
def test_a_rule_rests_only_on_what_is_told_of_its_studies(rule: Rule) -> None:
    for study in rule.evidence.studies if rule.evidence else ():
        assert study.doi is None or study.doi in VERIFIED_DOIS
        assert 1990 < study.year < 2027
        assert study.authors
        assert study.journal
        assert study.effect


@by_rule
def test_settings_have_defaults_and_bounds_and_stand_among_the_options(rule: Rule) -> None:
    settings = rule.settings_type()
    assert is_dataclass(settings)
    hints = get_type_hints(rule.settings_type, include_extras=True)
    for field in fields(settings):
        value, hint = getattr(settings, field.name), hints[field.name]
        shown = (
            f"{value:.2f}"
            if field.name in ("limit", "warning", "week_limit", "limit_after_injury")
            else f"{value}".removesuffix(".0")
        )
        assert f"{field.name} ({shown})" in rule.explanation
        if isinstance(value, int | float):
            assert get_origin(hint) is Annotated
            (bound,) = get_args(hint)[1:]
            assert isinstance(bound, Between)
            assert bound.low <= value <= bound.high


@pytest.mark.parametrize("path", sorted(ROOMS.rglob("*.py")), ids=lambda path: path.stem)
def test_every_text_is_one_literal_with_values_whose_names_tell_their_unit(path: Path) -> None:
    for argument in texts_in(path):
        assert isinstance(argument, ast.Constant), f"{path.name}:{argument.lineno}"
        assert isinstance(argument.value, str)
        for _, name, _, _ in string.Formatter().parse(argument.value):
            assert name is None or name in NAMES or name.endswith((*UNITS, *UNITS_TOO)), name
        assert not re.search(r"\brisk|you will", argument.value)


def test_a_rule_that_is_not_in_the_settings_is_off() -> None:
    runner = state("5 " * 7)
    said = {rule.name for rule, _ in rules.evaluate(runner, {"rest-days": RestDays(), "shoe-worn": ShoeWorn()})}
    assert said == {"rest-days"}
    assert list(rules.evaluate(runner, {})) == []


def test_rules_may_be_given() -> None:
    runner = state("5 " * 7)
    every = {rule.name: rule.settings_type() for rule in ALL}
    only = [rule for rule in ALL if rule.name == "rest-days"]
    assert {rule.name for rule, _ in rules.evaluate(runner, every, only)} == {"rest-days"}


def test_a_runner_of_whom_nothing_is_known_is_not_called_well() -> None:
    nobody = RunnerState(now=datetime(2025, 1, 1, tzinfo=UTC), history=History((), known_through=None))
    every = {rule.name: rule.settings_type() for rule in ALL}
    said = list(rules.evaluate(nobody, every))
    assert all(isinstance(verdict, NoData) for _, verdict in said)
    by_day = {"resting-heart-rate", "heart-rate-variability", "sleep", "stress", "monotony", "strain", "strength"}
    assert {rule.name for rule, _ in said} >= by_day


def test_a_file_in_a_room_without_its_rule_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "attic").mkdir()
    (tmp_path / "attic" / "__init__.py").touch()
    (tmp_path / "attic" / "forgotten.py").write_text("def something_else(): ...\n")
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(tmp_path)])
    with pytest.raises(TypeError, match=r"rules\.attic\.forgotten holds no function forgotten"):
        rules.discover()
