"""Files: what a watch or a service lets a runner keep, dropped into a folder or named on the command line.

The decoders are dear to import; they are loaded by the first file that needs them.
"""

from connectors.files.pull import Files
from connectors.files.settings import Settings

__all__ = ["Files", "Settings"]
