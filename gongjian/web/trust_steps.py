"""What to press on each system so that it trusts the office's certificate, with drawn screens."""

from typing import Any

from django.utils.translation import gettext as _

FILE = "gongjian-ca.crt"


def _screen(title: str, rows: list[str], mark: int, kind: str = "row") -> dict[str, Any]:
    """A drawn screen: a heading, rows, the one to press; `kind` switch draws a switch in it, button a button below."""
    lines = [
        {"text": row, "y": 56 + 30 * number, "text_y": 75 + 30 * number, "marked": number == mark}
        for number, row in enumerate(rows)
    ]
    return {"title": title, "rows": lines, "kind": kind}


def systems_for(agent: str) -> list[dict[str, Any]]:
    """Name, steps (words and picture), and whether it is the caller's own, which stands first and open."""
    found = [_iphone(), _android(), _harmony(), _windows()]
    marks = {
        "iphone": ("iPhone", "iPad"),
        "harmony": ("HarmonyOS", "OpenHarmony", "ArkWeb"),
        "android": ("Android",),
        "windows": ("Windows",),
    }
    own = next((name for name, words in marks.items() if any(word in agent for word in words)), "")
    for one in found:
        one["own"] = one["key"] == own
    return sorted(found, key=lambda one: not one["own"])


def _iphone() -> dict[str, Any]:
    steps = [
        (
            _("Download the certificate with Safari and press Allow."),
            _screen(_("Download a configuration profile?"), [_("Ignore"), _("Allow")], 1),
        ),
        (
            _("Open Settings, press Profile Downloaded, then Install."),
            _screen(_("Settings"), [_("Profile Downloaded"), _("Wi-Fi"), _("General")], 0),
        ),
        (
            _("Settings, General, About, at the very bottom Certificate Trust Settings: switch it on."),
            _screen(_("Certificate Trust Settings"), [_("Gongjian of this office")], 0, "switch"),
        ),
    ]
    return {"key": "iphone", "name": "iPhone · iPad", "steps": steps}


def _android() -> dict[str, Any]:
    steps = [
        (_("Download the certificate."), _screen(_("Downloads"), [FILE], 0)),
        (
            _(
                "Open Settings and search for “CA certificate” (Security, More security settings, Install from storage)."
            ),
            _screen(
                _("Install from storage"),
                [_("CA certificate"), _("VPN and app user certificate"), _("Wi-Fi certificate")],
                0,
            ),
        ),
        (
            _("Press Install anyway, enter the screen lock, choose the downloaded file."),
            _screen(_("Your data won't be private"), [_("Don't install"), _("Install anyway")], 1),
        ),
    ]
    return {"key": "android", "name": _("Android (Xiaomi, OPPO, vivo, Honor and others)"), "steps": steps}


def _harmony() -> dict[str, Any]:
    steps = [
        (_("Download the certificate."), _screen(_("Downloads"), [FILE], 0)),
        (
            _(
                "Open Settings, Privacy and security, Advanced, Certificates and credentials, Install from storage."
            ),
            _screen(
                _("Certificates and credentials"), [_("Trusted certificates"), _("Install from storage")], 1
            ),
        ),
        (
            _("Choose the downloaded file, take CA certificate, and confirm with the screen lock."),
            _screen(_("Install as"), [_("CA certificate"), _("User certificate")], 0),
        ),
    ]
    return {"key": "harmony", "name": _("HarmonyOS (Huawei)"), "steps": steps}


def _windows() -> dict[str, Any]:
    steps = [
        (
            _("Download the certificate, open it, press Install Certificate."),
            _screen(_("Certificate"), [_("Open"), _("Install Certificate…")], 1),
        ),
        (
            _(
                "Choose Local Machine, then Place all certificates in the following store: Trusted Root Certification Authorities."
            ),
            _screen(
                _("Certificate store"), [_("Automatically"), _("Trusted Root Certification Authorities")], 1
            ),
        ),
        (
            _("Finish, then close the browser and open it again."),
            _screen(_("The import was successful."), [_("OK")], 0),
        ),
    ]
    return {"key": "windows", "name": "Windows", "steps": steps}
