"""The profiles of Factur-X 1.09 (ZUGFeRD 2.5): what each of them can say of an invoice, and what it loses.

MINIMUM and BASIC WL are no invoices in the sense of EN 16931: they help with booking a page that is the invoice.
BASIC has lines and fewer terms; EN 16931 has every term of the standard; EXTENDED has more than the standard, of
which Solde writes the instalments; XRECHNUNG is Germany's use of EN 16931 under its own identifiers.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from einvoice.cii.names import GUIDELINE
from einvoice.faults import Fault
from einvoice.model import Invoice


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One profile. `without` are the terms that it lacks and the standard has, as model paths without indices."""

    name: str  # as Factur-X calls it
    guideline: str  # BT-24
    level: str  # fx:ConformanceLevel in the XMP of a hybrid
    relationship: str  # AFRelationship of the attachment (6.2.2: Data where the XML is not the whole invoice)
    attachment: str = "factur-x.xml"
    process: str = ""  # BT-23 where the invoice has none
    without: frozenset[str] = frozenset()
    several_terms: bool = False  # several due dates, each with its amount
    reasons: bool = False  # a line repeats why its VAT category is exempt: breakdowns are told apart by it


def _paths(prefix: str, names: str) -> frozenset[str]:
    return frozenset(f"{prefix}{name}" for name in names.split())


# Terms of the model that no profile has here: they are none of EN 16931's, or not in this place.
UNSAID = (
    _paths("seller.", "consumer public_body")
    | _paths("buyer.", "consumer public_body legal_info")
    | _paths("payee.", "trading_name vat_id tax_registration legal_info endpoint address contact consumer public_body")
    | _paths("tax_representative.", "trading_name identifiers legal_id tax_registration legal_info endpoint contact")
    | _paths("tax_representative.", "consumer public_body")
    | _paths("lines.", "vat.exemption_reason vat.exemption_code vat.national_code allowances.vat")
    | _paths("allowances.", "vat.exemption_reason vat.exemption_code vat.national_code")
    | {"taxes.vat.national_code", "instalments.means", "national"}
)
# The buyer's tax number that is no VAT number: Factur-X's own rules take scheme VA alone there (BT-48).
_BUYER = frozenset({"buyer.tax_registration"})
_NOT_BASIC = (
    _paths("lines.", "description seller_item buyer_item classifications origin attributes order_line object_id")
    | _paths("lines.", "accounting_reference allowances.base allowances.percent")
    | _paths("payment.", "text card_number card_holder account_name bic")
    | {"seller.legal_info", "seller.contact", "buyer.trading_name", "buyer.contact", "totals.rounding"}
    | _BUYER
    | _paths("", "sales_order attachments tender object_id project receiving_advice tax_point")
)
_NOT_BASIC_WL = _NOT_BASIC | {"lines"}
_NOT_MINIMUM = (
    _paths("seller.", "trading_name identifiers legal_info endpoint contact")
    | _paths("seller.address.", "line1 line2 line3 city postcode subdivision")
    | _paths("buyer.", "trading_name identifiers vat_id tax_registration endpoint address contact")
    | _paths("totals.", "lines allowances charges prepaid rounding tax_accounting")
    | _paths("", "lines taxes tax_currency tax_point tax_point_code due_date project contract sales_order terms")
    | _paths("", "receiving_advice despatch_advice tender object_id accounting_reference notes preceding payee")
    | _paths("", "tax_representative delivery period instalments payment allowances attachments")
)

MINIMUM = Profile(
    name="MINIMUM",
    guideline="urn:factur-x.eu:1p0:minimum",
    level="MINIMUM",
    relationship="Data",
    without=_NOT_MINIMUM,
)
BASIC_WL = Profile(
    name="BASIC WL",
    guideline="urn:factur-x.eu:1p0:basicwl",
    level="BASIC WL",
    relationship="Data",
    without=_NOT_BASIC_WL,
)
BASIC = Profile(
    name="BASIC",
    guideline=f"{GUIDELINE}#compliant#urn:factur-x.eu:1p0:basic",
    level="BASIC",
    relationship="Alternative",
    without=_NOT_BASIC,
)
EN_16931 = Profile(name="EN 16931", guideline=GUIDELINE, level="EN 16931", relationship="Alternative", without=_BUYER)
# Every term of the standard, whoever sent it: what is written where no profile is named.
STANDARD = Profile(name="", guideline=GUIDELINE, level="EN 16931", relationship="Alternative")
EXTENDED = Profile(
    name="EXTENDED",
    guideline=f"{GUIDELINE}#conformant#urn:factur-x.eu:1p0:extended",
    level="EXTENDED",
    relationship="Alternative",
    without=_BUYER,
    several_terms=True,
    reasons=True,
)
XRECHNUNG = Profile(
    name="XRECHNUNG",
    guideline=f"{GUIDELINE}#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
    level="XRECHNUNG",
    relationship="Alternative",
    attachment="xrechnung.xml",
    process="urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",
)
PROFILES = {profile.name: profile for profile in (MINIMUM, BASIC_WL, BASIC, EN_16931, EXTENDED, XRECHNUNG)}


