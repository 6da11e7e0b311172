"""What a page of invoices needs besides itself, read in one call for each model."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from connectors.odoo import names, settled, unbooked
from connectors.odoo.client import Client
from connectors.odoo.reader import Row, link, links, text_of
from connectors.records import Settlement


class Bundle(msgspec.Struct, kw_only=True):
    """Rows by id; `lines` by invoice. Mapping reads only from here, never from the server."""

    companies: dict[int, Row] = {}
    partners: dict[int, Row] = {}
    banks: dict[int, Row] = {}
    taxes: dict[int, Row] = {}
    products: dict[int, Row] = {}
    states: dict[int, Row] = {}
    terms: dict[tuple[int, str], str] = {}  # (payment term, language) -> its name
    preceding: dict[int, Row] = {}
    given: dict[int, Decimal] = {}  # by invoice what payments without a journal entry settle of it
    foreign: set[int] = set()  # invoices with such a payment in another currency
    lines: dict[int, list[Row]] = {}
    settled: dict[int, tuple[Settlement, ...]] = {}  # by invoice, oldest first
    files: dict[int, set[str]] = {}  # e-invoices that Odoo made: field names by invoice


def parties(client: Client, company_ids: Iterable[int], partner_ids: Iterable[int]) -> Bundle:
    """Companies, partners (with the companies' own and the commercial ones) and their provinces."""
    company, contact = client.wide("res.company", names.COMPANY), client.wide("res.partner", names.CUSTOMER)
    bundle = Bundle(companies=client.read("res.company", company_ids, company))
    wanted = set(partner_ids) | {link(row.get("partner_id")) for row in bundle.companies.values()}
    bundle.partners = client.read("res.partner", wanted - {0}, contact)
    more = {link(row.get("commercial_partner_id")) for row in bundle.partners.values()}
    bundle.partners |= client.read("res.partner", more - {0} - set(bundle.partners), contact)
    states = {link(row.get("state_id")) for row in bundle.partners.values()}
    states |= {link(row.get("l10n_it_eco_index_office")) for row in bundle.companies.values()}
    bundle.states = client.read("res.country.state", states - {0}, ("code", "name"))
    return bundle


def of_invoices(client: Client, moves: Sequence[Row]) -> Bundle:
    """Everything for these rows of account.move."""
    partner_ids = {
        link(m.get(f)) for m in moves for f in ("partner_id", "commercial_partner_id", "partner_shipping_id")
    }
    bundle = parties(client, {link(m.get("company_id")) for m in moves} - {0}, partner_ids)
    ids = [m["id"] for m in moves]
    rows = client.search_read("account.move.line", [["move_id", "in", ids]], names.LINE, order="move_id, sequence, id")
    lines: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        lines[link(row.get("move_id"))].append(row)
    bundle.lines = dict(lines)
    bundle.settled = settled.by_invoice(client, (r for r in rows if r.get("account_type") == "asset_receivable"), moves)
    _taxes(client, bundle, {t for row in rows for t in links(row.get("tax_ids"))})
    _banks(client, bundle, moves)
    products = {link(row.get("product_id")) for row in rows} - {0}
    bundle.products = client.read("product.product", products, ("default_code", "type", "name"))
    preceding = {link(m.get(f)) for m in moves for f in ("reversed_entry_id", "debit_origin_id")} - {0}
    bundle.preceding = client.read("account.move", preceding, ("name", "invoice_date"))
    _terms(client, bundle, moves)
    _unbooked(client, bundle, moves)
    files: defaultdict[int, set[str]] = defaultdict(set)
    for file in client.search_read(
        "ir.attachment",
        [["res_model", "=", "account.move"], ["res_id", "in", ids], ["res_field", "in", list(names.EDI_FILES)]],
        ("res_id", "res_field"),
    ):
        files[file["res_id"]].add(file["res_field"])
    bundle.files = dict(files)
    return bundle


def _unbooked(client: Client, bundle: Bundle, moves: Sequence[Row]) -> None:
    """A payment may be spread over invoices that are not on this page: they are read for their share."""
    linked = {p for m in moves for p in links(m.get("matched_payment_ids"))}
    rows = client.read("account.payment", linked, names.PAYMENT)
    waiting = [row for row in rows.values() if not link(row.get("move_id"))]
    here = {m["id"]: m for m in moves}
    others = {id_ for row in waiting for id_ in unbooked.invoices_of(row)} - set(here)
    known = client.read("account.move", others, unbooked.FIELDS) | here
    bundle.given, bundle.foreign = unbooked.shares(waiting, known), unbooked.foreign(waiting, known)


def _terms(client: Client, bundle: Bundle, moves: Sequence[Row]) -> None:
    """Payment terms as the buyer reads them: one call for each language of the page."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    installed = client.choices("res.partner", "lang")
    for move in moves:
        language = text_of(bundle.partners.get(link(move.get("partner_id")), {}).get("lang"))
        if language not in installed:  # Odoo refuses a language that was switched off
            language = "en_US"
        wanted[language].add(link(move.get("invoice_payment_term_id")))
    for language, ids in wanted.items():
        if not ids - {0}:
            continue
        domain = [["id", "in", sorted(ids - {0})]]
        rows = client.search_read("account.payment.term", domain, ("name",), context={"lang": language})
        bundle.terms |= {(row["id"], language): text_of(row.get("name")) for row in rows}


def _taxes(client: Client, bundle: Bundle, wanted: set[int]) -> None:
    bundle.taxes = client.read("account.tax", wanted, names.TAX)
    children = {c for row in bundle.taxes.values() for c in links(row.get("children_tax_ids"))}
    bundle.taxes |= client.read("account.tax", children - set(bundle.taxes), names.TAX)


def _banks(client: Client, bundle: Bundle, moves: Sequence[Row]) -> None:
    """The accounts named on invoices, and the companies' own for those that name none."""
    named = {link(m.get("partner_bank_id")) for m in moves} - {0}
    owners = [link(row.get("partner_id")) for row in bundle.companies.values()]
    rows = client.search_read(
        "res.partner.bank",
        ["|", ["id", "in", sorted(named)], "&", ["partner_id", "in", owners], ["active", "=", True]],
        names.BANK,
        order="sequence, id",
    )
    bundle.banks = {row["id"]: row for row in rows}
