"""Benchmarks: what Solde does beside what else does it. `python -m bench`; see docs/benchmarks.md."""
