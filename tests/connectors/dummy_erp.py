"""A connector to Tiny, an ERP that answers JSON with JSON: the example of docs/adding-an-erp.md."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from connectors import records as r
from connectors.errors import Refused, Retry
from einvoice.faults import Fault

RECORDS = {"customer": r.Customer, "order": r.Order, "invoice": r.Invoice, "payment": r.Payment}
SERVERS: dict[str, Callable[[bytes], bytes]] = {}  # stands for the network: address -> answer


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[connections.NAME] with type = "tiny"."""

    address: str
    page_size: int = 100


def connect(name: str, settings: Settings, companies: Mapping[str, str]) -> "Tiny":
    """What the entry point is asked for. Nothing is sent yet."""
    return Tiny(name, settings, companies)


class Tiny:
    """Tiny numbers its commits: `seq` of a row is the commit that wrote it last."""

    def __init__(self, name: str, settings: Settings, companies: Mapping[str, str]) -> None:
        self.name, self.settings, self.companies = name, settings, companies

    def ask(self, do: str, table: str, **more: Any) -> Any:
        """One request. A connection that breaks may break after the effect, so `sent` stays True."""
        try:
            answer = SERVERS[self.settings.address](msgspec.json.encode({"do": do, "table": table, **more}))
        except ConnectionError as error:
            raise Retry(f"Tiny: {error}", sent=not isinstance(error, ConnectionRefusedError)) from None
        return msgspec.json.decode(answer)

    def check(self) -> list[r.Finding]:
        return [r.Finding(level="ok", subject=self.name, message=f"Tiny {self.ask('version', 'server')}")]

    def pull(self, kind: r.Kind, cursor: str | None) -> Iterator[r.Page]:
        after = int(cursor or 0)
        while rows := self.ask("changes", kind, after=after, limit=self.settings.page_size):
            after = rows[-1]["seq"]
            yield r.Page(records=self.read_all(kind, rows), cursor=str(after))

    def missing(self, kind: r.Kind, ids: Sequence[r.Ref]) -> list[r.Ref]:
        there = {row["id"] for row in self.ask("get", kind, field="id", values=[ref.id for ref in ids])}
        return [ref for ref in ids if ref.id not in there]

    def reread(self, accounts: Sequence[r.Ref]) -> r.Snapshot:
        ids = [ref.id for ref in accounts]
        customers = self.read_all("customer", self.ask("get", "customer", field="id", values=ids))
        readable = {who.ref.id for who in customers if isinstance(who, r.Customer)}
        return r.Snapshot(
            customers=customers,
            invoices=self.read_all("invoice", self.ask("get", "invoice", field="customer", values=ids)),
            payments=self.read_all("payment", self.ask("get", "payment", field="customer", values=ids)),
            failed=tuple(ref for ref in accounts if ref.id not in readable),
        )

    def find(self, change: r.Change, key: str) -> r.Receipt | None:
        rows = self.ask("get", type(change).__name__, field="key", values=[key])
        return r.Receipt(id=rows[0]["id"]) if rows else None

    def push(self, change: r.Change, key: str, content: bytes | None = None) -> r.Receipt:
        target = change.target
        rows = self.ask("get", target.kind, field="id", values=[target.id])
        if not rows:
            said = f"Tiny: {target.kind} {target.id} no longer exists"
            raise Refused([Fault(code="GONE", path="", message=said, source="Tiny connector")])
        fields = msgspec.to_builtins(change) | {"key": key, "on_kind": target.kind, "on": target.id}
        if isinstance(change, r.SetHold):
            return self.hold(change, rows[0])
        if isinstance(change, r.STATES):
            self.ask("write", target.kind, id=target.id, fields={type(change).__name__: fields})
            return r.Receipt(id=target.id)
        return r.Receipt(id=self.ask("add", type(change).__name__, fields=fields | {"content": content}))

    def hold(self, change: r.SetHold, row: dict[str, Any]) -> r.Receipt:
        now, mine = row["hold"], row["hold"].startswith("HELD by Solde")
        if change.on and mine:
            return r.Receipt(id=row["id"], undo=now)  # a repeat: what it replaced is still in hold_before
        if now.startswith("HELD") if change.on else now != change.undo:
            return r.Receipt(done=False, detail=f'the hold is not ours: "{now}"')
        value = f"HELD by Solde: {change.reason}" if change.on else row["hold_before"]
        self.ask("write", "customer", id=row["id"], fields={"hold": value, "hold_before": now})
        return r.Receipt(id=row["id"], undo=value if change.on else "")

    def invoice_pdf(self, invoice: r.Ref) -> bytes | None:
        return None  # Tiny stores none

    def close(self) -> None:
        pass

    def read_all(self, kind: r.Kind, rows: list[dict[str, Any]]) -> tuple[Any, ...]:
        return tuple(self.read(kind, row) for row in rows if row["company"] in {"", *self.companies})

    def read(self, kind: r.Kind, row: dict[str, Any]) -> Any:
        ref, version = r.Ref(self.name, row["company"], kind, row["id"]), str(row["seq"])
        for field in ("name", "country", "date", "currency"):
            if row.get(field) == "":
                said = f"Tiny: {kind} {ref.id}, field {field} is empty"
                wrong = Fault(code="EMPTY", path=field, message=said, source="Tiny connector")
                return r.Unreadable(ref=ref, version=version, faults=(wrong,), name=ref.id)
        known = row | {"ref": ref, "version": version, "changed_at": row["changed"]}
        if kind == "customer":
            hold = r.Hold(on=row["hold"].startswith("HELD"), value=row["hold"])
            known |= {"party": party(row), "hold": hold, "origins": origins("party.", row)}
        else:
            known["customer"] = r.Ref(self.name, "", "customer", row["customer"])
        if kind == "invoice":
            due = {"date": row["due"], "amount": row["total"], "open": row["open"]}
            known |= {"document": document(row), "dues": [due], "origins": origins("buyer.", row["buyer"])}
        return msgspec.convert(msgspec.to_builtins(known), RECORDS[kind])


def party(row: dict[str, Any]) -> dict[str, Any]:
    return {"name": row["name"], "address": {"country": row["country"]}}


def origins(prefix: str, row: dict[str, Any]) -> dict[str, r.Origin]:
    """So that a fault at buyer.vat_id says which record and field of Tiny to mend."""
    place = {"erp": "Tiny", "place": f"Customers > {row['name']}", "record": f"customer {row['id']}"}
    fields = {"name": "name", "vat_id": "vat", "address.country": "country"}
    return {prefix + path: r.Origin(**place, field=field) for path, field in fields.items()}


def document(row: dict[str, Any]) -> dict[str, Any]:
    """Amounts are text in Tiny's JSON, and become Decimal without ever having been a float."""
    vat, net, tax, total = {"category": "S", "rate": "20"}, row["net"], row["tax"], row["total"]
    return {
        "number": row["number"],
        "issue_date": row["date"],
        "due_date": row["due"],
        "currency": row["currency"],
        "type_code": row["type"],
        "seller": {"name": "Tiny Traders", "address": {"country": "FR"}},
        "buyer": party(row["buyer"]),
        "lines": [{"id": "1", "name": row["text"], "quantity": "1", "price": net, "net": net, "vat": vat}],
        "taxes": [{"vat": vat, "base": net, "tax": tax}],
        "totals": {"lines": net, "tax_exclusive": net, "tax": tax, "tax_inclusive": total, "payable": total},
    }
