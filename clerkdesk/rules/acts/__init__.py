"""What every act leads to: consequences, whom they reach, by when they are due, and who decides."""
