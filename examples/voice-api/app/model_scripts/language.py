"""Which language is spoken, what is meant, how it sounds."""

WORDS = {
    "German": {"ich", "und", "nicht", "bitte", "rechnung", "habe", "mein", "ist", "die", "mit"},
    "English": {"i", "and", "not", "please", "invoice", "have", "my", "is", "the", "with"},
    "French": {"je", "et", "pas", "merci", "facture", "ai", "mon", "est", "la", "avec"},
    "Spanish": {"yo", "y", "no", "gracias", "factura", "tengo", "mi", "es", "el", "con"},
    "Italian": {"io", "e", "non", "grazie", "fattura", "ho", "mio", "sono", "il", "per"},
}
INTENTS = {
    "billing": ("invoice", "charge", "refund", "payment", "price"),
    "cancellation": ("cancel", "terminate", "end my contract", "leave"),
    "technical": ("broken", "no signal", "offline", "slow", "error"),
    "sales": ("upgrade", "offer", "buy", "new plan", "order"),
    "complaint": ("complain", "unacceptable", "angry", "supervisor", "third time"),
}
GOOD = {"thanks", "great", "perfect", "helpful", "happy", "solved", "excellent", "kind"}
BAD = {"terrible", "angry", "broken", "useless", "rude", "slow", "wrong", "waiting"}


def detect(text: str) -> str | None:
    """The language most of whose small words are there."""
    spoken = set(text.lower().replace(",", " ").replace(".", " ").split())
    scores = {language: len(words & spoken) for language, words in WORDS.items()}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] else None


def intent(text: str) -> str:
    """What a caller wants."""
    lower = text.lower()
    for name, signs in INTENTS.items():
        if any(sign in lower for sign in signs):
            return name
    return "other"


def sentiment(text: str) -> float:
    """From -1, all bad, to 1, all good."""
    words = [word.strip(".,!?") for word in text.lower().split()]
    good = sum(word in GOOD for word in words)
    bad = sum(word in BAD for word in words)
    return (good - bad) / (good + bad) if good + bad else 0.0


def word_error_rate(said: str, heard: str) -> float:
    """Edits to get from what was said to what was heard, for each word that was said."""
    first, second = said.split(), heard.split()
    row = list(range(len(second) + 1))
    for i, word in enumerate(first, 1):
        last, row[0] = row[0], i
        for j, other in enumerate(second, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (word != other))
    return row[-1] / len(first)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    found, start = [], 0
    for place, sign in enumerate(text):
        if sign in ".!?" and text[place + 1 : place + 2] in ("", " "):
            found.append(text[start : place + 1].strip())
            start = place + 1
    rest = text[start:].strip()
    return [*found, rest] if rest else found
