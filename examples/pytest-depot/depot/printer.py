"""The label printer, behind a socket."""

import socket


class Printer:
    """Sends labels and waits until each was taken."""

    def __init__(self, host: str, port: int):
        self.line = socket.create_connection((host, port))

    def send(self, text: str) -> bytes:
        """The printer's answer; there is no limit to the waiting."""
        self.line.sendall(text.encode())
        return self.line.recv(16)
