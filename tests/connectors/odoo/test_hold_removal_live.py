"""The module solde_credit_hold comes and goes without a trace, on real Odoo servers and down to PostgreSQL.

The database must not have the module when these tests begin.
"""

from collections.abc import Iterator

import pytest

from tests.connectors.odoo import held, traces
from tests.connectors.odoo.held import People, refusal
from tests.connectors.odoo.servers import Server, addresses, label, opened
from tests.connectors.odoo.traces import Trace

pytestmark = pytest.mark.odoo
# Queues of the running server: Odoo wakes its vacuum after any installation, and tells its workers to reload.
_QUEUES = {"ir_cron_trigger", "orm_signaling_registry"}


@pytest.fixture(params=addresses() or [""], ids=label)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    found = opened(request.param)
    traces.needed()
    state = held.module_state(found)
    if state != "uninstalled":
        pytest.skip("the module is there already, or the server does not see it")
    yield found
    found.client.close()


def settled(server: Server) -> None:
    """What Odoo does by itself at anybody's installation: it reads the list of modules anew, and opens the next of
    its own set-up steps."""
    server.client.call("ir.module.module", "update_list")
    ids = server.client.ids("ir.module.module", [["name", "=", held.MODULE]])
    server.client.call("ir.module.module", "next", ids)


def left(before: Trace, after: Trace) -> dict[str, dict[str, list[str]]]:
    found = traces.difference(before, after)
    return {name: rows for name, rows in found.items() if name not in _QUEUES}


def test_installed_and_removed_the_whole_database_is_as_before(server: Server) -> None:
    settled(server)
    database = server.settings.database
    before = traces.taken(database)
    held.install(server)
    during = traces.difference(before, traces.taken(database))
    for name in ("schema: columns", "ir_model_fields", "ir_ui_view", "ir_model_data", "res_groups"):
        assert during[name]["came"], "what cannot be seen coming would not be seen staying"
    held.remove(server)
    assert held.module_state(server) == "uninstalled"
    assert left(before, traces.taken(database)) == {}


def test_after_work_nothing_of_it_stays_in_the_schema_and_in_odoos_own_tables(server: Server) -> None:
    """Held, refused, overridden, released; only what people wrote (chatter, orders) is theirs and stays."""
    settled(server)
    database = server.settings.database
    held.install(server)
    stage = held.staged(People(server))  # makes users, customers and a quotation: people's things
    held.remove(server)
    before = traces.taken(database)
    held.install(server)
    people = People(server)
    people.robot.write("res.partner", stage.customer, solde_hold=True, solde_hold_reason=held.REASON)
    people.manager.write("res.partner", stage.other, solde_hold=True, solde_hold_reason="Ask Anna")
    assert refusal(people.clerk, "sale.order", "action_confirm", [stage.order])
    assert refusal(people.manager, "sale.order", "action_confirm", [stage.order]) == ""
    people.manager.write("res.partner", stage.other, solde_hold=False)
    held.remove(server)
    after = left(before, traces.taken(database))
    ours = {name: rows for name, rows in after.items() if name.startswith(("schema: ", "ir_", "res_groups", "rule_"))}
    assert ours == {}
    assert refusal(people.clerk, "sale.order", "action_confirm", [stage.quotation(stage.customer)]) == ""
