"""Written when tasks were plain functions: the tests still pass a `self` of their own."""

from unittest.mock import MagicMock

import pytest

from app.tasks import model_tasks

WORKER = MagicMock(name="worker")
CALLERS = ["Mr Smith from London", "Mrs Novak, 20 EUR", "Dr Silva in Lisbon", "Ms Rossi and Mr Rossi", "nobody", "Oslo", "5 CHF"]
WISHES = ["a refund", "cancel it", "no signal", "an upgrade", "your supervisor", "the invoice", "very slow", "hello"]
LINES = ["Ich habe die Rechnung", "I have the invoice", "Je ai la facture", "Yo tengo el recibo", "Io ho il conto", "???"]
TEXTS = ["the invoice please", "one call", "please wait", "agent", "wait for the agent", "no words known"]
STORIES = ["One.", "One. Two.", "Mr Smith called. It rained. He paid 5 EUR.", "Oslo. Rome. Paris.", "A. B. C. D.", "No end"]
SECONDS = [0, 1, 2, 3, 5, 8, 13, 30]
TALKS = [["Hello", "How can I help", "Goodbye"], ["Hello"], ["Bye"], []]


@pytest.mark.parametrize("text", CALLERS)
def test_ner_extract_task(text):
    result = model_tasks.ner_extract_task(WORKER, text, flat=True)
    assert isinstance(result["entities"], list)


@pytest.mark.parametrize("text", WISHES)
def test_classifier_classify_task(text):
    assert model_tasks.classifier_classify_task(WORKER, text)["intent"]


@pytest.mark.parametrize("text", LINES)
def test_language_detect_task(text):
    assert model_tasks.language_detect_task(WORKER, text)["language"]


@pytest.mark.parametrize("text", TEXTS)
def test_translation_translate_task(text):
    assert model_tasks.translation_translate_task(WORKER, text, target="de")["text"]


@pytest.mark.parametrize("text", STORIES)
def test_summary_write_task(text):
    assert model_tasks.summary_write_task(WORKER, text, max_sentences=1)["summary"]


@pytest.mark.parametrize("seconds", SECONDS)
def test_whisper_transcribe_task(seconds):
    result = model_tasks.whisper_transcribe_task(WORKER, audio_bytes=bytes(16000 * seconds))
    assert len(result["text"].split()) == seconds


@pytest.mark.parametrize("transcript", TALKS, ids=["complete", "greeting only", "farewell only", "empty"])
def test_qa_evaluate_task(transcript):
    assert 0 <= model_tasks.qa_evaluate_task.run(conversation=transcript)["score"] <= 1
