"""The packages of an image, as the databases and the metadata that package managers left in it tell."""
