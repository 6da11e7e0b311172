"""What stands in SAP, read without Solde: plain requests to the server, no code of the connector."""

import hashlib
import re
from collections import Counter
from typing import Any, NamedTuple

import requests

_MARK = re.compile(r" [0-9a-f]{12}")
_LOGIN = ("sapuser", "secret")
_KEYS = ("DocumentInfoRecordDocType", "DocumentInfoRecordDocNumber", "DocumentInfoRecordDocVersion",
         "DocumentInfoRecordDocPart", "LogicalDocument", "ArchiveDocumentID", "LinkedSAPObjectKey",
         "BusinessObjectTypeName")  # fmt: skip


class File(NamedTuple):
    """An attachment."""

    object: str
    key: str
    name: str
    sha256: str


class Dump(NamedTuple):
    """Everything that Solde may have written."""

    blocks: dict[str, str]  # business partner/segment -> reason
    dunning: dict[str, tuple[str, str, str]]  # customer/company code/area -> level, day, block
    orders: dict[str, tuple[str, str]]  # blocked sales order -> delivery block, billing block
    files: list[File]  # in order, each as often as it is there

    def told(self) -> Counter[tuple[str, str, str, str]]:
        """The files as two runs that do the same leave them: notes and tasks with what they say, but without the mark
        in their names, which follows row numbers; PDFs without their bytes, which follow the minute.
        """
        return Counter(
            (file.object, file.key, _MARK.sub("", file.name), "" if file.name.endswith(".pdf") else file.sha256)
            for file in self.files
        )

    def of(self, number: str, object_: str = "VBRK") -> list[File]:
        """What hangs at a billing document."""
        return [file for file in self.files if (file.object, file.key) == (object_, number.zfill(10))]


def dump(server: str) -> Dump:
    """All of it; `server` is the stand-in itself, not what is between it and Solde."""
    accounts = _rows(server, "API_CRDTMBUSINESSPARTNER/CreditManagementAccount")
    dunning = _rows(server, "API_BUSINESS_PARTNER/A_CustomerDunning")
    select = "$select=SalesOrder,DeliveryBlockReason,HeaderBillingBlockReason"
    orders = _rows(server, f"API_SALES_ORDER_SRV/A_SalesOrder?{select}")
    return Dump(
        {f"{row['BusinessPartner']}/{row['CreditSegment']}": row["CreditAccountBlockReason"]
         for row in accounts if row["CreditAccountIsBlocked"] or row["CreditAccountBlockReason"]},
        {f"{row['Customer']}/{row['CompanyCode']}/{row['DunningArea']}":
         (row["DunningLevel"], row["LastDunnedOn"] or "", row["DunningBlock"])
         for row in dunning if row["DunningLevel"] not in ("", "0") or row["LastDunnedOn"] or row["DunningBlock"]},
        {row["SalesOrder"]: (row["DeliveryBlockReason"], row["HeaderBillingBlockReason"])
         for row in orders if row["DeliveryBlockReason"] or row["HeaderBillingBlockReason"]},
        sorted(_files(server)),
    )  # fmt: skip


def _files(server: str) -> list[File]:
    found = []
    for row in _rows(server, f"API_CV_ATTACHMENT_SRV/AttachmentContentSet?$select={','.join((*_KEYS, 'FileName'))}"):
        key = ",".join(f"{name}='{row[name]}'" for name in _KEYS)
        content = _get(server, f"API_CV_ATTACHMENT_SRV/AttachmentContentSet({key})/$value").content
        digest = hashlib.sha256(content).hexdigest()
        found.append(File(row["BusinessObjectTypeName"], row["LinkedSAPObjectKey"], row["FileName"], digest))
    return found


def _rows(server: str, path: str) -> list[dict[str, Any]]:
    answer = _get(server, f"{path}{'&' if '?' in path else '?'}$format=json").json()["d"]
    found: list[dict[str, Any]] = list(answer["results"])
    while following := answer.get("__next"):
        answer = requests.get(following, auth=_LOGIN, headers={"Accept": "application/json"}, timeout=60).json()["d"]
        found += answer["results"]
    return found


def _get(server: str, path: str) -> requests.Response:
    answer = requests.get(f"{server}/sap/opu/odata/sap/{path}", auth=_LOGIN, timeout=60)
    answer.raise_for_status()
    return answer
