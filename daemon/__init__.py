"""The running service: it wires the sources, the rules and the phone together."""
