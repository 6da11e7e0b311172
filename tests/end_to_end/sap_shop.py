"""The coffee supplier as Solde's operator has it."""

from pathlib import Path

from tests.connectors.sap.world_sales import COMPANY, SEGMENT
from tests.end_to_end.installation import Installation

PASSWORD, HOLD_CODE = "secret", "SD"
_TOML = """\
data = "data"

[connections.sap]
type = "sap"
url = "{url}"
client = "100"
user = "sapuser"
password = "env:SAP_PASSWORD"
timeout = {timeout}
page_size = {page_size}
rescan_minutes = 0
hold = "credit"
hold_code = "{hold_code}"
dunning_procedure = "0001"

[connections.sap.credit_segments]
{company} = "{segment}"

[connections.sap.sellers.{company}]
name = "Kontor Beispiel GmbH"
street = "Speicherstraße 4"
postcode = "20457"
city = "Hamburg"
country = "DE"
vat_id = "DE990424240"
legal_info = "Amtsgericht Hamburg, HRB 999999; Geschäftsführung: Frieda Beispiel"
contact = "Debitorenbuchhaltung"
phone = "+49 40 0000000"
email = "debitoren@kontor.example"
iban = "DE91999999990000000042"
account_name = "Kontor Beispiel GmbH"

[connections.sap.tax_codes.DE]
A1 = {{ category = "S", rate = "19" }}
A2 = {{ category = "S", rate = "7" }}
A5 = {{ category = "K", rate = "0", exemption_code = "VATEX-EU-IC", exemption_reason = "Intra-Community supply" }}
A0 = {{ category = "G", rate = "0", exemption_code = "VATEX-EU-G", exemption_reason = "Export" }}

[connections.sap.payment_terms]
0001 = "14 days net"
0002 = "30 days net"
0003 = "45 days net"

[channels.post]
type = "folder"
path = "out/letters"

[mail]
backend = "files"
sender = "solde@kontor.example"

[companies.kontor]
connection = "sap"
id = "{company}"
name = "Kontor Beispiel GmbH"
country = "DE"
time_zone = "Europe/Berlin"
language = "de"
emit_from = {emit_from}
remind_from = 2025-11-01
policy = "standard"
reply_to = "debitoren@kontor.example"
letter_channel = "post"
"""


class Shop(Installation):
    """One installation of Solde over the S/4HANA at `url`."""

    def __init__(
        self, folder: Path, url: str, *, emit_from: str = "2026-10-26", page_size: int = 200, timeout: float = 30
    ) -> None:
        toml = _TOML.format(
            url=url, emit_from=emit_from, page_size=page_size, timeout=timeout, hold_code=HOLD_CODE, company=COMPANY,
            segment=SEGMENT,
        )  # fmt: skip
        super().__init__(folder, toml, "sap", {"SAP_PASSWORD": PASSWORD})
