"""The configuration of the example: what `solde init` would have its owner write."""

from config.policies import shipped
from sync.demo.companies import COMPANIES, EMIT_FROM, FRENCH, REMIND_FROM, Company

_HEAD = """\
# The example company: two fictional sellers whose ERP exports CSV files into the folder erp/.
data = "data"

[connections.erp]
type = "files"
folder = "erp"
out = "erp-out"

[channels.post]
type = "folder"
path = "out/letters"

# Where a platform and SdI would be: e-invoices are put into a folder instead.
[channels.platform]
type = "folder"
path = "out/platform"

[channels.sdi]
type = "folder"
path = "out/sdi"

[mail]
backend = "files"
sender = "solde@maison-exemple.example"
"""


def _company(company: Company) -> str:
    channel = "platform" if company is FRENCH else "sdi"
    return f"""
[companies.{company.key}]
connection = "erp"
id = "{company.id}"
name = "{company.name}"
country = "{company.country}"
time_zone = "{company.time_zone}"
currency = "EUR"
language = "{company.language}"
emit_from = {EMIT_FROM}
remind_from = {REMIND_FROM}
policy = "standard"
letters_from = "{company.name}"
reply_to = "{company.email}"
einvoice_channel = "{channel}"
letter_channel = "post"
"""


def solde_toml() -> str:
    """solde.toml for a folder that holds `erp/`."""
    return _HEAD + "".join(_company(c) for c in COMPANIES)


def policy_toml() -> str:
    """The standard policy as shipped."""
    return shipped().read_text(encoding="utf-8")
