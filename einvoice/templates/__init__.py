"""Typst templates and the words of each language."""
