"""One method for each of the clerk's acts: it gathers facts, asks the rules, keeps what they decided, and commits.

`ServiceContext` is what every service stands on; `Desk` is the facade that screens and commands are handed.
"""
