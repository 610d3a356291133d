"""Background work: bound tasks and their schedule."""
