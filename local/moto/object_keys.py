"""Lets S3 keys hold line breaks, as S3 does.

moto finds the key in a request's path with a regular expression whose dot ends at a line break: such a key has no
route, and the answer is an HTML page that no S3 client understands.
"""

from typing import Any

from moto.moto_server.utilities import RegexConverter


def let_keys_hold_line_breaks() -> None:
    begin = RegexConverter.__init__

    def begin_with_any_character(self: RegexConverter, url_map: Any, *items: Any) -> None:
        begin(self, url_map, *items)
        self.regex = f"(?s:{self.regex})"

    RegexConverter.__init__ = begin_with_any_character
