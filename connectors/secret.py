"""A password or key that never shows itself in logs, messages or tracebacks."""


class Secret:
    """Resolved by the configuration from `env:NAME` or `file:PATH`; `reveal()` is the only way to its value."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself, for the call that needs it and nothing else."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret is not to be stored")
