"""Check that the artifacts say what README.md says they do."""
