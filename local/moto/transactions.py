"""Makes moto's DynamoDB transactions atomic and their cost independent of the table's size.

moto serves each request in a thread of its own, and a transaction that fails puts back a copy of the whole table, made
when it began: what others wrote in between is lost. And that copy is deep, so a table of 600 items makes every
transaction a second long. Here one DynamoDB call runs at a time, and a table's copy shares its items with the table:
an update therefore changes a copy of the item, never the item itself.
"""

import copy
import threading
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler


def make_transactions_atomic() -> None:
    one_at_a_time = threading.RLock()
    call_action = DynamoHandler.call_action
    update_item = DynamoDBBackend.update_item

    def call_alone(self: DynamoHandler) -> Any:
        with one_at_a_time:
            return call_action(self)

    def update_a_copy(self: DynamoDBBackend, table_name: str, key: dict[str, Any], *arguments: Any, **named: Any) -> Any:
        replace_item_by_copy(self, table_name, key)
        return update_item(self, table_name, key, *arguments, **named)

    DynamoHandler.call_action = call_alone
    DynamoDBBackend.update_item = update_a_copy
    Table.__deepcopy__ = share_items


def replace_item_by_copy(backend: DynamoDBBackend, table_name: str, key: dict[str, Any]) -> None:
    table = backend.get_table(table_name)
    hash_key, range_key = backend.get_keys_value(table, key)
    item = table.get_item(hash_key, range_key)
    if item is None:
        return
    if range_key:
        table.items[hash_key][range_key] = copy.deepcopy(item)
    else:
        table.items[hash_key] = copy.deepcopy(item)


def share_items(self: Table, memo: dict[int, Any]) -> Table:
    snapshot = copy.copy(self)
    snapshot.items = copy.copy(self.items)
    if self.has_range_key:
        for hash_key, items in self.items.items():
            snapshot.items[hash_key] = dict(items)
    return snapshot
