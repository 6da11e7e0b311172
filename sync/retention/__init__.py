"""What goes when its time is over, and what must stay."""
