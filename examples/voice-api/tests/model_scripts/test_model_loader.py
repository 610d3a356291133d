import pytest

from app.model_scripts.model_loader import KNOWN, LAYERS, ModelLoader

WANTED = ["voice/whisper-medium", "voice/ner-large", "voice/qa-large", "models/intent-2025-11", "voice/translate-large",
          "voice/diarisation"]


@pytest.fixture
def loader():
    return ModelLoader()


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_known_model_comes_from_the_registry(loader, name):
    assert loader.resolve(name) == "registry"


def test_folder_is_taken_as_it_is(loader, tmp_path):
    assert loader.resolve(str(tmp_path)) == "folder"


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_loaded_model_has_all_layers(loader, name):
    assert tuple(loader.load(name).weights) == LAYERS


@pytest.mark.parametrize("name", WANTED)
def test_production_model_is_found(loader, name):
    assert loader.load(name).name == name


@pytest.mark.parametrize("name", ["ner-2025-11", "intent-2025-12"])
def test_checkpoint_is_restored(loader, name):
    checkpoint = {"embedding.weight": 0.5, "encoder.weight": 0.25, "head.weight": 1.0}
    if name.startswith("ner"):
        del checkpoint["head.weight"]
    assert loader.restore(name, checkpoint).weights["encoder.bias"] == 0


@pytest.mark.skip(reason="needs a runner with a GPU")
@pytest.mark.parametrize("precision", ["float32", "float16", "bfloat16", "int8"])
def test_model_on_a_card(loader, precision):
    assert loader.load("voice/whisper-tiny").on_card(precision)


@pytest.mark.skip(reason="needs the large weights, 3 GiB")
@pytest.mark.parametrize("name", ["voice/whisper-large", "voice/translate-xl"])
def test_large_model(loader, name):
    assert loader.load(name).weights
