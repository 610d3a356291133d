"""A small shop: prices, vouchers, stock and orders."""
