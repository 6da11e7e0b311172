"""What an operator reads when solde.toml is right, and when it is not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

from config.load import ConfigurationErrors, find, load
from config.settings import Company
from connectors.errors import Misconfigured
from tests.config.conftest import problems

Write = Callable[..., Path]


def test_a_good_file_is_typed_and_its_paths_are_absolute(folder: Path) -> None:
    settings = load(folder / "solde.toml")

    assert settings.file == folder / "solde.toml"
    assert settings.data == folder / "data"
    company = settings.companies["FR"]
    assert (company.connection, company.emit_from, company.remind_from) == ("erp", date(2026, 9, 1), None)
    assert settings.connections["erp"].type == "tiny"
    assert settings.connections["erp"].settings.password.reveal() == "hunter2"
    assert settings.channels["print"].settings.path == folder / "letters"
    assert settings.database.engine == "sqlite"
    assert settings.warnings == ()


def test_relative_paths_count_from_the_file_wherever_solde_runs(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = write('path = "letters"', 'path = "out/letters"')
    monkeypatch.chdir(path.parent)
    relative = Path("solde.toml")
    assert load(relative).channels["print"].settings.path == path.parent / "out/letters"
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert load(path).channels["print"].settings.path == path.parent / "out/letters"


def test_every_problem_is_told_at_once(write: Write) -> None:
    path = write(
        more="""
        [companies.IT]
        conection = "erp"
        id = 2
        name = "Esempio S.r.l."
        country = "Italy"
        time_zone = "Europe/Roma"
        emit_from = "yesterday"
        policy = "gentle"

        [mail]
        port = 70000
        tls = "ssl"

        [connections.second]
        type = "odo"
        """
    )
    assert sorted(problems(path)) == [
        'solde.toml: companies.IT.conection: unknown key; did you mean "connection"? (known here: '
        f"{', '.join(sorted(field.encode_name for field in msgspec.structs.fields(Company)))})",
        "solde.toml: companies.IT.connection: missing; expected text in quotes",
        "solde.toml: companies.IT.country: expected an ISO 3166 country code of two capital letters, such as"
        ' FR, found "Italy"',
        'solde.toml: companies.IT.emit_from: expected a date such as 2026-09-01, found "yesterday"',
        "solde.toml: companies.IT.id: expected text in quotes, found 2",
        'solde.toml: companies.IT.policy: there is no "gentle" among the policies (set up: standard)',
        "solde.toml: companies.IT.time_zone: expected an IANA time zone such as Europe/Paris, found"
        ' "Europe/Roma"; did you mean "Europe/Rome"?',
        'solde.toml: connections.second.type: there is no connector of type "odo" (installed: broken, tiny)',
        "solde.toml: mail.port: expected a whole number from 1 to 65535, found 70000",
        'solde.toml: mail.tls: expected one of "starttls", "tls", "none", found "ssl"',
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('data = "data"', "data = 5", "data: expected a path in quotes, found 5"),
        ('data = "data"', 'data = "~nobody-of-this-name"', "data: ~nobody-of-this-name: there is no such home"),
        ('data = "data"', 'data = "data"\n"a\\nb" = 1', "solde.toml: a\\nb: unknown key (known here: artefacts,"),
        ('data = "data"', 'dat = "x"', 'dat: unknown key; did you mean "data"?'),
        ("2026-09-01", '"2026-09-01"', 'found "2026-09-01" (write it without quotes)'),
        ("2026-09-01", "2026-09-01T10:00:00Z", "expected a date such as 2026-09-01, found 2026-09-01 10:00"),
        ('name = "Exemple SAS"\n', "", "companies.FR.name: missing; expected text in quotes"),
        ('"https://erp.example.com"', "[1]", "connections.erp.url: expected text in quotes, found a list"),
        ("https://erp", "http://erp", "connections.erp: url: expected https://..., found http://erp"),
        ('connection = "erp"', 'connection = "epr"', 'did you mean "erp"? (set up: erp)'),
        ('"print"', '"printer"', 'there is no "printer" among the channels; did you mean "print"?'),
        ('type = "tiny"', "", "connections.erp.type: missing; name one (installed: broken, tiny)"),
        ('type = "tiny"', 'type = "broken"', 'the connector "broken" is installed but cannot be loaded'),
        ('type = "paper"', 'type = "tiny"', 'there is no channel of type "tiny" (installed: paper)'),
        ('"Europe/Paris"', '"Europe"', "expected an IANA time zone such as Europe/Paris"),
        ('"Europe/Paris"', '"../../etc"', "expected an IANA time zone such as Europe/Paris"),
        ('"FR"\ntime', '"fr"\ntime', 'two capital letters, such as FR, found "fr"'),
        ('id = "1"', 'id = "a/b"', 'companies.FR.id: expected an id without "/", found "a/b"'),
        ('"Exemple SAS"', '"x"\ncurrency = "EURO"', 'ISO 4217 currency code such as EUR, found "EURO"'),
        ('"Exemple SAS"', '"x"\nlanguage = "french"', "ISO 639-1 language code such as fr"),
        ('"Exemple SAS"', '"x"\nreply_to = "desk"', "companies.FR.reply_to: expected an e-mail address"),
        ("[connections.erp]", '[connections."my/erp"]', "letters without accents, digits, _ . and -"),
        ("[channels.print]", "[channels.mail]", "channels.mail: this name belongs to what [mail] sets up"),
        ("[companies.FR]", "[companies]\nIT = 5\n[companies.FR]", "companies.IT: expected a table"),
    ],
)
def test_each_mistake_is_named_with_its_key(write: Write, old: str, new: str, line: str) -> None:
    told = problems(write(old, new))
    assert any(line in problem for problem in told), told


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("[guard]\nshrink = nan", "guard.shrink: expected a number from 0 to 1, found NaN"),
        ("[guard]\nfactor = true", "guard.factor: expected a whole number, at least 1, found true"),
        ("[guard]\nfactor = 2.5", "guard.factor: expected a whole number, at least 1, found 2.5"),
        ("[mail]\nsender = 'desk'", 'mail.sender: expected an e-mail address, found "desk"'),
        ('[mail]\nsender = "a@b\\n"', "mail.sender: expected an e-mail address"),
        ("[tracking]\nsecret = 'env:ERP_PASSWORD'", "tracking.secret: it has at least 16 characters"),
        ("[tracking]\nopen_tracking = 'consent'", "tracking: open_tracking: say in basis_text where"),
        ("[mail]\nprovider = 'pigeon'", 'mail.provider: expected one of "", "brevo", "mailgun", "postmark"'),
        ("[retention]\nletters = -1", "retention.letters: expected a whole number from 0 to 1200, found -1"),
        ("[serve]\nevery_minutes = 0", "serve.every_minutes: expected a whole number, at least 1, found 0"),
        ("[connections.two]\ntype='tiny'\nurl='https://x'\ncolumns.a = 1", "columns.a: expected a table"),
    ],
)
def test_each_mistake_in_the_other_sections_too(write: Write, more: str, line: str) -> None:
    told = problems(write(more=more))
    assert any(line in problem for problem in told), told


def test_a_company_is_worked_for_once(write: Write) -> None:
    twin = '[companies.TWIN]\nconnection = "erp"\nid = "1"\nname = "x"\ncountry = "FR"\ntime_zone = "UTC"\n'
    assert problems(write(more=twin)) == (
        'solde.toml: companies.TWIN.id: "1" of connection "erp" is already companies.FR; one must go',
    )
    load(write(more=twin.replace('id = "1"', 'id = "2"')))


def test_letters_that_no_channel_carries_are_warned_of_once_reminders_begin(write: Write) -> None:
    begun = 'remind_from = 2026-09-01\nletter_channel = "print"'
    assert load(write('letter_channel = "print"', begun)).warnings == ()
    assert load(write('letter_channel = "print"', "remind_from = 2026-09-01")).warnings == (
        'solde.toml: companies.FR.letter_channel: policy "standard" writes letters (Final reminder), and no'
        " channel carries them",
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('payment_page = "http://pay.example/{number}"', "begins with https://"),
        ('payment_page = "https://pay.example/{invoice}"', "{invoice} means nothing here"),
        ('iban = "FR7630006000011234567890188"', "check digits are wrong"),
        ('sms_channel = "pigeon"', 'there is no "pigeon" among the channels'),
        ('legal_channel = "pigeon"', 'there is no "pigeon" among the channels'),
        ('cc_salesperson = "always"', 'expected one of "shown", "hidden", "never"'),
        ("copies_mb = 500", "50"),
    ],
)
def test_ways_out_that_lead_nowhere_are_told(write: Write, line: str, told: str) -> None:
    path = write('letter_channel = "print"', f'letter_channel = "print"\n{line}')
    assert any(told in problem for problem in problems(path))


def test_a_syntax_error_names_its_line_and_policies_are_still_read(write: Write, folder: Path) -> None:
    path = write('id = "1"', "id = 1 2")
    (folder / "policies").mkdir()
    (folder / "policies" / "mine.toml").write_text("levels = 3\n")
    assert problems(path) == (
        "solde.toml: line 11, column 8: Expected newline or end of document after a statement",
        "policies/mine.toml: levels: expected a list in [ ], found 3",
    )


def test_a_file_in_another_encoding_is_named_and_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    path = folder / "solde.toml"
    text = path.read_text()
    path.write_bytes(text.replace("Exemple", "Élan").encode("latin-1"))
    assert problems(path)[0] == "solde.toml: line 12: is not UTF-8 text"
    path.write_bytes(text.replace("Exemple", "Élan").encode("utf-8-sig"))
    assert load(path).companies["FR"].name == "Élan SAS"


def test_the_errors_are_a_misconfiguration_with_one_line_each(write: Write) -> None:
    with pytest.raises(Misconfigured) as refused:
        load(write('"FR"\ntime', '"XX"\ntime'))
    assert isinstance(refused.value, ConfigurationErrors)
    assert str(refused.value).splitlines() == list(refused.value.problems)


def test_which_file_is_meant(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.delenv("SOLDE_CONFIG", raising=False)
    monkeypatch.chdir(folder)
    assert find() == find(folder) == folder / "solde.toml"
    with pytest.raises(Misconfigured, match="solde init DIR"):
        find(empty)

    monkeypatch.chdir(empty)
    monkeypatch.setenv("SOLDE_CONFIG", str(folder))
    assert find() == folder / "solde.toml"
    monkeypatch.setenv("SOLDE_CONFIG", str(folder / "other.toml"))
    with pytest.raises(Misconfigured, match=r"SOLDE_CONFIG names .*other\.toml"):
        find()


def test_a_file_named_on_the_command_line_goes_before_the_environments(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "solde.toml").write_text("")
    monkeypatch.setenv("SOLDE_CONFIG", str(other))
    assert find(folder) == find(folder / "solde.toml") == folder / "solde.toml"
    with pytest.raises(Misconfigured, match=r"there is no solde\.toml in .*nowhere"):
        find(tmp_path / "nowhere")


def test_a_file_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    assert problems(tmp_path / "solde.toml") == ("solde.toml: cannot be read: No such file or directory",)


def test_a_page_that_a_policy_names_is_there(write: Write, folder: Path) -> None:
    path = write()
    policies = folder / "policies"
    policies.mkdir(exist_ok=True)
    (policies / "mine.toml").write_text('[[levels]]\nname = "first"\ndays = 5\ntemplate = "ours"\n')
    assert "policies/mine.toml: levels #1.template: there is no templates/ours.typ beside solde.toml" in problems(path)
    (folder / "templates").mkdir()
    (folder / "templates" / "ours.typ").write_text("")
    load(path)
