"""Pages of records: rows read in batches, mapped, and the cursor that goes with them."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from connectors.odoo import bundle as bundles
from connectors.odoo import customers, drafts, invoices, names, orders, payments
from connectors.odoo.client import Client
from connectors.odoo.cursor import Cursor, changed
from connectors.odoo.reader import Row, link, links, text_of
from connectors.odoo.refs import Refs
from connectors.records import Customer, Invoice, Kind, Order, Page, Payment, Record, Ref, Unreadable

_TAGS = "category_id"
_RECENT_DAYS = 120  # how far back an invoice is read again because its customer was edited

Domain = list[Any]
Read = Record | Unreadable | Ref  # a bare reference: it no longer exists
Batch = tuple[Sequence[Read], Cursor]
Mapper = Callable[[list[Row]], Sequence[Read]]


class Reading:
    """Everything that is read, for the companies that Solde works for."""

    def __init__(self, client: Client, refs: Refs) -> None:
        self._client = client
        self._refs = refs

    # Pull

    def pull(self, kind: Kind, text: str | None) -> Iterator[Page]:
        """At least one page; each carries the cursor up to which everything was given."""
        start = Cursor.parse(text)
        given = False
        for records, reached in self._pages(kind, start):
            given = True
            gone = tuple(record for record in records if isinstance(record, Ref))
            there = tuple(record for record in records if not isinstance(record, Ref))
            yield Page(records=there, cursor=reached.text(), gone=gone)
        if not given:
            yield Page(records=(), cursor=start.text())

    def _pages(self, kind: Kind, cursor: Cursor) -> Iterator[Batch]:
        match kind:
            case "customer":
                yield from self._customer_pages(cursor)
            case "order":
                yield from self._order_pages(cursor)
            case "invoice":
                yield from self._invoice_pages(cursor)
            case "payment":
                yield from self._payment_pages(cursor)

    def _stream(
        self, cursor: Cursor, model: str, domain: Domain, fields: tuple[str, ...], read: Mapper
    ) -> Generator[Batch, None, Cursor]:
        """Returns the cursor it came to."""
        floor = cursor.floor(model, self._client.settings.overlap_minutes)
        for rows in changed(self._client, model, domain, fields, floor):
            cursor = cursor.at(model, text_of(rows[-1].get("write_date")))
            yield read(rows), cursor
        return cursor

    def _customer_pages(self, cursor: Cursor) -> Iterator[Batch]:
        floor = cursor.floor("res.partner", self._client.settings.overlap_minutes)
        if floor:
            # Becoming a customer (the first invoice, the first order) and a contact's new e-mail leave no
            # trace on the legal entity.
            touched = self._owners_of("account.move", "partner_id", floor)
            touched |= self._owners_of("res.partner", "parent_id", floor)
            if self._client.has("sale.order"):
                touched |= self._owners_of("sale.order", "partner_id", floor)
            for ids in chunks(sorted(touched), self._client.settings.page_size):
                rows = self._client.search_read("res.partner", [["id", "in", ids]], self.customer_fields())
                yield self.customers(rows), cursor
        yield from self._stream(cursor, "res.partner", self._entities(), self.customer_fields(), self.customers)

    def _owners_of(self, model: str, field: str, floor: str) -> set[int]:
        """Legal entities of the partners that rows changed since `floor` point to."""
        domain: Domain = [["write_date", ">=", floor], [field, "!=", False]]
        if model != "res.partner":
            domain += self._of_companies()
        if model == "account.move":
            domain.append(["move_type", "in", ["out_invoice", "out_refund"]])
        rows = self._client.search_read(model, domain, (field,))
        return set(self.entities({link(row.get(field)) for row in rows}).values())

    def _invoice_pages(self, cursor: Cursor) -> Iterator[Batch]:
        floor = cursor.floor("account.move", self._client.settings.overlap_minutes)
        fields = self._client.wide("account.move", names.MOVE)
        if floor:
            # A contact mended after its invoice was refused: the invoice itself has not changed.
            edited: Domain = [
                "|", ["partner_id.write_date", ">=", floor], ["commercial_partner_id.write_date", ">=", floor],
                "|", ["amount_residual", "!=", 0], ["invoice_date", ">=", _days_before(floor, _RECENT_DAYS)],
                ["write_date", "<", floor],
            ]  # fmt: skip
            ids = self._client.ids("account.move", self.invoice_domain() + edited)
            for part in chunks(ids, self._client.settings.page_size):
                rows = self._client.search_read("account.move", [["id", "in", part]], fields)
                yield self.invoices(rows), cursor
        yield from self._stream(cursor, "account.move", self.invoice_domain(), fields, self.invoices)

    def _order_pages(self, cursor: Cursor) -> Iterator[Batch]:
        """Orders, and those whose lines or invoices changed: delivering, and posting a draft, leave no trace on the
        order. Then drafts."""
        if self._client.has("sale.order"):
            floor = cursor.floor("sale.order", self._client.settings.overlap_minutes)
            if floor:
                touched: Domain = [
                    *self._of_companies(), ["write_date", "<", floor],
                    "|", ["order_line.write_date", ">=", floor],
                    ["order_line.invoice_lines.move_id.write_date", ">=", floor],
                ]  # fmt: skip
                for ids in chunks(self._client.ids("sale.order", touched), self._client.settings.page_size):
                    rows = self._client.search_read("sale.order", [["id", "in", ids]], names.ORDER)
                    yield self.orders(rows), cursor
            cursor = yield from self._stream(cursor, "sale.order", self._of_companies(), names.ORDER, self.orders)
        yield from self._stream(cursor, "account.move", self.draft_domain(cursor), names.DRAFT, self.drafts)

    def _payment_pages(self, cursor: Cursor) -> Iterator[Batch]:
        """Two streams: a payment being applied changes only its receivable line."""
        reached = yield from self._stream(
            cursor, "account.payment", self.payment_domain(), names.PAYMENT, self.payments
        )
        yield from self._stream(
            reached, "account.move.line", self.credit_domain(), names.CREDIT_LINE, self.credit_lines
        )

    # Domains

    def _of_companies(self) -> Domain:
        return [["company_id", "in", self._client.companies]]

    def invoice_domain(self) -> Domain:
        return [
            *self._of_companies(),
            ["move_type", "in", ["out_invoice", "out_refund"]],
            "|", ["state", "=", "posted"], ["posted_before", "=", True],
        ]  # fmt: skip

    def draft_domain(self, cursor: Cursor) -> Domain:
        """Drafts; in a delta every invoice that changed, to tell which is no draft any more."""
        of: Domain = [*self._of_companies(), ["move_type", "=", "out_invoice"]]
        return of if cursor.floor("account.move", 0) else [*of, ["state", "=", "draft"]]

    def _entities(self) -> Domain:
        """Legal entities that are customers."""
        entity: Domain = ["|", ["parent_id", "=", False], ["is_company", "=", True]]
        if "sale_order_ids" not in self._client.fields("res.partner"):
            return [*entity, ["customer_rank", ">", 0]]
        return [*entity, "|", ["customer_rank", ">", 0], ["sale_order_ids", "!=", False]]

    def payment_domain(self) -> Domain:
        return [*self._of_companies(), ["partner_type", "=", "customer"], ["payment_type", "=", "inbound"]]

    def credit_domain(self) -> Domain:
        return [
            *self._of_companies(),
            ["account_type", "=", "asset_receivable"],
            ["move_type", "=", "entry"],
            ["balance", "<", 0],
            ["partner_id", "!=", False],
        ]

    # Mapping of rows

    def labels(self, model: str, field: str) -> str:
        """What Odoo's user interface calls a field, in English."""
        return text_of(self._client.fields(model).get(field, {}).get("string")) or field

    def customers(self, rows: list[Row]) -> list[Customer | Unreadable]:
        """Whole accounts in four calls: provinces, salespeople, the addresses for invoices."""
        found = bundles.Bundle(partners={row["id"]: row for row in rows})
        states = {link(row.get("state_id")) for row in rows} - {0}
        found.states = self._client.read("res.country.state", states, ("code", "name"))
        users = self._client.read("res.users", {link(row.get("user_id")) for row in rows} - {0}, ("name", "email"))
        children = self._client.search_read(
            "res.partner",
            [["parent_id", "in", [row["id"] for row in rows]], ["type", "=", "invoice"], ["active", "=", True]],
            ("name", "parent_id", "email"),
            order="id desc",
        )
        addresses = {link(child.get("parent_id")): child for child in children if text_of(child.get("email"))}
        tags = self._tags(rows)
        settings, refs = self._client.settings, self._refs
        return [
            customers.read(row, found, addresses.get(row["id"]), users, tags, settings, refs, self.labels)
            for row in rows
        ]

    def _tags(self, rows: list[Row]) -> dict[int, str]:
        """The names of customers' tags, where a tag is their group."""
        fields = [field for field in self._own_fields() if field == _TAGS]
        wanted = {id_ for row in rows for field in fields for id_ in links(row.get(field))}
        found = self._client.read("res.partner.category", wanted, ("name",))
        return {id_: text_of(row.get("name")) for id_, row in found.items()}

    def _own_fields(self) -> tuple[str, ...]:
        settings = self._client.settings
        return tuple(filter(None, (settings.customer_group, settings.customer_grade, settings.dunning_key)))

    def customer_fields(self) -> tuple[str, ...]:
        return (*names.CUSTOMER, *self._own_fields())

    def orders(self, rows: list[Row]) -> list[Order | Unreadable]:
        beside = orders.around(self._client, rows)
        return [orders.read(row, beside, self._refs, self.labels) for row in rows]

    def drafts(self, rows: list[Row]) -> list[Order | Unreadable | Ref]:
        return drafts.read(self._client, rows, self._refs, self.labels)

    def invoices(self, rows: list[Row]) -> list[Invoice | Unreadable]:
        found = bundles.of_invoices(self._client, rows)
        client = self._client
        return [
            invoices.read(row, found, self._refs, self.labels, client.extension, client.settings.portal_url)
            for row in rows
        ]

    def payments(self, rows: list[Row]) -> list[Payment | Unreadable]:
        lines = payments.by_payment(
            self._client.search_read(
                "account.move.line",
                [
                    ["payment_id", "in", [row["id"] for row in rows]],
                    ["account_type", "=", "asset_receivable"],
                ],
                names.CREDIT_LINE,
            )
        )
        owners = self.entities(link(row.get("partner_id")) for row in rows)
        return [payments.read(r, lines.get(r["id"], []), owners, self._refs, self.labels) for r in rows]

    def credit_lines(self, rows: list[Row]) -> list[Payment | Unreadable]:
        """Lines of payments give their payment, so that both streams tell the same."""
        lines = payments.by_payment(rows)
        owners = self.entities(link(row.get("partner_id")) for row in lines.get(0, []))
        found = [payments.of_line(row, owners, self._refs, self.labels) for row in lines.pop(0, [])]
        domain = [["id", "in", sorted(lines)], *self.payment_domain()]
        rest = self._client.search_read("account.payment", domain, names.PAYMENT) if lines else []
        return found + self.payments(rest)

    def entities(self, partner_ids: Iterable[int]) -> dict[int, int]:
        """The legal entity of each partner."""
        rows = self._client.read("res.partner", set(partner_ids) - {0}, ("commercial_partner_id",))
        return {id_: link(row.get("commercial_partner_id")) or id_ for id_, row in rows.items()}


def chunks(ids: list[int], size: int) -> Iterator[list[int]]:
    for i in range(0, len(ids), size):
        yield ids[i : i + size]


def _days_before(stamp: str, days: int) -> str:
    return (date.fromisoformat(stamp[:10]) - timedelta(days=days)).isoformat()
