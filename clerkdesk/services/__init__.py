"""One method for each of the clerk's acts: it gathers facts, asks the rules, keeps what they decided, and commits.

Every service stands on `ServiceContext`; `Desk` is the facade for screens and commands.
"""
