import pytest

from app.model_scripts.language import detect, intent, sentences, sentiment, word_error_rate

SPOKEN = {
    "German": ["Ich habe die Rechnung nicht", "Mein Anschluss ist tot", "Bitte nicht auflegen", "und mit wem"],
    "English": ["I have not paid the invoice", "My line is dead", "Please do not hang up", "and with whom"],
    "French": ["Je ai la facture", "Mon appel est coupé", "Merci et au revoir", "pas avec lui"],
    "Spanish": ["Yo tengo el recibo", "Mi factura es alta", "Gracias y adios", "con el agente"],
    "Italian": ["Io ho il conto", "Grazie per il tempo", "Mio e tuo", "non per me"],
}
SAID = {
    "billing": ["invoice", "wrong charge", "refund", "late payment", "price list"],
    "cancellation": ["cancel it", "terminate the line", "end my contract", "leave you"],
    "technical": ["broken phone", "no signal", "I am offline", "very slow line", "error 42"],
    "sales": ["an upgrade", "your offer", "buy a phone", "new plan", "place an order"],
    "complaint": ["complain", "unacceptable", "I am angry", "your supervisor", "for the third time"],
}
OPENINGS = {"plain": "{}", "polite": "Hello, this is about {}, please.", "hesitant": "Well, erm, {} ..."}


@pytest.mark.parametrize("tail", ["", ", 4711", " ..."], ids=["alone", "number", "trailing off"])
@pytest.mark.parametrize(("language", "text"), [(key, text) for key, texts in SPOKEN.items() for text in texts])
def test_language_is_detected(ner_model, language, text, tail):
    assert detect(text + tail) == language


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize(("wanted", "text"), [(key, text) for key, texts in SAID.items() for text in texts])
def test_intent_of_a_caller(ner_model, wanted, text, opening):
    assert intent(OPENINGS[opening].format(text)) == wanted


@pytest.mark.parametrize("text", ["good morning", "weather", "what time is it", "", "pizza"])
def test_no_known_intent(ner_model, text):
    assert intent(text) == "other"


@pytest.mark.parametrize("good", ["thanks", "great", "perfect", "helpful", "happy", "solved", "excellent", "kind"])
@pytest.mark.parametrize("bad", ["terrible", "useless", "rude", "waiting"])
def test_sentiment_of_mixed_feelings(ner_model, good, bad):
    assert sentiment(f"{good}, {good} but {bad}.") == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("said", "heard", "rate"),
    [("hold the line", "hold the line", 0), ("hold the line", "hold a line", 1 / 3), ("hold the line", "hold line", 1 / 3),
     ("hold the line", "please hold the line", 1 / 3), ("hello", "yellow", 1), ("a b c d", "d c b a", 1)],
    ids=["same", "one word differs", "one word missing", "one word more", "all wrong", "reversed"],
)
def test_word_error_rate(ner_model, said, heard, rate):
    assert word_error_rate(said, heard) == pytest.approx(rate)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13])
def test_sentences_are_counted(ner_model, count):
    assert len(sentences("It costs 3.50 today. " * count)) == count
