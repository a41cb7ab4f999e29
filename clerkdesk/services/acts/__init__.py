"""What every act stands on: who acts, what an answer is, and how what follows is kept."""
