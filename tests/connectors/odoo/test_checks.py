"""`solde check` on Odoo: what it found, which right is missing, what will not work there."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import responses

from connectors.odoo import checks, connect
from tests.connectors.findings import said
from tests.connectors.odoo.recorded import VERSIONS, Recorded, client, connector, load, settings


@pytest.fixture(params=VERSIONS, ids=lambda v: f"odoo{v}")
def fake(request: pytest.FixtureRequest) -> Recorded:
    return Recorded(load(request.param))


def test_a_sound_installation_has_no_error(fake: Recorded) -> None:
    found = connector(fake).check()
    assert said(found, "error", "warning") == ""
    assert f"Odoo {fake.content['version']}.0 over recorded" in said(found, "ok")
    assert "Atelier Exemple SAS" in said(found, "ok")
    assert "Over RPC a confirmation ignores credit limits" in said(found, "note")
    assert "no field for a dunning level" in said(found, "note")


def test_each_missing_right_is_named_with_what_to_grant(fake: Recorded) -> None:
    fake.rights = {"read account.payment": False, "write res.partner": False}
    found = connector(fake).check()
    assert "read account.payment: payments cannot be read: grant Invoicing" in said(found, "error")
    assert "write res.partner: holds cannot be set: grant Contact Creation" in said(found, "warning")


def test_a_user_who_sees_only_his_own_is_an_error(fake: Recorded) -> None:
    """Odoo hides other people's records without a word: half the debts would be missing."""
    fake.groups = {
        "account.group_account_invoice": False,
        "account.group_account_readonly": False,
        "sales_team.group_sale_salesman_all_leads": False,
    }
    found = said(connector(fake).check(), "error")
    assert "sees only some invoices" in found
    assert "sees only his own orders" in found


def test_a_company_that_the_user_may_not_see_is_named(fake: Recorded) -> None:
    whole = client(fake)
    whole.companies = [fake.content["companies"][0], 99]
    found = checks.run(whole, {str(whole.companies[0]): "atelier", "99": "nowhere"})
    assert "company nowhere: there is no company 99" in said(found, "error")


def test_another_dunning_and_another_sender_are_named(fake: Recorded) -> None:
    fake.rows["ir.module.module"] = [
        {"id": i, "name": name, "state": "installed"}
        for i, name in enumerate(("account_credit_control", "l10n_it_edi", "account_peppol", "l10n_it"))
    ]
    fake.content["fields"]["ir.module.module"] = {"name": {"string": "Name", "type": "char"}}
    found = connector(fake).check()
    assert "OCA credit control" in said(found, "warning")
    assert "FatturaPA itself" in said(found, "note")
    assert "Peppol itself" in said(found, "note")


def test_warnings_that_nobody_sees_are_said(fake: Recorded) -> None:
    fake.groups = {"sale.group_warning_sale": False}
    assert "switch on Settings > Sales > Sale Warnings" in said(connector(fake).check(), "warning")


def test_a_key_that_ends_soon_is_a_warning(fake: Recorded) -> None:
    fields = fake.content["fields"]
    fields["res.users.apikeys"] = {name: {"string": name, "type": "char"} for name in ("name", "expiration_date")}
    soon, late = datetime.now(UTC) + timedelta(days=5), datetime.now(UTC) + timedelta(days=80)
    fake.rows["res.users.apikeys"] = [
        {"id": i, "name": name, "user_id": [2, "x"], "expiration_date": when.strftime("%Y-%m-%d %H:%M:%S")}
        for i, (name, when) in enumerate((("old", soon), ("new", late)))
    ]
    found = connector(fake).check()
    assert "'old' ends on" in said(found, "warning")
    assert "'new' ends on" in said(found, "note")


def test_plain_http_to_another_machine_is_a_warning(fake: Recorded) -> None:
    for url, level in (("http://odoo.example.com", "warning"), ("http://127.0.0.1:8069", ""), ("http://localhost", "")):
        found = said(checks.run(client(fake, url=url), {}), "warning")
        assert ("plain http" in found) == bool(level)


def test_a_clock_that_is_off_is_a_warning(fake: Recorded) -> None:
    whole = client(fake)
    whole.http.server_date = format_datetime(datetime.now(UTC) - timedelta(minutes=10))
    assert "clock: the server's clock differs by -60" in said(checks.run(whole, {}), "warning")


def test_an_old_version_is_tried_and_said(fake: Recorded) -> None:
    fake.content["version"] = 16
    assert "tested are 17 to 19" in said(connector(fake).check(), "warning")


@responses.activate
def test_a_server_that_is_no_odoo_is_one_clear_error() -> None:
    base = "https://odoo.example.com"
    responses.post(f"{base}/web/webclient/version_info", status=404, body="<html>", content_type="text/html")
    responses.get(f"{base}/web/version", status=404, body="<html>", content_type="text/html")
    found = connect("odoo", settings(), {"4": "atelier"}).check()
    assert [f.level for f in found] == ["error"]
    assert "is this Odoo's own address" in found[0].message
