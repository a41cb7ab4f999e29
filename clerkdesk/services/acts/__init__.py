"""The base of every act: the clerk, the answers, and the keeping of consequences."""
