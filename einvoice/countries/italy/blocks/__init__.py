"""The parts of the Italian block, each file for one concern; `block.py` puts them together."""
