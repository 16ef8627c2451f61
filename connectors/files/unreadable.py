"""How a file fails."""


class UnreadableFile(Exception):
    """A file, or a member of an archive, that cannot be taken.

    The text is one sentence for its owner, of a closed set (the literals it is raised with, which are translated where
    they are shown): what is wrong, and what to do. It holds nothing of what stands in the file.
    """
