"""What files of patients of every format share: fields, repeats, stated needs."""
