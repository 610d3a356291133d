import json

SHOWN = {
    "agents": ("languages", ["de", "fr"]), "alerts": ("level", "warning"), "calls": ("length", "1 min 1 s"),
    "health": ("up", True), "invoices": ("amount", "19.99 EUR"), "models": ("size", "90 MiB"), "numbers": ("free", True),
    "queues": ("busy", True), "recordings": ("seconds", 10), "transcripts": ("text", "Hello.\nGoodbye."),
    "users": ("listens", True), "webhooks": ("url", "https://example.org/hook"),
}


def test_list(create, ask):
    assert create().status == 201
    assert [row["id"] for row in ask("GET").body] == [1]


def test_read(create, ask, resource):
    assert create().status == 201
    response = ask("GET", 1)
    assert response.status == 200
    key, value = SHOWN[resource]
    assert json.loads(response.text())[key] == value


def test_unknown_number(create, ask):
    assert create().status == 201
    assert ask("GET", 99).status == 404
