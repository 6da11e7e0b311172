"""Transmission (1.1): which form, to which recipient."""

from collections.abc import Iterator

from einvoice.fatturapa.controls.case import Case
from einvoice.fatturapa.controls.control import LAYOUT, NET, NOTES, control
from einvoice.rules.rule import Finding

ABROAD, NO_CODE = "XXXXXXX", "0000000"
RECIPIENT, PEC = "national.IT.codice_destinatario", "national.IT.pec"
# SdI's own mailboxes, to which files are sent, stand under this domain.
_SDI_MAIL = "@pec.fatturapa.it"


def abroad_but_italian(case: Case) -> Iterator[Finding]:
    """XXXXXXX is for recipients abroad: the buyer's VAT number may not be Italian."""
    if case.recipient == ABROAD and case.buyer.country == "IT":
        yield RECIPIENT, {"recipient": case.recipient}


def pec_of_sdi(case: Case) -> Iterator[Finding]:
    """The certified mail address is not the recipient's, but one of SdI's."""
    if case.pec.lower().endswith(_SDI_MAIL):
        yield PEC, {"pec": case.pec}


def pec_with_code(case: Case) -> Iterator[Finding]:
    """A certified mail address goes with the recipient 0000000 alone."""
    if case.pec and case.recipient and case.recipient != NO_CODE:
        yield PEC, {"recipient": case.recipient}


def public_recipient(case: Case) -> Iterator[Finding]:
    """FPA12 goes to an office of a public body: six characters."""
    if case.form == "FPA12" and case.recipient and len(case.recipient) != 6:
        yield RECIPIENT, {"recipient": case.recipient}


def private_recipient(case: Case) -> Iterator[Finding]:
    """FPR12 goes to a private recipient: seven characters."""
    if case.form == "FPR12" and case.recipient and len(case.recipient) != 7:
        yield RECIPIENT, {"recipient": case.recipient}


def form_and_version(case: Case) -> Iterator[Finding]:
    """The attribute versione and FormatoTrasmissione say the same."""
    if case.form and case.version and case.form != case.version:
        yield "buyer.public_body", {"form": case.form, "version": case.version}


ABROAD_BUT_ITALIAN = control("00313", abroad_but_italian, NOTES, NET)
PEC_OF_SDI = control("00330", pec_of_sdi, NOTES)
PEC_WITH_CODE = control("00426", pec_with_code, LAYOUT)
FORM_AND_VERSION = control("00428", form_and_version, LAYOUT, "a38")
COMMON = (ABROAD_BUT_ITALIAN, PEC_OF_SDI, PEC_WITH_CODE, FORM_AND_VERSION)
HEADER = (
    *COMMON,
    control("00427", public_recipient, LAYOUT, NET, words="00427-FPA12"),
    control("00427", private_recipient, LAYOUT, NET, words="00427-FPR12"),
)
