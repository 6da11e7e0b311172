"""What BT-24 says of a CII or UBL document: which profile of which specification, and so which rules bind it.

MINIMUM and BASIC WL are no EN 16931 invoices, and EXTENDED is more than one: each has its own official schema and
rules. A CIUS narrows EN 16931, so EN 16931 judges it as far as it goes, and a note says how far that is. An unknown
extension may do what EN 16931 forbids: nobody here can judge it.
"""

import msgspec

from einvoice import kosit
from einvoice.kind import Kind, Saying

_EN_16931 = "urn:cen.eu:en16931:2017"
_ZUGFERD_1 = "urn:ferd:crossindustrydocument:"
_FACTUR_X = {"minimum": "MINIMUM", "basicwl": "BASIC WL", "basic": "BASIC", "extended": "EXTENDED"}
_FACTUR_X_OWNERS = ("urn:factur-x.eu:1p0:", "urn:zugferd.de:2p0:")
_OWN_RULES = {"MINIMUM", "BASIC WL", "EXTENDED"}


class Syntax(msgspec.Struct, frozen=True, kw_only=True):
    """The rule sets for one syntax; `french` comes on top of the others for domestic French invoices."""

    format: str
    rules: tuple[str, ...]
    french: str
    french_extended: tuple[str, ...]
    xrechnung: str


def kind_of(bt_24: str, syntax: Syntax, root: str, *, hybrid: bool, french: bool) -> Kind:
    """The kind of a document by BT-24; `hybrid`: a PDF held it; `french`: BR-FR binds it; `root`: its element."""
    format_ = "facturx" if hybrid and syntax.format == "cii" else syntax.format
    national = (syntax.french,) if french else ()
    known = bt_24.lower()
    if "xrechnung" in known:
        return _xrechnung(bt_24, syntax, root, hybrid=hybrid)
    if known.endswith(":extended-ctc-fr"):
        return Kind(format=format_, profile="EXTENDED-CTC-FR", rules=(*syntax.french_extended, *national))
    if syntax.format == "cii" and (profile := _factur_x(known)):
        return _with_profile(profile, format_, syntax, national)
    unsupported = _nobodys(known)
    if unsupported:
        return Kind(format=format_, unsupported=(unsupported, {"id": bt_24}))
    profile, notes = _european(bt_24, known)
    more = ("facturx-en16931-xsd", "facturx-en16931") if known == _EN_16931 and syntax.format == "cii" else ()
    return Kind(format=format_, profile=profile, rules=(*syntax.rules, *national), more_rules=more, notes=notes)


def _nobodys(bt_24: str) -> str:
    """Why no rules here judge a document by this identifier; empty if EN 16931 does."""
    if bt_24 and not bt_24.startswith((_EN_16931, _ZUGFERD_1)):
        return "no_specification"
    return "extension" if "#conformant#" in bt_24 else ""


def _european(bt_24: str, known: str) -> tuple[str, tuple[Saying, ...]]:
    """The profile, and how far EN 16931 alone judges it."""
    if known in {_EN_16931, ""}:  # BR-01 says that it may not be empty
        return "EN 16931", ()
    if known.startswith(_ZUGFERD_1):
        # CEN's own samples have it. ZUGFeRD 1.0 is another document altogether, so this one cannot be meant to be it.
        return "EN 16931", (("not_zugferd_1", {"id": bt_24}),)
    if ":peppol.eu:" in known:
        return "Peppol BIS", (("specification", {"name": "Peppol BIS"}),)
    return "EN 16931", (("specification", {"name": bt_24[len(_EN_16931) :].lstrip("#")}),)


def _factur_x(bt_24: str) -> str:
    """The profile's name, empty if the identifier is none of Factur-X's and ZUGFeRD 2's."""
    last = bt_24.rpartition("#")[2]
    owner = next((o for o in _FACTUR_X_OWNERS if last.startswith(o)), None)
    return _FACTUR_X.get(last.removeprefix(owner), "") if owner else ""


def _with_profile(profile: str, format_: str, syntax: Syntax, national: tuple[str, ...]) -> Kind:
    name = profile.lower().replace(" ", "")
    own = (f"facturx-{name}-xsd", f"facturx-{name}")
    if profile == "MINIMUM":
        national = ()  # it says too little to be held to BR-FR, and no platform takes it for an invoice
    if profile in _OWN_RULES:
        return Kind(format=format_, profile=profile, rules=(*own, *national))
    return Kind(format=format_, profile=profile, rules=(*syntax.rules, *national), more_rules=own)


def _xrechnung(bt_24: str, syntax: Syntax, root: str, *, hybrid: bool) -> Kind:
    format_ = "facturx" if hybrid and syntax.format == "cii" else syntax.xrechnung
    profile = kosit.SPECIFICATIONS.get(bt_24)
    if profile is None:
        return Kind(format=format_, profile="XRechnung", unsupported=("xrechnung_version", {"id": bt_24}))
    levels = kosit.LEVELS.get((profile, root))
    if levels is None:
        return Kind(format=format_, profile=profile, unsupported=("xrechnung_credit_note", {}))
    return Kind(format=format_, profile=profile, rules=(*syntax.rules, syntax.xrechnung), levels=levels)