def profile_named(name: str) -> Profile:
    """The profile of that name. Raises ValueError for any other."""
    try:
        return PROFILES[name]
    except KeyError:
        raise ValueError(f"there is no profile {name!r}: choose one of {', '.join(PROFILES)}") from None


def lost(invoice: Invoice, profile: str = EN_16931.name) -> list[str]:
    """The model paths of what `invoice` has and `profile` cannot say: `lines[2].description`, `payment[0].bic`.

    Raises ValueError for a profile that does not exist.
    """
    chosen = profile_named(profile)
    found = list(_filled(invoice, _tree(UNSAID | chosen.without), ""))
    parts = invoice.instalments
    if "instalments" not in chosen.without:
        # One instalment is BT-9 and BT-115; of several, the first is BT-9.
        if len(parts) == 1 and parts[0].amount != invoice.totals.payable:
            found.append("instalments[0].amount")
        if parts and invoice.due_date not in {None, min(part.due for part in parts)}:
            found.append("instalments[0].due" if len(parts) == 1 else "due_date")
    return found


def said(invoice: Invoice, profile: Profile) -> Invoice:
    """`invoice` without the terms that `profile` lacks."""
    stripped: Invoice = _stripped(invoice, _tree(profile.without)) if profile.without else invoice
    if profile.process and not stripped.process:
        stripped = msgspec.structs.replace(stripped, process=profile.process)
    return stripped


def profile_faults(invoice: Invoice, profile: Profile) -> list[Fault]:
    """A fault where leaving a term out would make the totals wrong."""
    if "totals.rounding" not in profile.without or "totals.lines" in profile.without or not invoice.totals.rounding:
        return []
    message = f"profile {profile.name} has no rounding amount (BT-114), so its totals could not add up"
    source = "Factur-X 1.09, profile " + profile.name
    return [Fault(code="SOLDE-PROFILE", path="totals.rounding", message=message, source=source)]


# Groups that the model asks for and a profile may lack.
_GROUPS = {"lines", "taxes"}
Tree = Mapping[str, "Tree | None"]


def _tree(paths: Iterable[str]) -> Tree:
    """Paths as branches; None is a term that is missing as a whole."""
    tree: dict[str, Any] = {}
    for path in sorted(paths):
        *above, last = path.split(".")
        branch: dict[str, Any] | None = tree
        for name in above:
            branch = None if branch is None else branch.setdefault(name, {})
        if branch is not None:
            branch[last] = None
    return tree


@cache
def _defaults(kind: type[msgspec.Struct]) -> Mapping[str, Any]:
    """What stands for each absent term of a struct; a number that must be there has no such value."""
    found = {}
    for field in msgspec.structs.fields(kind):
        if field.default is not msgspec.NODEFAULT:
            found[field.name] = field.default
        elif field.default_factory is not msgspec.NODEFAULT:
            found[field.name] = field.default_factory()
        elif field.name in _GROUPS:
            found[field.name] = ()
    return found


def _stripped(value: Any, tree: Tree) -> Any:
    defaults = _defaults(value.__class__)
    changes = {}
    for name, branch in tree.items():
        held = getattr(value, name)
        if branch is None:
            changes[name] = defaults.get(name, held)
        elif isinstance(held, tuple):
            changes[name] = tuple(_stripped(each, branch) for each in held)
        elif held is not None:
            changes[name] = _stripped(held, branch)
    return msgspec.structs.replace(value, **changes)


def _filled(value: Any, tree: Tree, path: str) -> Iterator[str]:
    defaults = _defaults(value.__class__)
    for name, branch in tree.items():
        held = getattr(value, name)
        here = f"{path}{name}"
        if branch is None:
            if name not in defaults or held != defaults[name]:
                yield here
        elif isinstance(held, tuple):
            for i, each in enumerate(held):
                yield from _filled(each, branch, f"{here}[{i}].")
        elif held is not None:
            yield from _filled(held, branch, f"{here}.")
