"""What every other package builds on: numbers, times, privacy, limits."""
