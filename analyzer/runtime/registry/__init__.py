"""Registries as the runtime needs them: who is trusted, what is pushed, and what stands there then."""
