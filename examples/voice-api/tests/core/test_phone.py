import pytest

from app.core.phone import COUNTRIES, EMERGENCY, PhoneError, country_of, masked, normalise

TYPED = {"spaced": "0170 123 4567", "dashed": "0170-123-4567", "bracketed": "(0170) 1234567"}


@pytest.mark.parametrize("style", TYPED)
@pytest.mark.parametrize("country", COUNTRIES)
def test_national_number(country, style):
    assert normalise(TYPED[style], country) == f"+{COUNTRIES[country]}1701234567"


@pytest.mark.parametrize("prefix", ["+", "00"])
@pytest.mark.parametrize("country", COUNTRIES)
def test_international_number(country, prefix):
    assert normalise(f"{prefix}{COUNTRIES[country]} 555 0199", "Germany") == f"+{COUNTRIES[country]}5550199"


@pytest.mark.parametrize("country", COUNTRIES)
def test_country_is_found_by_its_code(country):
    assert country_of(f"+{COUNTRIES[country]}5550199") == country


@pytest.mark.parametrize("number", sorted(EMERGENCY))
def test_emergency_number_is_left_alone(number):
    with pytest.raises(PhoneError, match="emergency"):
        normalise(number, "Germany")


@pytest.mark.parametrize("typed", ["", "anonymous", "12", "+1 2", "0123456789012345"])
def test_not_a_number(typed):
    with pytest.raises(PhoneError):
        normalise(typed, "Germany")


@pytest.mark.parametrize("number", ["+4917012345", "+4312345678", "+41791234567", "+3531234567"])
def test_masked_number_shows_its_end(number):
    shown = masked(number)
    assert shown[-3:] == number[-3:] and len(shown) == len(number) and "*" in shown
