"""To whom a notice speaks, in which language, tone and on whose page."""

from pathlib import Path

from dunning.policy import Level, Policy
from sync.models import Evidence
from tests.sync.posting import Build, body, build, mail, owes

__all__ = ["build"]


def test_a_subsidiarys_notice_goes_to_its_parent_and_says_for_whom(build: Build) -> None:
    world = build(policy=Policy(name="standard", levels=(Level(name="first", days=5),), to_parent=True))
    parent = world.erp.customer("Gruppo Luce", email="gruppo@luce.example", language="en")
    owes(world, parent=parent)
    world.run()
    assert mail(world)["To"] == "gruppo@luce.example"
    assert body(world).startswith("Dear Gruppo Luce,")
    assert "about the account of Officina Luce." in body(world)


def test_without_that_word_a_subsidiary_is_written_to_itself(build: Build) -> None:
    world = build()
    parent = world.erp.customer("Gruppo Luce", email="gruppo@luce.example", language="en")
    owes(world, parent=parent)
    world.run()
    assert mail(world)["To"] == "luce@luce.example"


def test_a_policys_language_and_tone_take_the_place_of_the_customers(build: Build) -> None:
    world = build({"language": "de", "tone": "formal"})
    owes(world)
    world.run()
    assert "umgehend zu überweisen" in body(world)


def test_a_consumer_is_written_to_as_one(build: Build) -> None:
    world = build({"text": "3", "tone": "formal"})
    owes(world, consumer=True)
    world.run()
    text = body(world)
    assert "Instalments are possible" in text
    assert "by return" not in text


def test_a_letter_may_have_a_page_of_the_companys_own(build: Build, tmp_path: Path) -> None:
    world = build({"channel": "letter", "template": "ours"})
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "ours.typ").write_text(
        "#let data = json(bytes(sys.inputs.data))\n#set document(title: sys.inputs.title)\n"
        '#set text(font: "Source Sans Pro", fallback: false, lang: sys.inputs.lang)\nOur page: #data.sheet.subject\n'
    )
    owes(world)
    world.run()
    assert len(world.letters) == 1
    assert "templates/ours.typ" in Evidence.objects.get(effect__notice__isnull=False).versions


def test_a_page_with_a_mistake_is_named(build: Build, tmp_path: Path) -> None:
    world = build({"channel": "letter", "template": "ours"})
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "ours.typ").write_text("#nonsense()")
    owes(world)
    assert any("templates/ours.typ: unknown variable: nonsense" in trouble for trouble in world.run().troubles)
    assert world.letters == []
