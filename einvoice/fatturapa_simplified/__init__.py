"""Simplified FatturaPA (FSM10 1.0.2): TD07 invoice, TD08 credit note, TD09 debit note (art. 21-bis DPR 633/72).

For small amounts: up to 400 EUR (DM 10 May 2019), without a limit for sellers of the regime RF19 since 1 January 2025
(D.Lgs. 180/2024) and for corrections; SdI's control is 00460. The buyer may be known by a number only. Carried:
parties, register, one gross amount and its VAT for each thing sold, the invoice that is corrected, attachments. Not
carried: quantities and prices (the text says them), due dates, payment, references, notes, prepaid amounts, contacts.
"""

from einvoice.fatturapa.names import EXTENSION, MIME, filename
from einvoice.fatturapa_simplified.names import NAME
from einvoice.fatturapa_simplified.reader import examine, read
from einvoice.fatturapa_simplified.writer import transliterations, write

__all__ = ["EXTENSION", "MIME", "NAME", "examine", "filename", "read", "transliterations", "write"]
