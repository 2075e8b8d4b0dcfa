"""What goes wrong between us and a registry."""

from __future__ import annotations


class RegistryError(Exception):
    """A registry could not be asked, or its answer not be used. The message holds no secret."""
