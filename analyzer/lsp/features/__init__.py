"""What the server can tell of a file, each a function from a snapshot and a place to plain data."""
