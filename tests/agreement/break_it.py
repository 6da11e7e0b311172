"""Harm to the XML of an invoice: whatever people, programs and conversions do to one, drawn by a seed.

Each harm takes the tree and a `Random` and says what it did, empty if it found nothing to do. It knows no rule: which
ones it breaks is for the judges to say.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random

from lxml import etree

Tree = etree._Element
Harm = Callable[[Tree, Random], str]

CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B")
_NUMBERS = ("Amount", "Percent", "Quantity")
_CATEGORY_PARENTS = {"ClassifiedTaxCategory", "TaxCategory"}


def local(element: Tree) -> str:
    """The name without namespace."""
    return etree.QName(element).localname


def leaves(root: Tree) -> list[Tree]:
    """Elements that hold a value."""
    return [e for e in root.iter(etree.Element) if len(e) == 0 and e is not root]


def numbers(root: Tree) -> list[Tree]:
    """Elements that hold a number."""
    return [e for e in leaves(root) if local(e).endswith(_NUMBERS) and _number(e) is not None]


def categories(root: Tree) -> list[Tree]:
    """Elements that hold a VAT category."""

    def found() -> Iterator[Tree]:
        for element in leaves(root):
            parent = element.getparent()
            assert parent is not None
            if local(element) == "CategoryCode" or (local(element) == "ID" and local(parent) in _CATEGORY_PARENTS):
                yield element

    return list(found())


def remove(element: Tree) -> None:
    """Take an element out."""
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def _number(element: Tree) -> Decimal | None:
    text = (element.text or "").strip()
    return Decimal(text) if text.lstrip("+-").replace(".", "", 1).isdigit() else None


def _change(elements: list[Tree], random: Random, new: Callable[[Decimal], str]) -> str:
    if not elements:
        return ""
    element = random.choice(elements)
    value = _number(element)
    assert value is not None
    before, element.text = element.text, new(value)
    return f"{local(element)} {before} becomes {element.text}"


def delete_element(root: Tree, random: Random) -> str:
    """Any element but the root goes, with what is in it."""
    element = random.choice([e for e in root.iter(etree.Element) if e is not root])
    remove(element)
    return f"without {local(element)}"


def delete_leaf(root: Tree, random: Random) -> str:
    """An element with a value goes."""
    element = random.choice(leaves(root))
    remove(element)
    return f"without {local(element)}"


def delete_attribute(root: Tree, random: Random) -> str:
    """An attribute goes."""
    element = random.choice([e for e in root.iter(etree.Element) if e.attrib])
    name = random.choice(sorted(map(str, element.attrib)))
    del element.attrib[name]
    return f"{local(element)} without {name}"


def empty(root: Tree, random: Random) -> str:
    """An element stays, its value goes."""
    element = random.choice(leaves(root))
    element.text = None
    return f"{local(element)} empty"


def a_cent(root: Tree, random: Random) -> str:
    """A number grows by a cent."""
    return _change(numbers(root), random, lambda value: str(value + Decimal("0.01")))


def a_lot(root: Tree, random: Random) -> str:
    """A number becomes another one altogether."""
    return _change(numbers(root), random, lambda value: str(value * 7 + 13))


def a_unit(root: Tree, random: Random) -> str:
    """A number moves by about one, where many tolerances end."""
    step = random.choice(("1", "-1", "0.99", "-0.99", "1.01"))
    return _change(numbers(root), random, lambda value: str(value + Decimal(step)))


def negative(root: Tree, random: Random) -> str:
    """A number changes its sign."""
    return _change([e for e in numbers(root) if _number(e)], random, lambda value: str(-value))


def nought(root: Tree, random: Random) -> str:
    """A number becomes zero."""
    return _change(numbers(root), random, lambda value: "0")


def decimals(root: Tree, random: Random) -> str:
    """A number gets more decimals: idle zeros, or a third digit that is no half, which binary floats cannot hold."""
    more = random.choice(("00", "1", "7", "0000"))
    return _change(numbers(root), random, lambda value: f"{value:.2f}{more}")


def wrong_code(root: Tree, random: Random) -> str:
    """A code or identifier becomes one that nobody knows."""
    found = [e for e in leaves(root) if local(e).endswith(("Code", "ID"))]
    element = random.choice(found)
    before, element.text = element.text, random.choice(("QQQ", "9", "XYZZY"))
    return f"{local(element)} {before} becomes {element.text}"


def wrong_attribute(root: Tree, random: Random) -> str:
    """The scheme, unit or list of a value becomes one that nobody knows."""
    found = [(e, str(name)) for e in root.iter(etree.Element) for name in e.attrib]
    element, name = random.choice(found)
    element.set(name, random.choice(("QQQ", "0000")))
    return f"{local(element)}/@{name} becomes {element.get(name)}"


def other_category(root: Tree, random: Random) -> str:
    """A VAT category becomes another."""
    found = categories(root)
    if not found:
        return ""
    element = random.choice(found)
    before, element.text = element.text, random.choice(CATEGORIES)
    return f"category {before} becomes {element.text}"


def all_categories(root: Tree, random: Random) -> str:
    """Every VAT category becomes the same other one: rates and reasons stay behind."""
    new = random.choice(CATEGORIES)
    for element in categories(root):
        element.text = new
    return f"every category becomes {new}"


def other_date(root: Tree, random: Random) -> str:
    """A date moves by years, or is none."""
    found = [e for e in leaves(root) if "Date" in local(e) and any(c.isdigit() for c in e.text or "")]
    if not found:
        return ""
    element = random.choice(found)
    before = element.text or ""
    element.text = random.choice(("19" + before[2:], "20990101" if "-" not in before else "2099-01-01", "soon"))
    return f"{local(element)} {before} becomes {element.text}"


def no_tax_numbers(root: Tree, random: Random) -> str:
    """A party loses its tax numbers."""
    found = [e for e in root.iter(etree.Element) if local(e) in {"SpecifiedTaxRegistration", "PartyTaxScheme"}]
    if not found:
        return ""
    party = random.choice(found).getparent()
    assert party is not None
    for element in found:
        if element.getparent() is party:
            party.remove(element)
    return f"{local(party)} without tax numbers"


def swap(root: Tree, random: Random) -> str:
    """Two values of the same element change places: amounts between lines, rates between categories."""
    element = random.choice(leaves(root))
    others = [e for e in leaves(root) if e.tag == element.tag and e.text != element.text]
    if not others:
        return ""
    other = random.choice(others)
    element.text, other.text = other.text, element.text
    return f"{local(element)} {element.text} and {other.text} change places"


def duplicate(root: Tree, random: Random) -> str:
    """An element stands twice."""
    element = random.choice([e for e in root.iter(etree.Element) if e is not root])
    copy = etree.fromstring(etree.tostring(element, with_tail=False))
    element.addnext(copy)
    return f"{local(element)} twice"


HARMS: tuple[Harm, ...] = (
    delete_element,
    delete_leaf,
    delete_leaf,
    delete_attribute,
    empty,
    a_cent,
    a_cent,
    a_lot,
    a_unit,
    negative,
    nought,
    decimals,
    wrong_code,
    wrong_attribute,
    other_category,
    all_categories,
    other_date,
    no_tax_numbers,
    swap,
    duplicate,
)


def harmed(xml: bytes, random: Random) -> tuple[bytes, str]:
    """One to three harms, and what they were."""
    root = etree.fromstring(xml)
    done = [harm(root, random) for harm in random.choices(HARMS, k=random.choice((1, 1, 1, 2, 3)))]
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8"), "; ".join(filter(None, done))
