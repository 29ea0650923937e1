"""OpenID Connect: discovery, authorization code with PKCE, and an identity token whose signature is checked."""

import base64
import hashlib
import hmac
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

import jwt
from django.conf import settings

from gongjian.core.sso.provider import MOST_BYTES, TIMEOUT, Asked, Provider, Unproved, hosts, read, text_of
from gongjian.core.words import Words
from gongjian.lib.posting import check_address, get, post_form

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY = 60  # seconds by which the clocks may differ
CLAIMS = ["iss", "sub", "aud", "exp", "iat", "nonce"]


class OpenId(Provider):
    """A provider found by its issuer's address."""

    slug: ClassVar[str] = "oidc"

    def __init__(self, *, issuer: str, client: str, secret: str, label: Words) -> None:
        self.issuer, self.client, self.secret, self.label = issuer, client, secret, label

    @property
    def within(self) -> str:
        """See Provider."""
        return str(self.issuer)

    def start(self, asked: Asked) -> str:
        """See Provider."""
        query = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": asked.back,
            "scope": "openid",
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": challenge_of(asked.verifier),
            "code_challenge_method": "S256",
        }
        address = text_of(self.described(), "authorization_endpoint")
        check_address(address, allowed=hosts())
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def subject(self, answer: dict[str, str], asked: Asked) -> str:
        """See Provider."""
        described = self.described()
        if answer.get("iss", self.issuer) != self.issuer:
            raise Unproved("the answer comes from another issuer")
        fields = [
            ("grant_type", "authorization_code"),
            ("code", text_of(answer, "code")),
            ("redirect_uri", asked.back),
            ("code_verifier", asked.verifier),
        ]
        headers, fields = self._signed_in(described, fields)
        told = post_form(
            text_of(described, "token_endpoint"), fields, timeout=TIMEOUT, allowed=hosts(), headers=headers
        )
        claims = self._checked(text_of(read(told), "id_token"), described, asked)
        return text_of(claims, "sub")

    def described(self) -> dict[str, Any]:
        """What the provider says of itself. Raises Unproved, Unreachable, Problem."""
        where = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        told = read(get(where, timeout=TIMEOUT, allowed=hosts(), most_bytes=MOST_BYTES))
        if told.get("issuer") != self.issuer:
            raise Unproved("the description is of another issuer")
        return told

    def _signed_in(
        self, described: dict[str, Any], fields: list[tuple[str, str]]
    ) -> tuple[dict[str, str], list[tuple[str, str]]]:
        """By the header, as the standard has it, unless the provider takes the secret only in the form."""
        ways = described.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if not self.secret:
            return {}, [*fields, ("client_id", self.client)]
        if "client_secret_basic" not in ways:
            return {}, [*fields, ("client_id", self.client), ("client_secret", self.secret)]
        pair = f"{quote(self.client, safe='')}:{quote(self.secret, safe='')}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}, fields

    def _checked(self, token: str, described: dict[str, Any], asked: Asked) -> dict[str, Any]:
        try:
            key = self._key_of(token, described)
            claims: dict[str, Any] = jwt.decode(
                token, key, algorithms=ALGORITHMS, audience=self.client, issuer=self.issuer, leeway=LEEWAY,
                options={"require": CLAIMS},
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise Unproved(f"{type(error).__name__}: {error}") from error
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self.client:
            raise Unproved("the token was made out to somebody else too")
        if not hmac.compare_digest(str(claims["nonce"]).encode(), asked.nonce.encode()):
            raise Unproved("the token answers another question")
        return claims

    def _key_of(self, token: str, described: dict[str, Any]) -> jwt.PyJWK:
        """The key named in the token's head, of the provider's published ones; only kinds that keep the secret half."""
        head = jwt.get_unverified_header(token)
        if head.get("alg") not in ALGORITHMS:
            raise Unproved(f"signed by {str(head.get('alg'))[:20]}, which is not taken")
        where = text_of(described, "jwks_uri")
        published = read(get(where, timeout=TIMEOUT, allowed=hosts(), most_bytes=MOST_BYTES)).get("keys")
        keys = [one for one in published if isinstance(one, dict)] if isinstance(published, list) else []
        keys = [one for one in keys if one.get("use", "sig") == "sig" and one.get("kty") != "oct"]
        if "kid" in head:
            keys = [one for one in keys if one.get("kid") == head["kid"]]
        if len(keys) != 1:
            raise Unproved("no published key fits the token")
        return jwt.PyJWK(keys[0], algorithm=head["alg"])


def challenge_of(verifier: str) -> str:
    """What is shown of the verifier beforehand (RFC 7636, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def openid() -> OpenId | None:
    """As the environment sets it up, or None."""
    if not (settings.OIDC_ISSUER and settings.OIDC_CLIENT):
        return None
    return OpenId(
        issuer=settings.OIDC_ISSUER, client=settings.OIDC_CLIENT, secret=settings.OIDC_SECRET, label=settings.OIDC_NAME
    )  # fmt: skip
