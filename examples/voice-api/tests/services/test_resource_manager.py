import pytest

from app.services.resources import Gpu, ResourceManager


@pytest.mark.parametrize("gib", [1, 2, 4, 6])
def test_fullest_card_with_room_is_taken(gib):
    manager = ResourceManager([Gpu("big", 24), Gpu("small", 6)])
    assert manager.acquire("whisper", gib).name == "small"


@pytest.mark.parametrize("gib", [1, 3, 5])
def test_what_is_given_back_is_free(gib):
    manager = ResourceManager([Gpu("small", 6)])
    manager.acquire("ner", gib)
    assert manager.release("ner") == gib and manager.gpus[0].free_gib == 6


@pytest.mark.parametrize(("model", "gib"), [("whisper-large", 8), ("translate-xl", 10), ("qa-large", 12)])
def test_large_model_waits_for_a_card(model, gib):
    manager = ResourceManager([Gpu("first", 6), Gpu("second", 4)])
    assert manager.acquire(model, gib) is None
