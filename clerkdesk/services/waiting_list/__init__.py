"""The waiting list: its order, its holds, follow-ups and planned care; as acts and reads of the desk."""
