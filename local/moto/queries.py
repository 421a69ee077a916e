"""Makes the cost of a query independent of the table's size.

moto sorts every item of the table by its keys for each query, then looks for those of one partition.
"""

import copy
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table


# The place of `index_name` among the conditions with which moto calls `Table.query`.
INDEX_NAME = 6


def read_one_partition() -> None:
    query = Table.query

    def query_partition(self: Table, hash_key: DynamoType, *conditions: Any, **filters: Any) -> Any:
        if not self.has_range_key or (len(conditions) > INDEX_NAME and conditions[INDEX_NAME]):
            return query(self, hash_key, *conditions, **filters)
        partition = copy.copy(self)
        partition.items = {hash_key: self.items[hash_key]} if hash_key in self.items else {}
        return query(partition, hash_key, *conditions, **filters)

    Table.query = query_partition

