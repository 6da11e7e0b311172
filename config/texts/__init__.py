"""The wording of reminders, one file per language. How it is read: sync/letters/wording.py."""
