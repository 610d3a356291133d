"""What stands on a crate."""

from depot.barcodes import is_valid


def label(code: str, shelf: str, width: int = 24) -> str:
    """Three lines: code, shelf, and a rule below them."""
    if not is_valid(code):
        raise ValueError(f"{code} is no barcode")
    return "\n".join([code.center(width), shelf.upper().center(width), "=" * width])
