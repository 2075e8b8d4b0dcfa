"""What can be done with instructions, a module per kind; each raises `Unfit` where it cannot be done."""
