"""Where the configuration is when nobody says it."""

import os
from pathlib import Path


def config_path(named: Path | None) -> Path:
    """Return the named path, that of SHINGUARD_CONFIG, or the platform's usual place."""
    if named is not None:
        return named
    if "SHINGUARD_CONFIG" in os.environ:
        return Path(os.environ["SHINGUARD_CONFIG"])
    from platformdirs import user_config_path

    return user_config_path("shinguard") / "shinguard.toml"
