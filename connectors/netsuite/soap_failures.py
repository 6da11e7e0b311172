"""What SOAP's faults and statuses mean, told as ours. The codes are those of platform.faultTypes.xsd."""

from connectors.errors import Misconfigured, Refused, Retry
from connectors.http import Reply
from connectors.netsuite import failures
from connectors.netsuite.failures import Call
from connectors.netsuite.soap_answers import Answer
from einvoice.faults import Fault

SOURCE = "NetSuite"
DUPLICATE = "DUP_RCRD"  # a record with this external id is there
_OVERRUN_FAULTS = ("ExceededConcurrentRequestLimitFault", "ExceededRequestLimitFault")
_OVERRUN = (
    *failures.OVERRUN,
    "WS_EXCEEDED_MAX_CONCUR_RQST",
    "WS_EXCEEDED_CONCUR_USERS_ALLWD",
    "EXCEEDED_MAX_CONCUR_RQST",
)
_LOGIN_FAULTS = ("InvalidCredentialsFault", "InvalidSessionFault")
_LOGIN = ("INVALID_LOGIN_CREDENTIALS", "INVALID_LOGIN_ATTEMPT", "INVALID_LOGIN", "SESSION_TIMED_OUT", "WS_LOG_IN_REQD")
# A key that belongs to no record: the target's, or that of a folder.
MISSING = (*failures.MISSING, "TRANS_DSNT_EXIST", "TRANS_DOES_NOT_EXIST", "TIMEOUT_THE_RECORD_DOESNT_EXIST_ANYMORE")
_LOCKED = ("RCRD_HAS_BEEN_CHANGED", "CANT_UPDATE_RECRD_HAS_CHANGED", "RCRD_LOCKED_BY_WF", "FILE_UPLOAD_IN_PROGRESS")
_PASSING = ("UNEXPECTED_ERROR", "SSS_TIME_LIMIT_EXCEEDED", "SSS_USAGE_LIMIT_EXCEEDED", "ACCT_TEMP_UNAVAILABLE")
_RIGHTS = (
    "INSUFFICIENT_PERMISSION",
    "INSUFFICIENT_FLD_PERMISSION",
    "PERMISSION_VIOLATION",
    "WS_PERMISSION_REQD",
    "ACCESS_DENIED",
)
_SET_UP = {  # fault -> what must be set
    "InvalidAccountFault": "account: NetSuite does not know this account",
    "InvalidVersionFault": "soap_version: NetSuite no longer offers this version, or not yet",
    "InsufficientPermissionFault": "the token's role lacks SOAP Web Services, or Log in using Access Tokens",
}


def overrun(answer: Answer) -> bool:
    """Whether too many requests were under way: nothing was carried out."""
    return answer.fault in _OVERRUN_FAULTS or (not answer.ok and bool(answer.codes() & set(_OVERRUN)))


def login_refused(answer: Answer) -> bool:
    """Whether the login was not taken: wrong, or an account under load."""
    return answer.fault in _LOGIN_FAULTS or (bool(answer.fault) and bool(answer.codes() & set(_LOGIN)))


def check(call: Call, answer: Answer) -> None:
    """Returns where all is well."""
    if answer.ok:
        return
    told = faults(call, answer)
    said, codes = told[0].message, answer.codes()
    if answer.fault in _SET_UP:
        raise Misconfigured(f"{_SET_UP[answer.fault]} ({said})")
    if answer.fault == "UnexpectedErrorFault" and "USER_ERROR" not in codes:
        raise Retry(said, sent=call.changes)
    if answer.fault == "Fault" and not codes & {"Client", "Server.userException"}:
        raise Retry(f"{said} ({told[0].code})", sent=call.changes)
    _check_status(call, told, codes)


def _check_status(call: Call, told: list[Fault], codes: set[str]) -> None:
    """What the record's own refusal means."""
    said = told[0].message
    if codes & set(_RIGHTS):
        hint = f"the token's role lacks a right{f': {call.hint}' if call.hint else ''}"
        if not call.record:
            raise Misconfigured(f"{said}: {hint}")
        told = [*told, Fault(code="no-right", path="", message=hint, source=SOURCE)]
    elif codes & set(_LOCKED):
        raise Retry(said, sent=False)
    elif codes & set(_PASSING):
        raise Retry(said, sent=call.changes)
    if call.record:
        raise Refused(told)
    raise Misconfigured(f"{said} ({told[0].code})")


def faults(call: Call, answer: Answer) -> list[Fault]:
    """NetSuite's errors, each once."""
    found = dict.fromkeys(answer.details) or {("no-reason", "no reason given"): None}
    return [
        Fault(code=code or answer.fault or "no-code", path="", message=f"{call}: {words or code}", source=SOURCE)
        for code, words in found
    ]


def missing(call: Call, id_: str) -> Refused:
    """The target is not there."""
    return Refused([Fault(code="missing", path="", message=f"{call}: no record has the id {id_}", source=SOURCE)])


def no_soap(call: Call, reply: Reply, why: str) -> Misconfigured | Retry:
    """What came back is no SOAP answer."""
    if reply.status in (401, 403, 404) or "html" in reply.headers.get("Content-Type", ""):
        what = f"{call} was answered with {why} (HTTP {reply.status})"
        return Misconfigured(f"account, soap_version: {what}; is there such an account, with SOAP open to it?")
    return Retry(f"{call}: {why} (HTTP {reply.status})", sent=call.changes)
