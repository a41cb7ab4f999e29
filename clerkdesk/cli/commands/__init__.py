"""One module for each group of commands; `clerkdesk.cli.main` says which module holds which command."""
