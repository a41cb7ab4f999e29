"""Records of one person: joining them, and parting them again; as acts and reads of the desk."""
