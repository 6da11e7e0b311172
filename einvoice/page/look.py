"""What makes the page the company's own."""

import re

import msgspec

from einvoice.faults import Fault, Unacceptable

_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_SOURCE = "Solde: the look of the page"
_LARGEST = 2 * 1024 * 1024


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How a company's invoices look.

    `logo` is a PNG, a JPEG or an SVG, shown 62 mm wide and 13 mm high at most; `accent` is the colour of headings and
    rules, `#rrggbb`, dark enough to be read on white. `courtesy` says below the legal mentions that the page is only
    a copy of the electronic invoice, as Italian sellers do.
    """

    logo: bytes = b""
    accent: str = "#14506b"
    courtesy: bool = False


def check(look: Look) -> None:
    """Raises `Unacceptable` for a colour or a logo that cannot be shown."""
    faults = []
    if not _COLOUR.fullmatch(look.accent):
        faults.append(_fault("accent", f"the colour {look.accent!r} is not of the form #rrggbb"))
    elif _contrast(look.accent) < 3:
        faults.append(_fault("accent", f"the colour {look.accent} is too light to be read on white"))
    if len(look.logo) > _LARGEST:
        faults.append(_fault("logo", f"the logo has {len(look.logo)} bytes; at most {_LARGEST} are taken"))
    elif look.logo and not kind(look.logo):
        faults.append(_fault("logo", "the logo is no PNG, JPEG or SVG"))
    if faults:
        raise Unacceptable(faults)


def kind(logo: bytes) -> str:
    """`png`, `jpg` or `svg`; empty for anything else."""
    if logo.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if logo.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "svg" if b"<svg" in logo[:2048] else ""


def unreadable(reason: str) -> Unacceptable:
    """The refusal of a logo that looks like a picture and is none."""
    return Unacceptable([_fault("logo", f"the logo cannot be shown: {reason}")])


def _contrast(colour: str) -> float:
    """Against white, by WCAG 2.2."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def _fault(path: str, message: str) -> Fault:
    return Fault(code="SOLDE-LOOK", path=path, message=message, source=_SOURCE)
