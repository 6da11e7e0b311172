"""Typst templates of letters. How they are filled: sync/letters/compose.py."""
