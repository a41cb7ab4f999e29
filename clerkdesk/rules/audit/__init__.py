"""What the audit says of a row, held against the row as it is stored; as pure rules."""
