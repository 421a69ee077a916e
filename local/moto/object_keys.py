"""Lets S3 keys hold any character, as S3 does.

moto finds the key in a request's path with a regular expression whose dot ends at a line break: such a key has no
route, and the answer is an HTML page that no S3 client understands. And it lists versions without encoding their keys
where a client asks for that, so that some keys come back changed, or in XML that nobody can read.
"""

from typing import Any
from urllib.parse import quote

from moto.moto_server.utilities import RegexConverter
from moto.s3.responses import S3Response


def let_keys_hold_line_breaks() -> None:
    begin = RegexConverter.__init__

    def begin_with_any_character(self: RegexConverter, url_map: Any, *items: Any) -> None:
        begin(self, url_map, *items)
        self.regex = f"(?s:{self.regex})"

    RegexConverter.__init__ = begin_with_any_character


def encode_keys_of_versions() -> None:
    list_versions = S3Response.list_object_versions

    def list_versions_encoded(self: S3Response) -> Any:
        if self.querystring.get("encoding-type", [None])[0] == "url":
            serialized = self.serialized
            self.serialized = lambda answer: serialized(_encoded(answer))
        return list_versions(self)

    S3Response.list_object_versions = list_versions_encoded


def _encoded(answer: Any) -> Any:
    listed = answer.result
    for entry in [*listed["Versions"], *listed["DeleteMarkers"]]:
        entry["Key"] = quote(entry["Key"])
    for marker in ("KeyMarker", "NextKeyMarker"):
        if marker in listed:
            listed[marker] = quote(listed[marker])
    listed["EncodingType"] = "url"
    return answer
