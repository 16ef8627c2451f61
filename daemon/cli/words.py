"""What the library of the command line says by itself: named here so that our catalogue has its translation.

Nothing calls this; `daemon.locale.update` reads it.
"""

from daemon.language import plural
from rules.verdicts import Text

CLICK = (
    Text("Usage:"),
    Text("Options"),
    Text("Commands"),
    Text("Show this message and exit."),
    Text("Show the version and exit."),
    Text("default: {default}"),
    Text("Aborted!"),
    Text("Error: {message}"),
    Text("Error: invalid input"),
    Text("Try '{command} {option}' for help."),
    Text("No such command {name!r}."),
    Text("No such option {name!r}."),
    Text("Missing command."),
    Text("Missing argument"),
    Text("Missing option"),
    Text("Invalid value: {message}"),
    Text("Invalid value for {param_hint}: {message}"),
    Text("{value!r} is not a valid {number_type}."),
    Text("{value} is not in the range {range}."),
    Text("{name} {filename!r} does not exist."),
    Text("{name} {filename!r} is a directory."),
    Text("{name} {filename!r} is a file."),
    Text("{name} {filename!r} is not readable."),
    Text("Option {name!r} does not take a value."),
    Text("directory"),
    Text("file"),
    Text("path"),
)

CLICK_COUNTS = (
    lambda count: plural("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", count),
    lambda count: plural("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", count),
    lambda count: plural("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", count),
    lambda count: plural("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", count),
    lambda count: plural(
        "{value!r} does not match the format {format}.", "{value!r} does not match the formats {formats}.", count
    ),
)
