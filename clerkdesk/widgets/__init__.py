"""What screens are built of: lists, fields, forms, bars and lines. Nothing here knows the database or a service.

Forms and bars are one family: each writes down its whole state (values, focus, cursor) as a JSON-able dict with
`get_state()` and puts it back with `set_state()`.
"""
