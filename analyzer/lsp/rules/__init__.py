"""Rule files and configurations as documents of an editor: what is wrong with them, and what can be written in them."""
