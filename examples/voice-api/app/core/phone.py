"""Telephone numbers: from what people type to E.164 and back."""

COUNTRIES = {
    "Argentina": "54", "Australia": "61", "Austria": "43", "Belgium": "32", "Brazil": "55", "Bulgaria": "359",
    "Chile": "56", "Colombia": "57", "Croatia": "385", "Czechia": "420", "Denmark": "45", "Egypt": "20",
    "Estonia": "372", "Finland": "358", "France": "33", "Germany": "49", "Greece": "30", "Hungary": "36",
    "Iceland": "354", "India": "91", "Ireland": "353", "Israel": "972", "Italy": "39", "Japan": "81",
    "Kenya": "254", "Latvia": "371", "Lithuania": "370", "Luxembourg": "352", "Malaysia": "60", "Mexico": "52",
    "Morocco": "212", "Netherlands": "31", "New Zealand": "64", "Nigeria": "234", "Norway": "47", "Peru": "51",
    "Poland": "48", "Portugal": "351", "Romania": "40", "Serbia": "381", "Singapore": "65", "Slovakia": "421",
    "Slovenia": "386", "South Africa": "27", "South Korea": "82", "Spain": "34", "Sweden": "46",
    "Switzerland": "41", "Thailand": "66", "Turkey": "90",
}
EMERGENCY = {"110", "112", "911", "999"}


class PhoneError(ValueError):
    """What was typed is not a telephone number."""


def normalise(text: str, country: str) -> str:
    """E.164 of a number as it is typed in a country."""
    digits = "".join(sign for sign in text if sign.isdigit())
    if not digits:
        raise PhoneError(f"no digits in {text!r}")
    if digits in EMERGENCY:
        raise PhoneError("an emergency number has no E.164 form")
    code = COUNTRIES[country]
    if text.strip().startswith("+"):
        number = digits
    elif digits.startswith("00"):
        number = digits[2:]
    else:
        number = code + digits.lstrip("0")
    if not 8 <= len(number) <= 15:
        raise PhoneError(f"{len(number)} digits; E.164 has 8 to 15")
    return "+" + number


def country_of(number: str) -> str | None:
    """The country whose code the number starts with, the longest code first."""
    digits = number.lstrip("+")
    for name, code in sorted(COUNTRIES.items(), key=lambda item: -len(item[1])):
        if digits.startswith(code):
            return name
    return None


def masked(number: str) -> str:
    """The number with only its last three digits readable."""
    return number[:3] + "*" * (len(number) - 6) + number[-3:]


def dial_plan(number: str, trunk: str) -> list[str]:
    """The digits to send for a trunk, with pauses where the exchange wants them."""
    steps = []
    if trunk == "analogue":
        steps.append("9")
        steps.append("pause")
    for digit in number.lstrip("+"):
        steps.append(digit)
    if trunk == "satellite":
        steps.insert(0, "pause")
    return steps
