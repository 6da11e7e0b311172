"""The sentences of rules: a TOML table for each set, a rule id and four languages in it."""
