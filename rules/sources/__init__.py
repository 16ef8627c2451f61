"""Rules on the program's own eyes and voice: sources and receivers."""
