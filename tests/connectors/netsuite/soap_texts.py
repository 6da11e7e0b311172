"""SOAP as NetSuite words it, for tests without a server."""

_SPACE = "urn:{}_2025_2.platform.webservices.netsuite.com"


def envelope(body: str) -> bytes:
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    spaces = " ".join(f'xmlns:{each}="{_SPACE.format(each)}"' for each in ("messages", "core", "faults"))
    return f'<s:Envelope xmlns:s="{soap}" {spaces}><s:Body>{body}</s:Body></s:Envelope>'.encode()


def fault(name: str, code: str, words: str = "no") -> bytes:
    tag = f"faults:{name[0].lower()}{name[1:]}"
    detail = f"<{tag}><faults:code>{code}</faults:code><faults:message>{words}</faults:message></{tag}>"
    return plain_fault("s:Server.userException", words, f"<detail>{detail}</detail>")


def plain_fault(code: str, words: str, detail: str = "") -> bytes:
    return envelope(f"<s:Fault><faultcode>{code}</faultcode><faultstring>{words}</faultstring>{detail}</s:Fault>")


def written(id_: str) -> bytes:
    status = '<core:status isSuccess="true"/>'
    return _answer(f'<messages:writeResponse>{status}<messages:baseRef internalId="{id_}"/></messages:writeResponse>')


def refused(code: str, words: str = "no") -> bytes:
    detail = f'<core:statusDetail type="ERROR"><core:code>{code}</core:code><core:message>{words}</core:message>'
    warning = '<core:statusDetail type="WARN"><core:code>WARNING</core:code><core:message>w</core:message>'
    status = f'<core:status isSuccess="false">{warning}</core:statusDetail>{detail}</core:statusDetail></core:status>'
    return _answer(f"<messages:writeResponse>{status}</messages:writeResponse>")


def server_time(text: str) -> bytes:
    result = f'<core:status isSuccess="true"/><core:serverTime>{text}</core:serverTime>'
    return _answer(f"<core:getServerTimeResult>{result}</core:getServerTimeResult>")


def _answer(body: str) -> bytes:
    return envelope(f"<messages:response>{body}</messages:response>")
