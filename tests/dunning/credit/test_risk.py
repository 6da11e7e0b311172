"""The risk class: from how somebody pays, from an agency, from the ERP."""

from dunning.credit.position import Score
from tests.dunning.credit.positions import ask, luce, paid, policy

PROMPT = tuple(paid("100", late=0) for _ in range(9))


def test_who_pays_on_time_is_in_the_best_class() -> None:
    assert ask(luce(paid=PROMPT)).risk.grade == "A"


def test_the_later_somebody_pays_the_worse_the_class() -> None:
    grades = [ask(luce(paid=tuple(paid("100", late=days) for _ in range(3)))).risk.grade for days in (0, 8, 20, 31)]
    assert grades == ["A", "C", "C", "D"], "8 days on average would be B, but all of it is late"
    third = (paid("100", late=24), paid("100", late=0), paid("100", late=0))
    assert ask(luce(paid=third)).risk.grade == "B"


def test_paying_early_once_does_not_make_up_for_paying_late() -> None:
    mixed = (paid("100", late=-60), paid("100", late=60), paid("100", late=0))
    assert ask(luce(paid=mixed)).behaviour[0].late_days == 20


def test_a_large_amount_weighs_more_than_a_small_one() -> None:
    mixed = (paid("9800", late=0), paid("100", late=50), paid("100", late=50))
    assert ask(luce(paid=mixed)).behaviour[0].late_days == 1
    assert ask(luce(paid=mixed)).risk.grade == "A"


def test_a_customer_without_a_history_is_in_the_class_for_unknown_ones() -> None:
    assert ask(luce()).risk.grade == "C"
    assert ask(luce(paid=PROMPT[:2])).risk.grade == "C", "two items are no history"
    assert ask(luce(), chosen=policy(unknown="D")).risk.grade == "D"


def test_of_history_and_score_the_worse_counts() -> None:
    bad = Score(grade="E", source="Agency", words="insolvency proceedings")
    answer = ask(luce(paid=PROMPT, score=bad))
    assert (answer.risk.grade, answer.risk.words) == ("E", "Agency says E (insolvency proceedings)")
    good = Score(grade="A", source="Agency")
    assert ask(luce(paid=tuple(paid("100", late=40) for _ in range(3)), score=good)).risk.grade == "D"
    assert ask(luce(score=good)).risk.grade == "A", "without a history the score alone"


def test_of_several_currencies_the_one_that_is_paid_worst_counts() -> None:
    also = tuple(paid("1", late=40, currency="CHF") for _ in range(3))
    assert ask(luce(paid=PROMPT + also)).risk.grade == "D"


def test_the_erp_s_class_is_taken_where_the_policy_says_so() -> None:
    assert ask(luce(grade="D", paid=PROMPT)).risk.grade == "A"
    assert ask(luce(grade="D", paid=PROMPT), chosen=policy(from_grade=True)).risk.grade == "D"
    assert ask(luce(grade="gold", paid=PROMPT), chosen=policy(from_grade=True)).risk.grade == "A"
