"""A small certificate authority for an office without a domain name of its own.

The authority may vouch for names inside the own network only (`.local`, `.lan`, private addresses, and names given when it was
made), so that its key, should it be stolen, opens no bank. X.509 by `cryptography`, keys on the curve P-256.
"""

import datetime as dt
import ipaddress
from collections.abc import Sequence
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gongjian.lib.problem import Problem

AUTHORITY_DAYS, DAYS = 3650, 397
OWN_ENDINGS = ("local", "lan", "internal", "home.arpa")
OWN_NETWORKS = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
)
BEFORE = dt.timedelta(days=1)  # for clocks that are behind


class Pair(NamedTuple):
    """A certificate and its private key, both as PEM."""

    certificate: bytes
    key: bytes


def make_authority(name: str, *, names: Sequence[str] = (), now: dt.datetime) -> Pair:
    """An authority for ten years that may vouch for the own network and for `names` (host names)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:60])])
    hosts = [
        x509.DNSName(one)
        for one in [*OWN_ENDINGS, "localhost", *(one for one in names if _address(one) is None)]
    ]
    networks = [x509.IPAddress(ipaddress.ip_network(one)) for one in OWN_NETWORKS]
    limits = x509.NameConstraints(permitted_subtrees=[*hosts, *networks], excluded_subtrees=None)
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        _begun(subject, subject, key, now=now, days=AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(limits, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _pair(builder.sign(key, hashes.SHA256()), key)


def make_certificate(authority: Pair, names: Sequence[str], *, now: dt.datetime, days: int = DAYS) -> Pair:
    """A server's certificate for host names and addresses, not longer than browsers take. Raises Problem: `no_names`, or
    `not_ours` for a name that the authority may not vouch for."""
    if not names:
        raise Problem("no_names", "Name at least one host name or address.")
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    for name in names:
        if not _permitted(name, issuer):
            raise Problem("not_ours", "{name} lies outside what this authority may vouch for.", name=name)
    signer = serialization.load_pem_private_key(authority.key, None)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:60])])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        _begun(subject, issuer.subject, key, now=now, days=days)
        .add_extension(x509.SubjectAlternativeName([_general(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()),  # type: ignore[arg-type]
            critical=False,
        )
    )
    return _pair(builder.sign(signer, hashes.SHA256()), key)  # type: ignore[arg-type]


def names_of(certificate: bytes) -> list[str]:
    """The host names and addresses for which a certificate (PEM) stands."""
    told = x509.load_pem_x509_certificate(certificate)
    found = told.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(one.value) for one in found]


def ends_at(certificate: bytes) -> dt.datetime:
    """The last moment at which a certificate (PEM) is good."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a certificate (PEM) as phones show it: pairs of hexadecimal digits with colons."""
    return x509.load_pem_x509_certificate(certificate).fingerprint(hashes.SHA256()).hex(":").upper()


def as_der(certificate: bytes) -> bytes:
    """The same certificate in the form that phones take."""
    return x509.load_pem_x509_certificate(certificate).public_bytes(serialization.Encoding.DER)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, now: dt.datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now - BEFORE + dt.timedelta(days=days))
    )


def _pair(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Pair(certificate.public_bytes(serialization.Encoding.PEM), secret)


def _general(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.IPAddress(address) if address is not None else x509.DNSName(name)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _permitted(name: str, issuer: x509.Certificate) -> bool:
    limits = issuer.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    address = _address(name)
    if address is not None:
        return any(isinstance(one, x509.IPAddress) and address in one.value for one in limits)  # type: ignore[operator]
    hosts = [one.value.lower() for one in limits if isinstance(one, x509.DNSName)]
    return any(name.lower() == host or name.lower().endswith(f".{host}") for host in hosts)
