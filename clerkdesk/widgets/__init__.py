"""Lists, fields, forms, bars and lines, of which screens are built. They know neither the database nor a service.

Forms and bars are one family: `get_state()` returns the whole state (values, focus, cursor) as a JSON-able dict, and
`set_state()` restores it.
"""
