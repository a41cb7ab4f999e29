"""What queries of several nouns share: conditions, joins, names of columns, dialects."""
