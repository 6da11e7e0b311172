"""What became of what left: delivered, bounced, complained, and what follows from it."""
