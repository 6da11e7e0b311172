"""Changes are read in the order of Odoo's clock, and none is lost between two pages or two pulls."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from connectors.errors import Misconfigured
from connectors.records import Customer, Invoice, Payment, Record, Ref, Unreadable
from tests.connectors.odoo.recorded import VERSIONS, Recorded, client, connector, load

Row = dict[str, Any]


@pytest.fixture(params=VERSIONS, ids=lambda v: f"odoo{v}")
def fake(request: pytest.FixtureRequest) -> Recorded:
    return Recorded(load(request.param))


def ids(fake: Recorded, kind: Any, cursor: str | None = None, **changes: Any) -> list[str]:
    return [r.ref.id for page in connector(fake, **changes).pull(kind, cursor) for r in page.records]


def last_cursor(fake: Recorded, kind: Any) -> str:
    return list(connector(fake).pull(kind, None))[-1].cursor


def stamp(rows: list[Row], when: Callable[[int], str]) -> None:
    for i, row in enumerate(rows):
        row["write_date"] = when(i)


def test_a_full_pull_gives_each_record_once_however_small_the_pages(fake: Recorded) -> None:
    whole = ids(fake, "invoice")
    assert len(whole) == len(set(whole)) == len(fake.rows["account.move"])
    for size in (1, 2, 5):
        assert ids(fake, "invoice", page_size=size) == whole


def test_a_batch_of_one_transaction_shares_one_time_stamp_and_still_pages(fake: Recorded) -> None:
    stamp(fake.rows["account.move"], lambda i: "2026-11-23 08:00:00")
    for size in (1, 3, 50):
        found = ids(fake, "invoice", page_size=size)
        assert len(found) == len(set(found)) == len(fake.rows["account.move"])


def test_a_cursor_is_the_newest_time_stamp_of_what_was_given(fake: Recorded) -> None:
    stamp(fake.rows["account.move"], lambda i: f"2026-11-23 08:00:{i:02d}")
    pages = list(connector(fake, page_size=4).pull("invoice", None))
    assert [json.loads(page.cursor)["seen"]["account.move"][-2:] for page in pages[:2]] == ["03", "07"]


def test_a_delta_begins_an_overlap_before_the_cursor(fake: Recorded) -> None:
    stamp(fake.rows["res.partner"], lambda i: "2026-11-23 06:00:00")
    rows = fake.rows["account.move"]
    stamp(rows, lambda i: f"2026-11-23 08:{i:02d}:00")
    cursor = last_cursor(fake, "invoice")
    late = len(rows) - 1
    found = ids(fake, "invoice", cursor, overlap_minutes=3)
    assert found == [str(row["id"]) for row in rows[late - 3 :]]
    rows[0]["write_date"] = f"2026-11-23 08:{late - 1:02d}:30"  # a transaction that stayed open
    assert str(rows[0]["id"]) in ids(fake, "invoice", cursor, overlap_minutes=3)


def test_a_mended_contact_brings_its_invoice_again(fake: Recorded) -> None:
    """An invoice that was refused for its buyer's sake has not changed itself."""
    stamp(fake.rows["account.move"], lambda i: "2026-11-23 06:00:00")
    stamp(fake.rows["res.partner"], lambda i: "2026-11-23 06:00:00")
    fake.rows["account.move"][-1]["write_date"] = "2026-11-23 09:00:00"
    cursor = last_cursor(fake, "invoice")
    assert ids(fake, "invoice", cursor) == [str(fake.rows["account.move"][-1]["id"])]
    sonne = fake.named("res.partner", "Tischlerei Sonne GmbH")
    sonne.update(vat="DE136695976", write_date="2026-11-23 09:05:00")
    again = ids(fake, "invoice", cursor)
    theirs = [r["id"] for r in fake.rows["account.move"] if r["partner_id"][0] == sonne["id"]]
    assert {str(id_) for id_ in theirs} <= set(again)


def test_the_version_follows_what_other_records_say(fake: Recorded) -> None:
    """The time stamp of an invoice does not know that its buyer has moved."""
    before = {r.ref: r.version for p in connector(fake).pull("invoice", None) for r in p.records}
    fake.named("res.partner", "Tischlerei Sonne GmbH")["city"] = "Augsburg"
    after = {r.ref: r.version for p in connector(fake).pull("invoice", None) for r in p.records}
    assert sum(before[ref] != after[ref] for ref in before) == 1


def test_who_becomes_a_customer_by_a_first_invoice_is_found(fake: Recorded) -> None:
    """Odoo counts `customer_rank` up without touching the contact's time stamp."""
    stamp(fake.rows["res.partner"], lambda i: "2026-11-23 06:00:00")
    stamp(fake.rows["account.move"], lambda i: "2026-11-23 06:00:00")
    stamp(fake.rows["sale.order"], lambda i: "2026-11-23 06:00:00")
    sonne = fake.named("res.partner", "Tischlerei Sonne GmbH")
    fake.named("res.partner", "Mario Rossi")["write_date"] = "2026-11-23 09:00:00"
    cursor = last_cursor(fake, "customer")
    assert str(sonne["id"]) not in ids(fake, "customer", cursor)
    move = next(r for r in fake.rows["account.move"] if r["partner_id"][0] == sonne["id"])
    move["write_date"] = "2026-11-23 09:01:00"
    assert str(sonne["id"]) in ids(fake, "customer", cursor)


