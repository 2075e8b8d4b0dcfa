"""What the language of Dockerfiles means, in our own words, for people who write one.

The facts are those of BuildKit's Dockerfile frontend (frontend/dockerfile: instructions/parse.go,
instructions/commands_run*.go, docs/reference.md). Each module holds one table, a row an entry, and how to look something up
in it.
"""
