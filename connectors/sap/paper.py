"""SAP's own PDF of a billing document: the function import GetPDF."""

import base64
import binascii

from connectors.records import Ref
from connectors.sap.world import World

_SERVICE, _FUNCTION, _FIELD = "API_BILLING_DOCUMENT_SRV", "GetPDF", "BillingDocumentBinary"


def pdf(world: World, invoice: Ref) -> bytes | None:
    """What SAP's output made of it; None where there is nothing, or the invoice was posted in accounting alone."""
    if "/" in invoice.id:
        return None
    answer = world.client.function(_SERVICE, _FUNCTION, BillingDocument=invoice.id)
    found = answer.get(_FUNCTION, answer) if isinstance(answer, dict) else None
    coded = found.get(_FIELD) if isinstance(found, dict) else None
    if not isinstance(coded, str):
        return None
    try:
        content = base64.b64decode(coded, validate=False)
    except (binascii.Error, ValueError):
        return None
    return content if content.startswith(b"%PDF") else None
