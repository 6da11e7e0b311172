"""The native rules against the official artefacts: on every document both must find the same fatal rules.

`make agreement`, or `python -m tests.agreement --help`.
"""
