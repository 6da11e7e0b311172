"""What a collector enters about customers: it is kept, read for decisions, and ends; nothing is deleted."""
