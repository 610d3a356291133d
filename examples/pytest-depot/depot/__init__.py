"""A depot: shelves, barcodes, labels and the printer they come out of."""
