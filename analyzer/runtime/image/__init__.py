"""Images as they lie in archives: their configuration, their layers, and what these hold."""
