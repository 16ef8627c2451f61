import pytest


@pytest.fixture(autouse=True)
def _no_waiting_before_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """garminconnect waits some seconds before it sends a password, as a person would; a sandbox takes no offence."""
    for name in ("MOBILE", "WIDGET", "LOGIN"):
        monkeypatch.setattr(f"garminconnect.client.sso.{name}_DELAY_MIN_S", 0.0)
        monkeypatch.setattr(f"garminconnect.client.sso.{name}_DELAY_MAX_S", 0.0)
