"""The lamp maker as Solde's operator has it: its only ERP is a NetSuite account."""

from datetime import date
from pathlib import Path

from tests.connectors.netsuite.standin.account import ACCOUNT, CERTIFICATE, CLIENT
from tests.connectors.netsuite.standin.rules import CUSTOM
from tests.connectors.netsuite.standin.setup_rows import OURS
from tests.connectors.netsuite.standin.store import Store
from tests.end_to_end.installation import Installation

LEVEL, DAY, HOLD = "custentity_solde_level", "custentity_solde_date", "custentity_solde_hold"
STATUS, CODE = "custbody_solde_einvoice", "custentity_codice"
_TOKENS = {"NETSUITE_CONSUMER": "csecret", "NETSUITE_TOKEN": "tsecret"}
_TOML = """\
data = "data"

[connections.netsuite]
type = "netsuite"
account = "{account}"
client_id = "{client}"
certificate_id = "{certificate}"
private_key = "env:NETSUITE_KEY"
url = "{url}"
slots = "{slots}"
rescan_minutes = 0
hold_reason = "{hold}"
dunning_level = "{level}"
dunning_date = "{day}"
einvoice_status = "{status}"
{more}
{seller}
[channels.post]
type = "folder"
path = "out/letters"

[mail]
backend = "files"
sender = "solde@lume.example"

[companies.lume]
connection = "netsuite"
id = "{company}"
name = "Lume"
country = "{country}"
time_zone = "Europe/Rome"
emit_from = {emit_from}
remind_from = {remind_from}
policy = "standard"
reply_to = "crediti@lume.example"
letter_channel = "post"
"""
_SELLERS = {
    "IT": """\
[connections.netsuite.fields]
"national.IT.codice_destinatario" = "customer:%(code)s"

[connections.netsuite.sellers.%(company)s]
name = "Officina Luce S.r.l."
street = "Via Garibaldi 12"
postcode = "37121"
city = "Verona"
province = "VR"
country = "IT"
vat_id = "IT01234560231"
iban = "IT60X0542811101000000123456"
contact = "Crediti"
email = "crediti@lume.example"
national = { regime_fiscale = "RF01" }

[connections.netsuite.tax_codes]
"IT:S-IT" = { category = "S" }
""",
    "DE": """\
[connections.netsuite.sellers.%(company)s]
name = "Muster GmbH"
street = "Lindenweg 3"
postcode = "34117"
city = "Kassel"
country = "DE"
vat_id = "DE136695976"
legal_id = "HRB 12345"
contact = "Wiebke Jansen"
phone = "+49 561 000000"
email = "rechnung@lume.example"
iban = "DE89370400440532013000"

[connections.netsuite.tax_codes]
"IT:S-IT" = { category = "S" }

[connections.netsuite.payment_terms]
"Net 30" = "Zahlbar in 30 Tagen ohne Abzug."
""",
}
_SOAP = """\
files = "soap"
folder = "{folder}"
consumer_key = "ck"
consumer_secret = "env:NETSUITE_CONSUMER"
token_id = "tk"
token_secret = "env:NETSUITE_TOKEN"
wsdl = "{wsdl}"
"""


class Shop(Installation):
    """One installation of Solde over the account at `url`; `more` are lines of its connection.

    `country` is the company's: an Italian one emits XML, a German one PDF with XML in it.
    """

    def __init__(
        self,
        folder: Path,
        url: str,
        key: str,
        *,
        emit_from: date,
        remind_from: date,
        more: str = "",
        country: str = "IT",
    ) -> None:
        seller = _SELLERS[country] % {"company": OURS, "code": CODE}
        toml = _TOML.format(
            account=ACCOUNT, client=CLIENT, certificate=CERTIFICATE, url=url, slots=folder / "slots", company=OURS,
            emit_from=emit_from, remind_from=remind_from, more=more, level=LEVEL, day=DAY, hold=HOLD, status=STATUS,
            country=country, seller=seller,
        )  # fmt: skip
        super().__init__(folder, toml, "netsuite", {"NETSUITE_KEY": key, **_TOKENS})


def by_soap(wsdl: Path, folder: str) -> str:
    """Lines of a connection whose files and notes go over SOAP."""
    return _SOAP.format(wsdl=wsdl, folder=folder)


def prepare(store: Store) -> None:
    """What the account's administrator set up for Solde, and for Italian e-invoices."""
    store.rule(
        custom={**CUSTOM, CODE: "text"},
        exposes=("transactionline.taxcode", "transactionline.taxrate1", "customer.vatregnumber"),
    )
