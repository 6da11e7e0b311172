"""Which SAP the tests meet: stand-ins that are started here, or what was recorded from one. The end says which ran."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.connectors.sap import servers
from tests.connectors.sap.recorder import Tape
from tests.connectors.sap.servers import Server
from tests.connectors.sap.tables import Office

RECORDED = "recorded payloads"
_LIVE = ("cap", "mock-sap")
_ENGINES = [
    pytest.param(RECORDED, id=RECORDED),
    *(pytest.param(engine, id=engine, marks=pytest.mark.sap) for engine in _LIVE),
]
_FAILED = pytest.StashKey[bool]()
_RAN = pytest.StashKey[dict[str, Counter[str]]]()
_WHERE = pytest.StashKey[dict[str, str]]()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "sap_engine" in metafunc.fixturenames:
        metafunc.parametrize("sap_engine", _ENGINES, scope="session")


@pytest.fixture(scope="session")
def sap_server(sap_engine: str, pytestconfig: pytest.Config) -> Iterator[Server | None]:
    """A stand-in with empty tables; None for the recording of one."""
    where = pytestconfig.stash.setdefault(_WHERE, {})
    if sap_engine == RECORDED:
        yield None
        return
    if reason := servers.absent():
        where[sap_engine] = f"did not run: {reason}"
        pytest.skip(reason)
    server = Server(sap_engine, {}, page=5)  # type: ignore[arg-type]
    where[sap_engine] = f"a server on port {server.port}"
    yield server
    server.close()


@pytest.fixture
def office(sap_engine: str, sap_server: Server | None, request: pytest.FixtureRequest) -> Iterator[Office]:
    """The tables of the stand-in, for one test."""
    record = bool(request.config.getoption("--sap-record")) and sap_engine == "cap"
    if sap_server is None and request.config.getoption("--sap-record"):
        pytest.skip("recording anew")
    mode = "replay" if sap_server is None else "record" if record else "live"
    name = f"{request.cls.__name__}.{request.function.__name__}"
    tape = Tape(name, mode)  # type: ignore[arg-type]
    yield Office(sap_server, tape)
    if request.node.stash.get(_FAILED, False) is False:
        tape.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None]:  # a wrapper gives the report back
    report: pytest.TestReport = yield  # type: ignore[assignment]
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    engine = getattr(item, "callspec", None) and item.callspec.params.get("sap_engine")  # type: ignore[attr-defined]
    if engine and (report.when == "call" or not report.passed):
        ran = item.config.stash.setdefault(_RAN, {}).setdefault(engine, Counter())
        ran["failed" if report.when != "call" and report.failed else report.outcome] += 1
    return report  # type: ignore[return-value]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Which SAP it was: a run on recorded payloads alone is no evidence about a server."""
    where = config.stash.get(_WHERE, {})
    for engine, ran in config.stash.get(_RAN, {}).items():
        counted = ", ".join(f"{number} {outcome}" for outcome, number in sorted(ran.items()))
        told = where.get(engine, "no server")
        terminalreporter.write_line(f"The connector contract on SAP, {engine} ({told}): {counted}")
