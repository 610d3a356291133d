import pytest

from app.core.privacy import luhn, redact

PERSONAL = {
    "email": ["ada@example.org", "first.last@mail.example.com", "info+calls@example.de", "x_1@sub.example.net"],
    "iban": ["DE89 3704 0044 0532 0130 00", "AT611904300234573201", "FR1420041010050500013M02606", "CH9300762011623852957"],
    "card": ["4111 1111 1111 1111", "5500-0000-0000-0004", "4000056655665556", "6011 0009 9013 9424"],
    "phone": ["+49 170 1234567", "+43 1 234 5678", "+44 20 7946 0018", "+33 1 99 00 12 34"],
    "date": ["01.02.1980", "24.12.2025", "7.8.1999", "31.1.2001"],
}
SENTENCES = {"asked": "Is it {}?", "told": "My data is {}, thank you."}
CASES = [(kind, value) for kind, values in PERSONAL.items() for value in values if kind != "iban" or " " not in value]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(("kind", "value"), CASES)
def test_personal_data_is_taken_out(kind, value, sentence):
    text = redact(SENTENCES[sentence].format(value))
    assert value not in text and "[" in text


@pytest.mark.parametrize("text", ["Press 1 for sales", "It costs 19.99", "Room 4711", "at 10.30", "call 112 now"])
def test_other_numbers_stay(text):
    assert redact(text) == text


@pytest.mark.parametrize("number", PERSONAL["card"])
def test_check_digit_of_a_card(number):
    assert luhn(number)
    assert not luhn(number[:-1] + str((int(number[-1]) + 1) % 10))
