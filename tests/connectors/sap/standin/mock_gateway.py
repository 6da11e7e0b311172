"""mock-sap with the same door for tests as backoffice.js, and with what SAP Gateway has and mock-sap does not:
the functions GetPDF and GetAllOriginals, and attachments as raw bytes. Run by servers.py inside the stand-in's folder.

    python mock_gateway.py PORT
"""

import base64
import glob
import json
import os
import sys
import threading
import uuid
from urllib.parse import unquote

import mocksap_s4 as standin
from mocksap import db, server, service, store

ROOT = "/sap/opu/odata/sap/"
ATTACHMENTS = ROOT + "API_CV_ATTACHMENT_SRV/"
PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n").decode()
contents: dict[str, bytes] = {}
rows: list[dict[str, str]] = []
serve = server.Handler._serve


def answer(body: object, status: int = 200) -> service.Response:
    return service.Response(status, body=body)


def gateway(handler, method, path, query, headers, body, opts, client):
    """In front of the engine's own answers, behind its authentication."""
    if path == "/backoffice":
        return answer([_run(handler.mock.conn, sql, values) for sql, values in json.loads(body)])
    refused = handler._check_csrf(method, path, headers)
    if refused is None and path == ATTACHMENTS + "AttachmentContentSet" and method == "POST":
        return _attach(headers, body)
    if path == ATTACHMENTS + "GetAllOriginals":
        asked = {key: value.strip("'") for key, value in opts.items()}
        return answer({"d": {"results": [row for row in rows if _belongs(row, asked)]}})
    if path.startswith(ATTACHMENTS) and path.endswith("/$value"):
        found = next((key for key in contents if key in path), "")
        return service.Response(200, body=contents[found], content_type="application/octet-stream")
    if path == ROOT + "API_BILLING_DOCUMENT_SRV/GetPDF":
        return answer({"d": {"GetPDF": {"BillingDocumentBinary": PDF}}})
    return serve(handler, method, path, query, headers, body, opts, client)


def _belongs(row: dict[str, str], asked: dict[str, str]) -> bool:
    return all(row[key] == asked.get(key) for key in ("LinkedSAPObjectKey", "BusinessObjectTypeName"))


def _attach(headers: dict[str, str], body: bytes) -> service.Response:
    key = uuid.uuid4().hex.upper()
    contents[key] = body
    row = {
        "DocumentInfoRecordDocType": "", "DocumentInfoRecordDocNumber": "", "DocumentInfoRecordDocVersion": "",
        "DocumentInfoRecordDocPart": "", "LogicalDocument": "", "ArchiveDocumentID": key,
        "LinkedSAPObjectKey": headers["linkedsapobjectkey"],
        "BusinessObjectTypeName": headers["businessobjecttypename"], "FileName": unquote(headers["slug"]),
        "MimeType": headers["content-type"], "FileSize": str(len(body)),
    }  # fmt: skip
    rows.append(row)
    return answer({"d": row}, 201)


def _leave():
    """Whoever started it is gone."""
    sys.stdin.read()
    os._exit(0)


def _run(conn, sql, values):
    if sql.startswith("DELETE FROM AttachmentContentSet"):
        rows.clear()
        contents.clear()
    cursor = conn.execute(sql, values)
    conn.commit()
    names = [each[0] for each in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] if names else []


if __name__ == "__main__":
    threading.Thread(target=_leave, daemon=True).start()
    store.CHANGE_STAMPS = tuple(dict.fromkeys((*store.CHANGE_STAMPS, "LastChangeDateTime")))
    standin.load("vdm", ["credit.csn.json"])
    db.seed = standin.my_seed(sorted(glob.glob("srv/data/*.json")))  # noqa: PTH207
    server.Handler._serve = gateway
    config = server.Config(
        port=int(sys.argv[1]), basic_auth="sapuser:secret", oauth="SAP_CLIENT:s3cret", require_if_match=True, quiet=True
    )
    server.make_server(config).serve_forever()
