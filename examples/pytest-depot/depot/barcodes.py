"""Barcodes of thirteen digits; the last one checks the others."""


def check_digit(digits: str) -> int:
    """The digit that twelve others ask for."""
    weights = (1, 3) * 6
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return -total % 10


def is_valid(code: str) -> bool:
    """Whether a code is complete and its last digit right."""
    return len(code) == 13 and code.isdigit() and check_digit(code[:12]) == int(code[12])
