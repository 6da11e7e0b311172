"""The audit trail only grows: the database itself refuses the rest."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from sync import audit, proposals
from sync.credit import answer, kyc
from sync.customer.disputes import block, close_dispute, dispute
from sync.customer.entries import take_back
from sync.customer.wishes import call, wish
from sync.models import Audit, CreditOverride, Proposal
from tests.sync.conftest import World
from tests.sync.phone import day, desk, luce, run


@pytest.fixture
def line(db: None) -> Audit:
    """One line."""
    audit.note("sent", "erp//customer/1", "because")
    return Audit.objects.get()


@pytest.mark.parametrize(
    "statement", ["UPDATE sync_audit SET why = 'nothing happened'", "DELETE FROM sync_audit"], ids=["update", "delete"]
)
def test_no_sql_changes_or_removes_a_line(line: Audit, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Audit.objects.get().why == "because"


def test_no_model_changes_or_removes_a_line(line: Audit) -> None:
    line.why = "nothing happened"
    with pytest.raises(DatabaseError), transaction.atomic():
        line.save()
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Audit.objects.update(why="")
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Audit.objects.all().delete()
    assert Audit.objects.get().why == "because"


def test_a_line_is_not_there_if_what_it_tells_of_was_undone(db: None) -> None:
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        audit.note("sent", "erp//customer/1")
        raise Undone
    assert not Audit.objects.exists()


def test_nothing_that_a_person_wrote_or_says_of_a_person_is_in_the_trail(world: World) -> None:
    """It can never be deleted: a line names the entry, whose words `solde prune` can let go of."""
    known = luce(world, email="", sole_trader=True)
    place = desk(world)
    call(place, known, "reached", spoke_with="Mme Roux", why="her husband is in hospital")
    wish(place, known, "email", "anna.roux@luce.example", why="from Mme Roux")
    wish(place, known, "phone", "+33 1 23 45 67 89")
    made = block(place, known, "bankruptcy is feared", until=str(day(4)))
    take_back(known, made.number, "Mme Roux was mistaken", today=day(0))
    disputed = dispute(place, known, "F1", reason="quality", owner="Carla Verdi", why="mould, says Mme Roux")
    close_dispute(place, known, disputed.number, "rejected", "Mme Roux agrees")
    kyc.add_document(known.account, "passport of Anna Roux", day(0), None, who="vera")
    proposal = Proposal.objects.create(account=known.account, reason="F1 is 50 days overdue.")
    proposals.decline(proposal, "vera", "Mme Roux pays tomorrow")
    until = day(9)
    answer.set_override(world.engine, "FR", known.account, Decimal(500), "EUR", until, "for Mme Roux", who="vera")
    run(world, 1)
    trail = str(list(Audit.objects.values("why", "facts", "ref", "what")))
    for words in ("Roux", "roux", "hospital", "bankruptcy", "mould", "Verdi", "+33", "passport", "Officina", "Luce"):
        assert words not in trail
    assert Proposal.objects.get().why == "Mme Roux pays tomorrow"
    assert "for Mme Roux" in CreditOverride.objects.get().reason
