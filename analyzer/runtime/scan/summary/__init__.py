"""A summary of a scan for people who decide: what was looked at, what was found, and what to do first."""
