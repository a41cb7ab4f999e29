"""clerkdesk: a booking desk for NHS outpatient clerks, worked from the keyboard."""

__version__ = "0.1.0"
