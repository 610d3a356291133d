import pytest

from app.db.store import MOVES, STATES, Store

PAIRS = [(old, new) for old in STATES for new in STATES]


def filled(count: int) -> Store:
    store = Store()
    for number in range(count):
        store.add_call(f"sip-{number}", "+4917012345", "Ada", seconds=number * 30)
    return store


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=[f"{old} to {new}" for old, new in PAIRS])
def test_state_of_a_call(store, old, new):
    call = store.add_call("sip-1", "+4917012345", "Ada", state=old)
    if new in MOVES[old]:
        store.move(call, new)
    else:
        with pytest.raises(ValueError, match="can't go"):
            store.move(call, new)


@pytest.mark.parametrize(
    ("page", "size", "numbers"),
    [(1, 3, [1, 2, 3]), (2, 3, [4, 5, 6]), (4, 3, [10]), (5, 3, []), (1, 10, list(range(1, 11))), (2, 10, []),
     (10, 1, [10]), (1, 100, list(range(1, 11)))],
    ids=["first", "second", "last", "past the end", "exactly all", "after all", "one by one", "larger than all"],
)
def test_page_of_calls(page, size, numbers):
    assert filled(10).page(page, size) == numbers


@pytest.mark.parametrize("lines", [0, 1, 2, 10, 40])
def test_transcript_keeps_its_order(store, lines):
    call = store.add_call("sip-1", "+4917012345", "Ada")
    for number in range(lines):
        store.say(call, "agent" if number % 2 else "caller", f"line {number}")
    assert [text for _, text in store.transcript(call)] == [f"line {number}" for number in range(lines)]


@pytest.mark.parametrize("other", ["night shift", "backup exchange"])
def test_merge_of_two_exchanges(other):
    store = filled(3)
    assert store.merge(filled(2)) == 2


def test_answer_rate_of_a_new_agent(store):
    assert store.answer_rate("Grace") == 0.0
