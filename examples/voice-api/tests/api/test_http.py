import pytest

from app.api.http import CLASSES, REASONS, best_language, query, status_class


@pytest.mark.parametrize("status", REASONS)
def test_status_has_a_class(status):
    assert status_class(status) == CLASSES[int(str(status)[0])]


@pytest.mark.parametrize(
    ("text", "parameters"),
    [("", {}), ("a=1", {"a": "1"}), ("a=1&b=2", {"a": "1", "b": "2"}), ("a=1&a=2", {"a": "2"}), ("a=", {"a": ""}),
     ("q=two+words", {"q": "two words"}), ("q=%C3%A4", {"q": "ä"})],
    ids=["nothing", "one", "two", "twice", "empty", "plus", "percent"],
)
def test_query_string(text, parameters):
    assert query(text) == parameters


@pytest.mark.parametrize("offered", [["en", "de"], ["de", "en"], ["en", "fr", "de"], ["it", "de", "en"]])
@pytest.mark.parametrize("header", ["de", "de-AT,en;q=0.5", "en;q=0.2,de;q=0.9", "nl,de;q=0.8,en;q=0.1"])
def test_language_of_the_answer(header, offered):
    assert best_language(header, offered) == "de"
