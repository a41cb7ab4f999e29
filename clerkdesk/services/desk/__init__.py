"""The desk as screens and commands get it: the facade, how it is opened, and what it does by itself."""
