"""The screens: what the clerk sees and presses. Each gets frozen rows and typed outcomes; none knows SQL or policy."""
