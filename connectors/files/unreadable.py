"""How a file fails."""

from connectors.base import Words


class UnreadableFile(Exception):
    """A file, or a member of an archive, that cannot be taken.

    `why` is one sentence for its owner: what is wrong, and what to do. It holds nothing of what stands in the file.
    """

    def __init__(self, text: str, /, **values: int | str) -> None:
        """`text` is a template of `Words`."""
        self.why = Words(text, **values)
        super().__init__(self.why)
