"""One setting changed, as if the configuration said so."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from daemon.config.checking import athlete_model
from daemon.config.loading import ConfigError
from daemon.config.problems import Problem, problems_of


def what_if(rules: Mapping[str, Any], rule: str, option: str, text: str) -> dict[str, object]:
    """Return the rules' settings with one option of one rule set to `text`, read as TOML or else as a word.

    Raise ConfigError, with the path of what is wrong, as for a file.
    """
    settings = rules.get(rule)
    table = {} if settings is None else asdict(settings)
    model = athlete_model(Path(), {})
    try:
        checked: Any = model.model_validate({"rules": {rule: {**table, option: _value(text)}}})
    except ValidationError as error:
        problems = (Problem(path=".".join(path), message=message) for path, message in problems_of(error, model))
        raise ConfigError(tuple(problems)) from None
    changed = getattr(checked.rules, rule.replace("-", "_"))
    others = {name: kept for name, kept in rules.items() if name != rule}
    return others if changed is None else {**others, rule: changed}


def _value(text: str) -> object:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
