"""Hands work to a Docker engine, a registry and scanners, and says truthfully what they did."""
