def test_create(create):
    response = create()
    assert response.status == 201
    assert response.body["id"] == 1


def test_token_is_needed(create, ask):
    assert create().status == 201
    assert ask("GET", token="somebody else").status == 401
