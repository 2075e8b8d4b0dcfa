"""Known vulnerabilities out of a snapshot of OSV advisories that the user has (https://ossf.github.io/osv-schema/)."""
