import pytest

from connectors.address import check_base_url, stays
from connectors.garmin import Settings as GarminSettings
from connectors.strava import Settings as StravaSettings


@pytest.mark.parametrize(
    "address",
    [
        "https://www.strava.com",
        "https://www.api-v3.strava.com",
        "http://127.0.0.1:8080",
        "http://localhost:8080/prefix",
        "http://[::1]:80",
        "http://127.8.8.8",
    ],
)
def test_tokens_may_travel_by_https_or_within_this_machine(address: str) -> None:
    check_base_url(address)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://www.strava.com", "https://"),
        ("http://192.168.1.10:8080", "https://"),
        ("http://127.0.0.1.example.org", "https://"),
        ("http://localhost.example.org", "https://"),
        ("ftp://127.0.0.1", "whole address"),
        ("www.strava.com", "whole address"),
        ("", "whole address"),
        ("https://robin@example.org", "user name"),
        ("https://example.org/?a=b", "question mark"),
    ],
)
def test_any_other_address_is_refused_with_the_reason(address: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        check_base_url(address)


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("https://sso.garmin.com/a", "https://sso.garmin.com/b?c=d", True),
        ("https://sso.garmin.com/a", "https://SSO.garmin.com:443/b", True),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/b", True),
        ("https://sso.garmin.com/a", "https://connect.garmin.com/a", False),
        ("https://sso.garmin.com/a", "https://sso.garmin.com.example.org/a", False),
        ("https://sso.garmin.com/a", "https://sso.garmin.com@example.org/a", False),
        ("https://sso.garmin.com/a", "https://sso.garmin.com:8443/a", False),
        ("https://sso.garmin.com/a", "http://sso.garmin.com/a", False),
        ("http://sso.garmin.com/a", "http://sso.garmin.com/b", False),
        # Another port of this machine is another program, perhaps of another person.
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8081/a", False),
        ("https://sso.garmin.com/a", "https://sso.garmin.com:port/a", False),
        ("https://sso.garmin.com/a", "https://[sso/a", False),
        ("https://sso.garmin.com/a", "file:///etc/passwd", False),
    ],
)
def test_redirect_stays_only_with_who_answered(here: str, there: str, expected: bool) -> None:
    assert stays(here, there) is expected


def test_settings_of_both_sources_check_the_address() -> None:
    with pytest.raises(ValueError, match="https://"):
        GarminSettings(base_url="http://example.org")
    with pytest.raises(ValueError, match="https://"):
        StravaSettings(client_id="1", client_secret="s", base_url="http://example.org")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"client_id": "one"}, "client_id"),
        ({"client_id": ""}, "client_id"),
        ({"client_secret": ""}, "client_secret"),
        ({"interval_minutes": 0}, "interval_minutes"),
        ({"daily_reserve": -1}, "daily_reserve"),
    ],
)
def test_strava_settings_that_cannot_work_name_the_setting(changed: dict[str, object], said: str) -> None:
    values: dict[str, object] = {"client_id": "1", "client_secret": "s", **changed}
    with pytest.raises(ValueError, match=said):
        StravaSettings(**values)  # type: ignore[arg-type] # a table of wrong values


def test_client_secret_is_not_shown() -> None:
    assert "hush" not in repr(StravaSettings(client_id="1", client_secret="hush"))
