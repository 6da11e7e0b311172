"""The audit trail only grows: the database itself refuses the rest."""

import pytest
from django.db import DatabaseError, connection, transaction

from sync import audit
from sync.models import Audit


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
