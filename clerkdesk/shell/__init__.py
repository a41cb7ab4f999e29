"""The members of the app, such as the key gate, the threads of the database, and the commands of every screen."""
