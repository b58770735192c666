"""Secret: no repr, no str, no pickle, no equality by value."""

from typing import NoReturn

SHOWN = "Secret(•••)"


class Secret:
    """Holds bytes that only the vault looks at."""

    __slots__ = ("__kept",)

    def __init__(self, kept: bytes) -> None:
        self.__kept = kept

    def revealed(self) -> bytes:
        """The bytes; to be called at the last moment, inside vault/ only."""
        return self.__kept

    def __repr__(self) -> str:
        return SHOWN

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return SHOWN

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is neither pickled nor copied")

    def __copy__(self) -> NoReturn:
        raise TypeError("a Secret is neither pickled nor copied")

    def __deepcopy__(self, memo: object) -> NoReturn:
        raise TypeError("a Secret is neither pickled nor copied")
