"""How statuses, verdicts and dates are called."""

from datetime import date

from app.model import Assessment, Status, Verdict
from app.wording import (
    BEST_FIRST,
    STANDINGS,
    STATUS_LABELS,
    STATUS_SIGNS,
    VERDICT_LABELS,
    VERDICT_SIGNS,
    WORST_FIRST,
    about_words,
    status_words,
    timing_words,
    verdict_sentence,
    verdict_words,
)
from tests.unit.reports import AS_OF, CASE, check


def test_every_status_and_verdict_has_a_sign_and_a_word():
    assert set(STATUS_LABELS) == set(STATUS_SIGNS) == set(Status) == set(WORST_FIRST)
    assert set(VERDICT_LABELS) == set(VERDICT_SIGNS) == set(Verdict) == set(BEST_FIRST)
    assert len(set(STATUS_LABELS.values())) == len(Status)
    assert status_words(Status.MET) == "✓ met"
    assert verdict_words(Verdict.PROHIBITED) == "✗ prohibited"
    assert "relation" in STANDINGS


def test_held_verdict_names_its_day():
    held = Assessment(
        "torres", AS_OF, "relative", {}, Verdict.HELD, (), "", permitted_from=date(2024, 4, 1)
    )
    assert verdict_sentence(held).endswith("Permitted from 2024-04-01.")


def test_check_without_a_date_has_no_timing():
    assert timing_words(check(Status.MISSING), AS_OF) == ""


def test_one_of_several_checks_of_a_person_says_which():
    name = 'Rosa "Zoë" Torres'
    assert about_words(check(Status.MISSING, about_which="CANTS"), CASE) == f"{name}, CANTS"
    assert about_words(check(Status.MISSING), CASE) == name
    assert about_words(check(Status.MISSING, about=None), CASE) == ""
