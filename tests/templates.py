"""Templates are compiled once for all the applications that the tests build."""

from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Memory(BytecodeCache):
    """Keeps what was compiled in this process, by the template's name and text."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key, bucket.checksum] = bucket.code


def share() -> None:
    """From now on, for every application of this process: compiling takes longer than most tests."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Memory()}
