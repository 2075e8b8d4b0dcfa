"""What can stand at the cursor: a module for each kind of proposal, and `place`, which tells what is being typed."""
