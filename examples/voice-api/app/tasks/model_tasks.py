"""The models as tasks."""

from app.model_scripts import extraction, language
from app.tasks.binding import Task, task

DICTIONARY = {
    "de": {"invoice": "Rechnung", "call": "Anruf", "please": "bitte", "agent": "Mitarbeiter", "wait": "warten"},
    "fr": {"invoice": "facture", "call": "appel", "please": "merci", "agent": "conseiller", "wait": "attendre"},
}


@task(bind=True)
def ner_extract_task(self: Task, text: str, flat: bool = False) -> dict:
    """Entities of a text, by kind or as they come."""
    pairs = extraction.entities(text)
    found = pairs if flat else extraction.grouped(pairs)
    return {"task": self.request_id, "entities": found}


@task(bind=True)
def classifier_classify_task(self: Task, text: str) -> dict:
    """What the caller wants and how it sounds."""
    wanted = language.intent(text)
    mood = language.sentiment(text)
    return {"task": self.request_id, "intent": wanted, "sentiment": mood}


@task(bind=True)
def language_detect_task(self: Task, text: str) -> dict:
    """The language of a text."""
    found = language.detect(text)
    return {"task": self.request_id, "language": found or "unknown"}


@task(bind=True, retries=2)
def translation_translate_task(self: Task, text: str, target: str) -> dict:
    """A text word by word in another language."""
    words = DICTIONARY[target]
    translated = [words.get(word.lower(), word) for word in text.split()]
    return {"task": self.request_id, "text": " ".join(translated)}


@task(bind=True)
def summary_write_task(self: Task, text: str, max_sentences: int = 2) -> dict:
    """The sentences in which most is named."""
    rows = language.sentences(text)
    ranked = sorted(rows, key=lambda row: -len(extraction.entities(row)))
    kept = [row for row in rows if row in ranked[:max_sentences]]
    return {"task": self.request_id, "summary": " ".join(kept)}


@task(bind=True)
def whisper_transcribe_task(self: Task, audio_bytes: bytes, language_hint: str = "en") -> dict:
    """What is heard in some audio: one word for each second."""
    seconds = len(audio_bytes) // 16000
    words = ["silence" if not any(audio_bytes[at * 16000 : (at + 1) * 16000]) else "speech" for at in range(seconds)]
    return {"task": self.request_id, "language": language_hint, "text": " ".join(words)}


@task(bind=True)
def qa_evaluate_task(self: Task, transcript: list[str], rules: tuple[str, ...] = ("hello", "help", "goodbye")) -> dict:
    """How many of the rules of a good call were kept."""
    said = " ".join(transcript).lower()
    kept = [rule for rule in rules if rule in said]
    score = len(kept) / len(rules)
    return {"task": self.request_id, "score": score, "kept": kept}
