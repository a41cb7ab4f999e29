"""The shared parts of files of patients in every format: fields, repeats, stated needs."""
