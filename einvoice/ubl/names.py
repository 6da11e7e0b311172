"""Names of the syntax: namespaces, document types, the forms in which UBL holds what it has no element for."""

import re

INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}"
CREDIT_NOTE = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"

GUIDELINE = "urn:cen.eu:en16931:2017"
CODE = "SOLDE-UBL"  # of the faults that reading finds
SOURCE = "EN 16931-1:2017; CEN/TS 16931-3-2:2020 (UBL)"

# UNTDID 1001: what an AdditionalDocumentReference is. Supporting documents (BG-24) have no code (UBL-SR-43).
PROJECT = "50"  # BT-11 in a credit note, which has no ProjectReference
OBJECT = "130"  # BT-18, BT-128

SEPA = "SEPA"  # the scheme that makes an identifier of seller or payee the creditor's (BT-90)
VAT = "VAT"
LOCAL_TAX = "FC"  # BT-32: any scheme but VAT will do; this is the one that CII has

# UNTDID 4461: "instrument not defined". A credit note's due date (BT-9) stands within payment means; where there are
# none, means of this code hold the date and nothing else. They also stand for means without a code.
UNDEFINED_MEANS = "1"

# BT-21 stands within the text of a note (BT-22). A text without a subject that begins as if it had one is set apart
# by a space in front.
SUBJECT = re.compile(r"#([A-Z0-9]{3})#(.*)", re.ASCII | re.DOTALL)
LIKE_SUBJECT = re.compile(r" *#[A-Z0-9]{3}#", re.ASCII)
