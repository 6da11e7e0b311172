"""The connector: what the engine calls, put together from the parts beside this file."""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence

from connectors.errors import Misconfigured
from connectors.odoo import checks, ledger, names, writes
from connectors.odoo.client import Client
from connectors.odoo.http import Http
from connectors.odoo.reader import link
from connectors.odoo.reading import Reading
from connectors.odoo.refs import Refs, number_in
from connectors.odoo.settings import Settings
from connectors.records import Change, Finding, Kind, Page, Receipt, Ref, Snapshot


class Odoo:
    """One database, for the companies that the configuration names. No request is made before the first call."""

    def __init__(self, name: str, settings: Settings, companies: Mapping[str, str], http: Http | None = None) -> None:
        strange = [id_ for id_ in companies if not id_.isdigit()]
        if strange:
            raise Misconfigured(f"companies: Odoo's company ids are numbers, not {', '.join(strange)}")
        self._client = Client(settings, sorted(int(id_) for id_ in companies), http)
        self._companies = companies
        self._reading = Reading(self._client, Refs(name))

    def check(self) -> list[Finding]:
        return checks.run(self._client, self._companies)

    def pull(self, kind: Kind, cursor: str | None) -> Iterator[Page]:
        return self._reading.pull(kind, cursor)

    def missing(self, kind: Kind, ids: Sequence[Ref]) -> list[Ref]:
        return ledger.missing(self._client, kind, ids)

    def reread(self, accounts: Sequence[Ref]) -> Snapshot:
        return ledger.reread(self._client, self._reading, accounts)

    def find(self, change: Change, key: str) -> Receipt | None:
        return writes.find(self._client, change, key)

    def push(self, change: Change, key: str, content: bytes | None = None) -> Receipt:
        return writes.push(self._client, change, key, content)

    def invoice_pdf(self, invoice: Ref) -> bytes | None:
        """The PDF that Odoo stored when the invoice was sent or printed. Rendering one is closed to RPC."""
        id_ = number_in(invoice)
        here = [["res_model", "=", "account.move"], ["res_id", "=", id_]]
        fields = ("mimetype", "datas")
        found = self._client.search_read("ir.attachment", [*here, ["res_field", "=", names.PDF_FILE]], fields)
        if not found:
            move = self._client.read("account.move", [id_], ("message_main_attachment_id",)).get(id_, {})
            main = link(move.get("message_main_attachment_id"))
            found = self._client.search_read("ir.attachment", [["id", "=", main], *here], fields) if main else []
        for row in found:
            try:
                data = base64.b64decode(row.get("datas") or "", validate=True)
            except (binascii.Error, TypeError, ValueError):
                continue
            if data.startswith(b"%PDF"):
                return data
        return None

    def close(self) -> None:
        self._client.close()
