from unittest.mock import patch

import pytest

from app.model_scripts.extraction import entities, grouped


@pytest.mark.parametrize("name", ["ner-small", "intent-small", "qa-small"])
def test_model_is_loaded_before_the_first_call(name):
    with patch("app.model_scripts.loader.load", return_value=name) as load:
        entities("Mr Smith from London")
    load.assert_called_once_with(f"voice/{name}")


@pytest.mark.parametrize("title", ["Mr", "Mrs", "Ms", "Dr", "Dr."])
@pytest.mark.parametrize("name", ["Smith", "Novak", "Rossi", "Dubois", "Larsen", "Silva"])
def test_person_is_found(ner_model, title, name):
    assert ("person", name) in entities(f"This is {title} {name} speaking")


@pytest.mark.parametrize("city", ["Berlin", "Vienna", "Zurich", "Paris", "Madrid", "Rome", "London", "Oslo", "Prague", "Lisbon"])
def test_city_is_found(ner_model, city):
    assert ("city", city) in entities(f"The line to {city} is dead")


@pytest.mark.parametrize("currency", ["EUR", "USD", "GBP", "CHF"])
@pytest.mark.parametrize("amount", ["5", "19.99", "1200", "0,50"])
def test_money_is_found(ner_model, amount, currency):
    assert ("money", f"{amount} {currency}") in entities(f"I paid {amount} {currency} twice")


@pytest.mark.parametrize("times", [1, 2, 5])
def test_each_entity_is_listed_once(ner_model, times):
    assert grouped(entities("Oslo " * times)) == {"city": ["Oslo"]}
