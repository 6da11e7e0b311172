"""Our references and Odoo's ids, and the version of a record."""

import hashlib
from typing import Any

import msgspec

from connectors.odoo.reader import Row, link, text_of
from connectors.records import Ref

MODELS = {"customer": "res.partner", "order": "sale.order", "invoice": "account.move", "payment": "account.payment"}
LINE_PREFIX = "line-"  # a payment known only from a journal entry or a bank statement
DRAFT_PREFIX = "draft-"  # an order that is an invoice not posted yet


class Refs:
    """Refs of one connection. Contacts are shared between companies; the rest belongs to one."""

    def __init__(self, connection: str) -> None:
        self.connection = connection

    def customer(self, partner_id: int) -> Ref:
        return Ref(self.connection, "", "customer", str(partner_id))

    def of(self, kind: str, row: Row, id_: str = "") -> Ref:
        """`row` has `company_id`."""
        return Ref(self.connection, str(link(row.get("company_id")) or ""), kind, id_ or str(row["id"]))


def number_in(ref: Ref) -> int:
    """Odoo's own id, 0 where the reference holds none."""
    text = ref.id.removeprefix(LINE_PREFIX).removeprefix(DRAFT_PREFIX)
    return int(text) if text.isdigit() else 0


def version(row: Row, content: Any) -> str:
    """Server time stamp and a digest of what was understood.

    The time stamp alone would miss what lives in other records (a contact's address, a tax's exemption).
    """
    digest = hashlib.sha256(msgspec.json.encode(content)).hexdigest()[:12]
    return f"{text_of(row.get('write_date'))}#{digest}"
