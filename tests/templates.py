"""Templates are compiled once for all the applications that the tests build."""

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Memory(BytecodeCache):
    """Keeps what was compiled in this process; Jinja itself compares it with the template's text."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


def share() -> None:
    """From now on, for every application of this process: compiling takes longer than most tests."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Memory()}
