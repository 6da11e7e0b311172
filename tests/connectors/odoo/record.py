"""Makes the fixtures: tells the story on each real server and keeps the rows that the connector read.

    SOLDE_ODOO_URLS="http://admin:...@host:port/database ..." python -m tests.connectors.odoo.record

Only records of the story are kept: no demo data, nobody's password. Run it again for a new version of Odoo.
"""

import json
from pathlib import Path
from typing import Any

from connectors.odoo import names
from connectors.odoo.client import Client, Transport
from connectors.odoo.reading import Reading
from connectors.odoo.refs import Refs
from tests.connectors.odoo.servers import Server, addresses
from tests.connectors.odoo.story import Story

Row = dict[str, Any]
_FIXTURES = Path(__file__).parent / "fixtures"
_CHOICES = {("account.payment", "state"), ("account.move", "payment_state"), ("res.partner", "lang")}


class Recorder:
    """Listens to a transport."""

    def __init__(self, inner: Transport) -> None:
        self.inner = inner
        self.name = inner.name
        self.uid = inner.uid
        self.rows: dict[str, dict[int, Row]] = {}
        self.fields: dict[str, Any] = {}

    def login(self) -> int:
        return self.inner.login()

    def call(self, model: str, method: str, ids: list[int] | None, named: Row) -> Any:
        answer = self.inner.call(model, method, ids, named)
        if method == "search_read":
            for row in answer:
                self.rows.setdefault(model, {}).setdefault(row["id"], {}).update(row)
        elif method == "fields_get":
            self.fields[model] = answer
        return answer


def record(server: Server) -> dict[str, Any]:
    """The content of one fixture."""
    made = Story(server).tell()
    client = Client(server.settings, [server.french, server.italian])
    recorder = Recorder(client.transport())
    client._transport = recorder
    reading = Reading(client, Refs("odoo"))

    def rows(model: str, fields: tuple[str, ...]) -> list[Row]:
        return client.search_read(model, [["id", "in", made[model]]], fields)

    reading.customers(rows("res.partner", names.CUSTOMER))
    reading.invoices(rows("account.move", names.MOVE))
    reading.orders(rows("sale.order", names.ORDER))
    reading.payments(rows("account.payment", names.PAYMENT))
    reading.credit_lines(rows("account.move.line", names.CREDIT_LINE))
    client.search_read("account.move.line", [["move_id", "in", made["account.move"]]], names.CREDIT_LINE)
    client.search_read("sale.order", [["id", "in", made["sale.order"]]], ("invoice_status",))
    for model in ("mail.message", "mail.activity", "ir.module.module", "res.users.apikeys", "ir.attachment"):
        client.fields(model)
    fields = {model: _pruned(model, found, recorder.rows.get(model, {})) for model, found in recorder.fields.items()}
    return {
        "version": client.version,
        "companies": [server.french, server.italian],
        "fields": fields,
        "rows": {model: sorted(found.values(), key=lambda r: r["id"]) for model, found in recorder.rows.items()},
    }


def _pruned(model: str, fields: Row, rows: dict[int, Row]) -> Row:
    """The fields that were read (or may be), with their labels."""
    read = {name for row in rows.values() for name in row}
    read |= {
        "description",
        "datas",
        "res_model",
        "res_id",
        "body",
        "message_id",
        "note",
        "expiration_date",
        "res_field",
    }
    read |= {"message_main_attachment_id", "sale_order_ids", "name", "mimetype", "user_id", "parent_id"}
    kept: Row = {}
    for name in sorted(read & set(fields)):
        kept[name] = {key: fields[name][key] for key in ("string", "type") if key in fields[name]}
        if (model, name) in _CHOICES:
            kept[name]["selection"] = fields[name]["selection"]
    return kept


def main() -> None:
    _FIXTURES.mkdir(exist_ok=True)
    for address in addresses():
        server = Server(address)
        if server.client.transport().name == "json2":
            continue  # the same rows as over JSON-RPC
        content = record(server)
        path = _FIXTURES / f"odoo{content['version']}.json"
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
