def test_delete(create, ask):
    assert create().status == 201
    assert ask("DELETE", 1).status == 204
    assert ask("GET", 1).status == 404