def test_a_new_address_for_invoices_brings_the_customer_again(fake: Recorded) -> None:
    stamp(fake.rows["res.partner"], lambda i: "2026-11-23 06:00:00")
    stamp(fake.rows["account.move"], lambda i: "2026-11-23 06:00:00")
    stamp(fake.rows["sale.order"], lambda i: "2026-11-23 06:00:00")
    fake.named("res.partner", "Mario Rossi")["write_date"] = "2026-11-23 09:00:00"
    cursor = last_cursor(fake, "customer")
    fake.named("res.partner", "Comptabilité").update(email="neu@dubois.example", write_date="2026-11-23 09:02:00")
    pages = connector(fake).pull("customer", cursor)
    mails = {r.party.name: r.email for page in pages for r in page.records if isinstance(r, Customer)}
    assert mails["Menuiserie Dubois SARL"] == "neu@dubois.example"


def test_a_payment_being_applied_comes_through_its_journal_line(fake: Recorded) -> None:
    for model in ("account.payment", "account.move.line"):
        stamp(fake.rows[model], lambda i: "2026-11-23 06:00:00")
    fake.rows["account.payment"][0]["write_date"] = "2026-11-23 09:00:00"
    cursor = last_cursor(fake, "payment")
    account = next(p for p in fake.rows["account.payment"] if p["amount"] == 25.0)
    line = next(r for r in fake.rows["account.move.line"] if (r.get("payment_id") or [0])[0] == account["id"])
    line.update(amount_residual_currency=-5.0, write_date="2026-11-23 09:30:00")
    pages = connector(fake).pull("payment", cursor)
    found = {r.ref.id: r for page in pages for r in page.records if isinstance(r, Payment)}
    assert found[str(account["id"])].unapplied == 5


def test_a_customer_without_a_name_is_set_aside_and_the_rest_goes_on(fake: Recorded) -> None:
    row = fake.named("res.partner", "Mario Rossi")
    row["name"] = " "
    records: list[Record | Unreadable] = [r for p in connector(fake).pull("customer", None) for r in p.records]
    aside = [r for r in records if isinstance(r, Unreadable)]
    assert [r.ref.id for r in aside] == [str(row["id"])]
    assert f"res.partner {row['id']}, name" in aside[0].faults[0].message
    assert len(records) > 1


def test_without_the_sales_module_there_are_no_orders_and_no_holds(fake: Recorded) -> None:
    del fake.content["fields"]["sale.order"]
    for name in ("sale_warn", "sale_warn_msg", "sale_order_ids"):
        fake.content["fields"]["res.partner"].pop(name, None)
    assert ids(fake, "order") == []
    assert [r.hold for p in connector(fake).pull("customer", None) for r in p.records if isinstance(r, Customer)]
    assert not any(r.hold for p in connector(fake).pull("customer", None) for r in p.records if isinstance(r, Customer))


def test_a_page_costs_few_calls(fake: Recorded) -> None:
    """Measured on real servers a call costs 30 ms and more, whatever it carries."""
    connector(fake).check()
    fake.calls.clear()
    whole = client(fake)
    one = connector(fake)
    one._client, one._reading._client = whole, whole
    pages = list(one.pull("invoice", None))
    reads = [call for call in fake.calls if call[1] != "fields_get"]
    assert len(pages) == 1
    assert len(reads) <= 16, reads


def test_gone_records_are_found_and_archived_ones_are_not_gone(fake: Recorded) -> None:
    rossi = fake.named("res.partner", "Mario Rossi")
    rossi["active"] = False
    kept, gone = Ref("odoo", "", "customer", str(rossi["id"])), Ref("odoo", "", "customer", "99999")
    strange = Ref("odoo", "", "customer", "abc")
    assert connector(fake).missing("customer", [kept, gone, strange]) == [gone, strange]


def test_gone_payments_are_looked_for_where_they_came_from(fake: Recorded) -> None:
    company = str(fake.content["companies"][0])
    known = [Ref("odoo", company, "payment", id_) for id_ in ids(fake, "payment")]
    line, payment = Ref("odoo", company, "payment", "line-99999"), Ref("odoo", company, "payment", "99999")
    assert set(connector(fake).missing("payment", [*known, line, payment])) == {line, payment}


def test_reread_gives_whole_accounts_and_names_those_that_failed(fake: Recorded) -> None:
    dubois = Ref("odoo", "", "customer", str(fake.named("res.partner", "Menuiserie Dubois SARL")["id"]))
    gone = Ref("odoo", "", "customer", "99999")
    snapshot = connector(fake).reread([dubois, gone])
    assert [c.ref for c in snapshot.customers] == [dubois]
    open_bills = [i for i in snapshot.invoices if isinstance(i, Invoice) and i.open]
    assert [str(i.open) for i in open_bills] == ["1207.99"]
    assert [str(p.unapplied) for p in snapshot.payments if isinstance(p, Payment)] == ["25.00"]
    assert snapshot.failed == (gone,)


def test_company_ids_that_are_no_numbers_are_refused() -> None:
    from connectors.odoo import connect
    from tests.connectors.odoo.recorded import settings

    with pytest.raises(Misconfigured, match="acme"):
        connect("odoo", settings(), {"acme": "acme"})
