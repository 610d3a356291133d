import pytest

from app.api.schemas import SchemaError, callback, text, whole


@pytest.mark.parametrize("value", ["a", " a ", "ü" * 200, "日本語", "0"])
def test_text(value):
    assert text(value) == value.strip()


@pytest.mark.parametrize("value", ["", "   ", None, 7, ["a"], "x" * 201], ids=repr)
def test_not_a_text(value):
    with pytest.raises(SchemaError):
        text(value)


@pytest.mark.parametrize("value", range(10, 21))
def test_whole_number_within_limits(value):
    assert whole(value, 10, 20) == value


@pytest.mark.parametrize("value", [9, 21, -1, 0, 15.0, "15", True, None], ids=repr)
def test_not_within_limits(value):
    with pytest.raises(SchemaError):
        whole(value, 10, 20)


@pytest.mark.parametrize("host", ["example.org", "hooks.example.com", "api.example.net:8443", "sub.domain.example"])
def test_callback_address(host):
    assert callback(f"https://{host}/calls").endswith("/calls")


@pytest.mark.parametrize(
    "address",
    ["http://example.org", "ftp://example.org", "https://localhost/", "https://10.0.0.1/", "https://127.0.0.1/x",
     "https://192.168.2.4/", "example.org", ""],
)
def test_callback_address_is_refused(address):
    with pytest.raises(SchemaError):
        callback(address)
