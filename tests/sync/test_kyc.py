"""Who a customer is: check digits, registers, agencies, reviews."""

import sys
import types
from collections.abc import Callable
from datetime import timedelta
from importlib.metadata import EntryPoint, EntryPoints

import msgspec
import pytest

from config import plugins
from config.settings import Credit, Plugin
from connectors.errors import Retry
from connectors.records import AddTask, Ref
from connectors.registers import Score, VatAnswer
from einvoice.model import Address, Identifier, Party
from sync import doctor
from sync.credit import answer as credit
from sync.credit import kyc
from sync.models import CreditScore, Kyc
from tests.sync.conftest import TODAY, World


class Nothing(msgspec.Struct, frozen=True):
    """A plug-in's settings."""


class Register:
    """An agency and a register in one, that answer what the test says."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: VatAnswer | Exception = VatAnswer(valid=True, name="LUCE SRL", proof="W7")
        self.grade: Score | Exception = Score(grade="E", words="insolvent")

    def check(self, vat_id: str) -> VatAnswer:
        self.asked.append(vat_id)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def score(self, vat_id: str, country: str) -> Score:
        self.asked.append(f"{vat_id} {country}")
        if isinstance(self.grade, Exception):
            raise self.grade
        return self.grade


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    made = Register()
    module = types.ModuleType("tests_plugin_register")
    module.Settings = Nothing  # type: ignore[attr-defined]
    module.open_vat_check = module.open_scores = lambda name, settings: made  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    ours = [EntryPoint("ours", module.__name__, group) for group in (plugins.SCORES, plugins.VAT_CHECKS)]
    others = [entry for group in (plugins.CONNECTORS, plugins.CHANNELS) for entry in plugins.entry_points(group=group)]
    monkeypatch.setattr(plugins, "entry_points", EntryPoints([*others, *ours]).select)
    return made


def owes(world: World, vat_id: str = "IT00743110157", **fields: object) -> Ref:
    customer = world.erp.customer("Officina Luce", vat_id=vat_id, country="IT", **fields)
    world.erp.invoice(customer, amount="10.00", due=TODAY + timedelta(days=20))
    return customer


def tasks(world: World) -> list[str]:
    return [event.change.summary for event in world.erp.tasks if isinstance(event.change, AddTask)]


@pytest.mark.parametrize("number", ["IT00743110157", "FR 40 303 265 045", "DE136695976", "ESA13585625", "", "US123"])
def test_a_vat_number_that_can_be_right_is_not_complained_of(number: str) -> None:
    assert kyc.vat_problem(number) == ""


@pytest.mark.parametrize("number", ["IT00743110158", "FR40303265046", "DE136695978", "EL12", "123456789"])
def test_check_digits_find_a_wrong_vat_number(number: str) -> None:
    assert number in kyc.vat_problem(number)


@pytest.mark.parametrize(
    ("country", "number", "problem"),
    [
        ("FR", "552 008 443", ""),
        ("FR", "552008444", "552008444 is no SIREN"),
        ("FR", "73282932000074", ""),
        ("FR", "73282932000075", "73282932000075 is no SIRET"),
        ("FR", "1234", "1234 has not the length of a SIREN or SIRET"),
        ("IT", "00743110158", "00743110158 is no Partita IVA"),
        ("DE", "Aachen HRA 11223", ""),
        ("DE", "HRB 11223", "HRB 11223 is no register number with its court"),
        ("ES", "whatever", ""),
    ],
)
def test_company_numbers_are_checked_by_their_country(country: str, number: str, problem: str) -> None:
    party = Party(name="Luce", legal_id=Identifier(value=number), address=Address(country=country))
    assert kyc.company_problem(party).startswith(problem)
    assert bool(kyc.company_problem(party)) == bool(problem)


def test_a_wrong_number_is_a_finding(world: World) -> None:
    owes(world, "IT00743110158")
    world.run()
    found = [f for f in doctor.findings(world.engine.settings) if f.subject == "customers"]
    assert [(f.level, f.message.split(":")[0]) for f in found] == [("warning", "Officina Luce (1)")]


def asking(build_world: Callable[..., World]) -> World:
    plugin = Plugin(type="ours", settings=Nothing())
    return build_world(credit=Credit(scores=plugin, vat_check=plugin))


def test_the_register_is_asked_once_and_its_proof_is_kept(
    build_world: Callable[..., World], register: Register
) -> None:
    world = asking(build_world)
    customer = owes(world)
    world.run()
    world.run()
    assert register.asked.count("IT00743110157") == 1
    row = Kyc.objects.get()
    assert (row.account, row.vat_valid, row.vat_name, row.vat_proof) == (str(customer), True, "LUCE SRL", "W7")
    assert tasks(world) == []


def test_a_number_that_the_register_does_not_know_becomes_one_task(
    build_world: Callable[..., World], register: Register
) -> None:
    world = asking(build_world)
    register.answer = VatAnswer(valid=False)
    owes(world)
    world.run()
    world.run()
    assert tasks(world) == ["The customer's VAT number is not valid"]


def test_a_closed_register_is_told_of_and_asked_again(build_world: Callable[..., World], register: Register) -> None:
    world = asking(build_world)
    register.answer = Retry("closed for the night")
    owes(world)
    assert world.run().troubles == ["ours: VAT numbers could not be looked up: closed for the night"]
    register.answer = VatAnswer(valid=True)
    assert world.run().troubles == []
    assert Kyc.objects.get().vat_valid


def test_an_agency_s_score_makes_the_risk_class_and_consumers_are_not_asked_about(
    build_world: Callable[..., World], register: Register
) -> None:
    world = asking(build_world)
    customer, consumer = owes(world), owes(world, consumer=True)
    world.run()
    world.run()
    assert register.asked.count("IT00743110157 IT") == 1
    assert CreditScore.objects.get().account == str(customer)
    risk = credit.standing(world.engine, "FR", str(customer)).answer.risk
    assert (risk.grade, risk.words) == ("E", "ours says E (insolvent)")
    assert credit.standing(world.engine, "FR", str(consumer)).answer.risk.grade == "C"


def test_an_agency_that_does_not_answer_is_told_of(build_world: Callable[..., World], register: Register) -> None:
    world = asking(build_world)
    register.grade = Retry("busy")
    owes(world)
    assert world.run().troubles == ["ours: scores could not be asked for: busy"]


def test_a_review_that_is_due_becomes_one_task(world: World) -> None:
    customer = owes(world)
    world.run()
    kyc.set_review(str(customer), TODAY + timedelta(days=1), who="rossi")
    world.run()
    assert tasks(world) == []
    for _ in range(2):
        world.run(TODAY + timedelta(days=1))
    assert tasks(world) == ["Look at the customer's documents again"]
