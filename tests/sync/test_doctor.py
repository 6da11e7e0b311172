"""What `solde check` says about a configuration that can run but does not do what one may think."""

from pathlib import Path

import msgspec
import pytest

from config.settings import Company, Mail
from sync import doctor
from tests.sync.conftest import settings

pytestmark = pytest.mark.django_db


def warnings(tmp_path: Path, **changes: object) -> list[str]:
    found = doctor.findings(settings(tmp_path, **changes))
    return [one.message for one in found if one.level == "warning" and one.subject == "mail"]


def silent(tmp_path: Path) -> dict[str, Company]:
    """The same company, which reminds nobody."""
    (company,) = settings(tmp_path).companies.values()
    return {"FR": msgspec.structs.replace(company, remind_from=None)}


def test_reminders_that_only_fill_a_folder_are_a_warning(tmp_path: Path) -> None:
    (said,) = warnings(tmp_path)
    assert "FR" in said
    assert "smtp" in said


def test_who_reminds_nobody_or_sends_is_not_warned(tmp_path: Path) -> None:
    assert warnings(tmp_path, companies=silent(tmp_path)) == []
    assert warnings(tmp_path, mail=Mail(backend="smtp", host="127.0.0.1", port=9, tls="none", timeout=1)) == []
