"""Whose page a hybrid e-invoice has: the company's choice in solde.toml."""

from config.settings import Company
from connectors.records import Ref
from einvoice.emission import Look, Paper
from einvoice.faults import Fault, Unacceptable
from sync.engine import Engine


def paper_of(engine: Engine, company: Company, invoice: Ref) -> Paper:
    """The page as the company wants it. Raises `Unacceptable` where it must be the ERP's and there is none."""
    look = Look(logo=company.logo.read_bytes() if company.logo else b"", accent=company.accent)
    if company.invoice_page == "own":
        return Paper(look=look)
    source = engine.connectors[company.connection].invoice_pdf(invoice)
    if source is None and company.unfit_page == "refuse":
        message = (
            "the ERP has stored no PDF of the invoice: print or send it there once, or let Solde's page take its place"
        )
        raise Unacceptable([Fault(code="SOLDE-PAGE", path="", message=message, source="solde.toml: unfit_page")])
    return Paper(source=source, on_unfit=company.unfit_page, look=look)
