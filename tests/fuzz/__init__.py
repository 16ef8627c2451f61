"""Bytes that nobody meant to write, for everything that reads a file (`make fuzz`)."""
