"""The consequences of every act, their addressees and due dates, and the people who decide."""
