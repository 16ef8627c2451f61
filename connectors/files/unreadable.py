"""How a file fails."""

from connectors.base import Words


class UnreadableFile(Exception):
    """A file, or a member of an archive, that cannot be taken.

    `why` tells its owner what is wrong, and what to do. It holds nothing of what stands in the file.
    """

    def __init__(self, why: Words | str) -> None:
        """A sentence without values need not be `Words` yet."""
        self.why = why if isinstance(why, Words) else Words(why)
        super().__init__(self.why)


class TooLarge(UnreadableFile):
    """A file, or a member of an archive, that would fill the memory."""

    def __init__(self) -> None:
        super().__init__("The file is larger than any recording of a run. If it is one, export it again, as FIT.")
