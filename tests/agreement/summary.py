"""What a comparison saw: figures, and every difference."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from .compared import NATIVE
from .judging import Document, Outcome
from .targets import UNPROVOKED

_MOST_TOLD = 60


class Summary:
    """What was seen, and every difference."""

    def __init__(self, folder: Path, document: Callable[[str], Document], say: Callable[[str], object]) -> None:
        self._folder = folder
        self._document = document
        self._say = say
        self.count = Counter[str]()
        self.left_out = Counter[str]()
        self.judged = Counter[str]()
        self.invalid = Counter[str]()
        self.official = Counter[tuple[str, str]]()
        self.native: set[tuple[str, str]] = set()
        self.differences = Counter[tuple[str, str, str]]()
        self.differing = 0

    def add(self, outcome: Outcome) -> None:
        """Count it; tell and save it where the sides differ."""
        self.count[outcome.family] += 1
        if outcome.left_out:
            self.left_out[outcome.left_out] += 1
            return
        self.count["valid" if outcome.valid else "invalid"] += 1
        for rules, theirs, ours in outcome.fatal:
            self.judged[rules] += 1
            self.invalid[rules] += bool(theirs)
            self.official.update((rules, code) for code in theirs)
            self.native.update((rules, code) for code in ours)
        if found := outcome.differences:
            self._differ(outcome, found)

    def _differ(self, outcome: Outcome, found: list[tuple[str, str, str]]) -> None:
        self.differing += 1
        self.differences.update(found)
        if self.differing > _MOST_TOLD:
            return
        path = self._folder / (outcome.name.replace("/", "_").replace(" ", "_").removesuffix(".xml") + ".xml")
        self._folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self._document(outcome.name).xml)
        sets = "".join(
            f"{rules}\n official {' '.join(sorted(theirs))}\n native   {' '.join(sorted(ours))}\n"
            for rules, theirs, ours in outcome.fatal
        )
        path.with_suffix(".txt").write_text(sets, encoding="utf-8")
        for rules, code, side in found:
            self._say(f"DIFFERENCE {outcome.name}: {code} ({rules}) is found by the {side} rules alone; {path}")

    def silent(self) -> list[str]:
        """The native rules of severity error that no document broke, in no syntax, and that no table explains."""
        fired = {code for _, code in self.native}
        every = {rule.code for rules in NATIVE.values() for rule in rules if rule.severity == "error"}
        return sorted(every - fired - set(UNPROVOKED))

    def tell(self, seconds: float) -> None:
        """The figures."""
        say, count = self._say, self.count
        total = sum(count[family] for family in ("corpus", "sound", "broken"))
        say("")
        made = f"corpora {count['corpus']}, made sound {count['sound']}, broken {count['broken']}"
        say(f"documents        {total}: {made}")
        say(f"compared         {count['valid'] + count['invalid']}: valid {count['valid']}, invalid {count['invalid']}")
        say(f"left out         {sum(self.left_out.values())}{_listed(self.left_out)}")
        for rules in NATIVE:
            found = {code: n for (name, code), n in self.official.items() if name == rules}
            say(
                f"{rules:16} {self.judged[rules]} judged, {self.invalid[rules]} invalid, "
                f"{len(found)} different fatal rules, found {sum(found.values())} times"
            )
        say(f"fatal rules seen {len({code for _, code in self.official})}")
        say(f"never fired      {' '.join(self.silent()) or 'none'}")
        for code, reason in UNPROVOKED.items():
            say(f"  not provoked   {code}: {reason}")
        for (rules, code, side), times in self.differences.most_common():
            say(f"  differs        {code} in {rules}: {times} times by the {side} rules alone")
        say(f"differing        {self.differing} documents")
        say(f"seconds          {seconds:.0f}")


def _listed(counter: Counter[str]) -> str:
    return "".join(f"; {reason}: {times}" for reason, times in sorted(counter.items()))
