"""Which SAP the tests meet: stand-ins that are started here, or what was recorded from one."""

from collections.abc import Iterator

import pytest

from tests.connectors.sap import servers
from tests.connectors.sap.recorder import Tape
from tests.connectors.sap.servers import Server
from tests.connectors.sap.tables import Office

_RECORDED = pytest.param("recorded", id="recorded payloads")
_LIVE = [pytest.param(engine, id=engine, marks=pytest.mark.sap) for engine in ("cap", "mock-sap")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "sap_engine" in metafunc.fixturenames:
        metafunc.parametrize("sap_engine", [_RECORDED, *_LIVE], scope="session")


@pytest.fixture(scope="session")
def sap_server(sap_engine: str) -> Iterator[Server | None]:
    """A stand-in with empty tables; None for the recording of one."""
    if sap_engine == "recorded":
        yield None
        return
    if reason := servers.absent():
        pytest.skip(reason)
    server = Server(sap_engine, {}, page=5)  # type: ignore[arg-type]
    yield server
    server.close()


@pytest.fixture
def office(sap_engine: str, sap_server: Server | None, request: pytest.FixtureRequest) -> Iterator[Office]:
    """The tables of the stand-in, for one test."""
    record = bool(request.config.getoption("--sap-record")) and sap_engine == "cap"
    if sap_engine == "recorded" and request.config.getoption("--sap-record"):
        pytest.skip("recording anew")
    mode = "replay" if sap_server is None else "record" if record else "live"
    name = f"{request.cls.__name__}.{request.function.__name__}"
    tape = Tape(name, mode)  # type: ignore[arg-type]
    yield Office(sap_server, tape)
    if request.node.stash.get(_FAILED, False) is False:
        tape.close()


_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":  # type: ignore[attr-defined]
        item.stash[_FAILED] = report.failed  # type: ignore[attr-defined]
    return report  # type: ignore[return-value]
