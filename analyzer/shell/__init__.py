"""Shell scripts: commands, words, pipelines and redirects with exact positions. Knows no Dockerfile."""
