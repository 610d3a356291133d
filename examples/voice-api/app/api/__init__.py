"""The HTTP side: a small router and the resources behind it."""
