"""Other systems on this machine: an OpenID provider that keeps to the standard, and the flows of WeCom, DingTalk and Feishu as
their documents describe them. `says` makes the provider's token lie."""

import base64
import hashlib
import http.client
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.answering import answering

CLIENT, SECRET = "gongjian-client", "a secret: with ü&="
KEY, OTHER_KEY = (rsa.generate_private_key(65_537, 2048) for _number in range(2))
PUBLISHED = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))


class Elsewhere(BaseHTTPRequestHandler):
    """`who` is signed in there; `codes` are those given out and not yet used; `asked` are the paths that were called."""

    who: str
    codes: dict[str, dict[str, str]]
    says: dict[str, Any]
    asked: list[str]
    ways: list[str]

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        self.asked.append(path)
        door = path in ("/authorize", "/wwlogin/sso/login", "/oauth2/auth", "/open-apis/authen/v1/authorize")
        if door:
            self._send_back(query)
        elif path == "/.well-known/openid-configuration":
            self._tell(self._description() | self.says.get("description", {}))
        elif path == "/keys":
            self._tell(
                {
                    "keys": [
                        PUBLISHED | {"kid": "k1", "use": "sig", "alg": "RS256"},
                        {"kty": "oct", "k": "c2VjcmV0", "kid": "k2"},
                    ]
                }
            )
        else:
            self._tell(self._profile(path, query))

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        self.asked.append(path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if path == "/token":
            self._token(dict(parse_qsl(body)))
            return
        given = json.loads(body)
        used = self.codes.pop(given["code"], None)
        if path == "/v1.0/oauth2/userAccessToken":
            right = used and given["clientSecret"] == SECRET and given["clientId"] == CLIENT
            self._tell(
                {"accessToken": "t0", "expireIn": 7200} if right else {"code": "invalid", "message": "no"},
                200 if right else 400,
            )
        else:
            right = used and given["client_secret"] == SECRET and fits(given["code_verifier"], used)
            self._tell(
                {"code": 0, "access_token": "t0"} if right else {"code": 20003, "error": "invalid_grant"},
                200 if right else 400,
            )

    def _send_back(self, query: dict[str, str]) -> None:
        code = secrets.token_urlsafe(12)
        self.codes[code] = query
        name = "authCode" if urlsplit(self.path).path == "/oauth2/auth" else "code"
        self.send_response(302)
        self.send_header(
            "Location", f"{query['redirect_uri']}?{urlencode({name: code, 'state': query['state']})}"
        )
        self.end_headers()

    def _description(self) -> dict[str, Any]:
        here = f"http://{self.headers['Host']}"
        return {
            "issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
            "jwks_uri": f"{here}/keys", "token_endpoint_auth_methods_supported": self.ways,
        }  # fmt: skip

    def _token(self, given: dict[str, str]) -> None:
        asked = self.codes.pop(given.get("code", ""), None)
        if asked is None or not fits(given.get("code_verifier", ""), asked) or not self._is_client(given):
            self._tell({"error": "invalid_grant"}, 400)
            return
        if self.says.get("redirect"):
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            return
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": f"http://{self.headers['Host']}", "sub": self.who, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked.get("nonce", ""),
        }  # fmt: skip
        claims = {
            name: value for name, value in (claims | self.says.get("claims", {})).items() if value is not None
        }
        self._tell({"token_type": "Bearer", "access_token": "t0", "id_token": self._signed(claims)})

    def _signed(self, claims: dict[str, Any]) -> str:
        kid, alg = self.says.get("kid", "k1"), self.says.get("alg", "RS256")
        key = {"none": None, "HS256": "secret" * 8}.get(alg, self.says.get("key", KEY))
        return jwt.encode(claims, key, algorithm=alg, headers={"kid": kid})

    def _is_client(self, given: dict[str, str]) -> bool:
        if "client_secret_basic" not in self.ways:
            return (given.get("client_id"), given.get("client_secret")) == (CLIENT, SECRET)
        shown = self.headers.get("Authorization", "").removeprefix("Basic ")
        name, _colon, secret = base64.b64decode(shown).decode().partition(":")
        return (unquote(name), unquote(secret)) == (CLIENT, SECRET) and "client_secret" not in given

    def _profile(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        if path == "/cgi-bin/gettoken":
            right = (query["corpid"], query["corpsecret"]) == (CLIENT, SECRET)
            return {"errcode": 0, "access_token": "t0"} if right else {"errcode": 40001, "errmsg": "invalid"}
        if path == "/cgi-bin/auth/getuserinfo":
            if self.codes.pop(query["code"], None) is None or query["access_token"] != "t0":
                return {"errcode": 40029, "errmsg": "invalid code"}
            return {"errcode": 0, **({"userid": self.who} if self.who else {"openid": "visitor"})}
        if path == "/v1.0/contact/users/me":
            assert self.headers["x-acs-dingtalk-access-token"] == "t0"
            return {"nick": "王", "unionId": self.who, "openId": "o"}
        assert path == "/open-apis/authen/v1/user_info"
        assert self.headers["Authorization"] == "Bearer t0"
        return {"code": 0, "data": {"name": "王", "open_id": self.who}}

    def _tell(self, told: Any, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


def fits(verifier: str, asked: dict[str, str]) -> bool:
    """Whether the verifier is the one whose challenge was shown."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return asked.get("code_challenge_method") == "S256" and digest == asked.get("code_challenge")


@contextmanager
def listening(settings: Any, *, who: str = "u-1001") -> Iterator[str]:
    """The address at which they listen for a while, put into the settings as OpenID's issuer."""
    Elsewhere.who, Elsewhere.codes, Elsewhere.says, Elsewhere.asked = who, {}, {}, []
    Elsewhere.ways = ["client_secret_basic", "client_secret_post"]
    with answering(Elsewhere) as place:
        here = f"http://{place}"
        settings.SSO_HOSTS = [place]
        settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = here, CLIENT, SECRET
        settings.OIDC_NAME = "政务统一身份"
        yield here


def sent_back(address: str) -> str:
    """A browser opens the provider's page, on which somebody is signed in: where it is sent."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.netloc, timeout=10)
    line.request("GET", f"{parts.path}?{parts.query}")
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.headers["Location"]
