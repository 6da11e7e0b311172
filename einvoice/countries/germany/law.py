"""What German law asks of an invoice to a public body and XRechnung does not test: the Leitweg-ID."""

from einvoice.countries.germany.br_de.making import Findings
from einvoice.countries.germany.leitweg import has_form, is_valid
from einvoice.rules.case import Case
from einvoice.rules.rule import Rule

_SOURCE = "ERechV § 5; KoSIT, Formatspezifikation Leitweg-ID 2.0.2"


def check_digits(case: Case) -> Findings:
    """The check digits of a Leitweg-ID are right (MOD 97-10)."""
    reference = case.invoice.buyer_reference.strip()
    if has_form(reference) and not is_valid(reference):
        yield "buyer_reference", {"value": reference}


def is_leitweg_id(case: Case) -> Findings:
    """A public body is addressed by a Leitweg-ID; some take a reference of their own, so this only warns."""
    reference = case.invoice.buyer_reference.strip()
    if reference and not has_form(reference):
        yield "buyer_reference", {"value": reference}


LAW: tuple[Rule[Case], ...] = (
    Rule("SOLDE-DE-LEITWEG-DIGITS", _SOURCE, check_digits, "de_law"),
    Rule("SOLDE-DE-LEITWEG", _SOURCE, is_leitweg_id, "de_law", "warning"),
)
