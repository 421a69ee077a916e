"""Writes the items of DynamoDB's answers member by member that is there.

moto looks for each of the ten members that an AttributeValue may have, under each of several spellings. One is there, under its own name:
most of the time that an answer takes went into the search for the others.
"""

from typing import Any

from moto.core.serialize import BaseJSONSerializer


def write_only_what_is_there() -> None:
    of_any_structure = BaseJSONSerializer._serialize_type_structure

    def of_structure(self: BaseJSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
        if shape.name != "AttributeValue" or not isinstance(value, dict):
            of_any_structure(self, serialized, value, shape, key)
            return
        written = self.MAP_TYPE()
        for name, member in value.items():
            self._serialize(written, member, shape.members[name], name)
        self._default_serialize(serialized, written, shape, key)

    BaseJSONSerializer._serialize_type_structure = of_structure
