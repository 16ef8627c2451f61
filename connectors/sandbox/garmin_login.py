"""How Garmin Connect lets somebody in: the sign-in page, password, MFA code, service ticket, rotating tokens."""

import base64
import json
import secrets
import time
from threading import Lock
from typing import Any

from connectors.sandbox.faults import Faults, Requests
from connectors.sandbox.loopback import Reply, Request, html_reply, json_reply

TOKEN_PATH = "/di-oauth2-service/oauth/token"
_TOKEN_LIFE_S = 86_400
_PAGES = ("/mobile/sso/en_US/sign-in", "/portal/sso/en-US/sign-in")
_LOGINS = ("/mobile/api/login", "/portal/api/login")
_CODES = ("/mobile/api/mfa/verifyCode", "/portal/api/mfa/verifyCode")


class GarminLogin:
    """One account. Without an MFA code the password is enough."""

    def __init__(self, faults: Faults, requests: Requests, *, email: str, password: str, mfa_code: str | None) -> None:
        self._faults = faults
        self._requests = requests
        self._account = (email, password)
        self._mfa_code = mfa_code
        self.token_life_s = _TOKEN_LIFE_S
        """In real time: the library looks at the machine's clock. Below 900 it refreshes before each call."""
        self._lock = Lock()
        self._visits: set[str] = set()
        self._pending: set[str] = set()
        self._tickets: set[str] = set()
        self._access: dict[str, float] = {}
        self._refresh: set[str] = set()
        self._issued: list[str] = []

    def answer(self, request: Request) -> Reply | None:
        """Answer a request that has to do with logging in; None for any other."""
        path = request.path
        is_login = path in (*_PAGES, *_LOGINS, *_CODES) or path.startswith("/sso/")
        if is_login and self._faults.strike("garmin", path, "login-blocked"):
            return html_reply("<html><title>Too many requests</title></html>", status=429)
        match request.method:
            case "GET" if path in _PAGES:
                return self._page()
            case "POST" if path in _LOGINS:
                return self._password(request)
            case "POST" if path in _CODES:
                return self._verify(request)
            case "POST" if path == TOKEN_PATH:
                return self._token(request)
        return None

    def lets_in(self, request: Request) -> bool:
        """Say whether the request carries an access token that lives."""
        with self._lock:
            return self._access.get(request.bearer() or "", 0.0) > time.time()

    def revoke(self) -> None:
        """Let every token die, as when the runner changes the password."""
        with self._lock:
            self._refresh.clear()
            self._access.clear()

    def expire(self) -> None:
        """Let the access tokens die; the refresh token lives."""
        with self._lock:
            self._access.clear()

    def issued(self) -> list[str]:
        """Return every ticket, token and session that was ever given out."""
        with self._lock:
            return list(self._issued)

    def _page(self) -> Reply:
        visit = self._new(self._visits)
        return html_reply(
            "<!DOCTYPE html><html><head><title>Sign In</title></head><body></body></html>",
            headers={"Set-Cookie": f"SESSION={visit}; Path=/; HttpOnly"},
        )

    def _password(self, request: Request) -> Reply:
        self._requests.count_login("garmin")
        visit = request.cookie("SESSION") or ""
        if visit not in self._visits or "referer" not in request.headers:
            # The real service takes whoever did not load the page first for a robot.
            return html_reply("<html><title>Too many requests</title></html>", status=429)
        sent = request.json()
        if (sent.get("username"), sent.get("password")) != self._account:
            return _status("INVALID_USERNAME_PASSWORD", message="Invalid username or password")
        if self._mfa_code is None:
            return _status("SUCCESSFUL", serviceTicketId=self._new(self._tickets, "ST-"))
        with self._lock:
            self._pending.add(visit)
        return _status("MFA_REQUIRED", customerMfaInfo={"mfaLastMethodUsed": "email", "defaultMfaMethod": "email"})

    def _verify(self, request: Request) -> Reply:
        visit = request.cookie("SESSION") or ""
        if visit not in self._pending:
            return _status("SESSION_EXPIRED")
        if request.json().get("mfaVerificationCode") != self._mfa_code:
            return _status("MFA_CODE_INVALID")
        with self._lock:
            self._pending.discard(visit)
        return _status("SUCCESSFUL", serviceTicketId=self._new(self._tickets, "ST-"))

    def _token(self, request: Request) -> Reply:
        form = request.form()
        kind, known = ("refresh_token", self._refresh)
        if form.get("grant_type") != "refresh_token":
            kind, known = ("service_ticket", self._tickets)
        with self._lock:
            token = form.get(kind, "")
            is_known = token in known
            # A ticket and a refresh token are good for one time.
            known.discard(token)
        if not is_known:
            return json_reply({"error": "invalid_grant", "error_description": f"{kind} is not valid"}, status=400)
        access, refresh = self._jwt(form.get("client_id", "")), self._new(self._refresh)
        return json_reply(
            {
                "access_token": access,
                "token_type": "Bearer",
                "refresh_token": refresh,
                "expires_in": self.token_life_s,
                "refresh_token_expires_in": 2_592_000,
                "scope": "CONNECT_READ",
                "jti": secrets.token_hex(16),
            }
        )

    def _jwt(self, client_id: str) -> str:
        now = time.time()
        claims = {"client_id": client_id, "exp": int(now) + self.token_life_s, "jti": secrets.token_hex(16)}
        token = ".".join((_part({"alg": "RS256", "typ": "JWT"}), _part(claims), secrets.token_urlsafe(32)))
        with self._lock:
            self._access[token] = now + self.token_life_s
            self._issued.append(token)
        return token

    def _new(self, kept_in: set[str], prefix: str = "") -> str:
        token = prefix + secrets.token_hex(24)
        with self._lock:
            kept_in.add(token)
            self._issued.append(token)
        return token


def _status(word: str, *, message: str = "", **more: Any) -> Reply:
    return json_reply({"responseStatus": {"type": word, "message": message, "httpStatus": "OK"}, **more})


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
