"""The configuration: TOML to typed settings, every problem at once, secrets from files or the environment."""

from daemon.config.loading import ConfigError, load
from daemon.config.model import Athlete, Config, ConnectorSettings, Notify
from daemon.config.problems import Problem
from daemon.config.secrets import Secret

__all__ = ["Athlete", "Config", "ConfigError", "ConnectorSettings", "Notify", "Problem", "Secret", "load"]
