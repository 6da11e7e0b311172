"""The native rules beside the official judges, over other people's documents and thousands of generated ones."""
