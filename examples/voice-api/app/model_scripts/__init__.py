"""The language models, here small and rule-based, behind the interface of large ones."""
