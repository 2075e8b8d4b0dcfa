"""What the protocol asks for, handed to features: a module per group, each with `register`."""
