"""Shelves by name; each has so much room."""


class Full(Exception):
    """Nothing more fits."""


class Shelf:
    """Crates in the order in which they came."""

    def __init__(self, name: str, room: int):
        self.name = name
        self.room = room
        self.crates: list[str] = []

    def put(self, crate: str) -> None:
        """One crate more."""
        if len(self.crates) >= self.room:
            raise Full(f"{self.name} has room for {self.room}")
        self.crates.append(crate)

    def take(self) -> str:
        """The oldest crate."""
        return self.crates.pop(0)


def emptiest(shelves: list[Shelf]) -> Shelf:
    """The shelf with most room left; of equals the first."""
    return max(shelves, key=lambda shelf: shelf.room - len(shelf.crates))
