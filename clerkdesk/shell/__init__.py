"""What the app is made of: the key gate, the threads of the database, and the commands that act on every screen."""
