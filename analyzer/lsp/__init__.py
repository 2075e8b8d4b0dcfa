"""The language server: the same engine, configuration and suppressions as on the command line, for editors."""
