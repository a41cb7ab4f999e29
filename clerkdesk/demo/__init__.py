"""The believable hospital: people, lists, clinics and an inbox, composed by a seed into a new database.

`compose` makes one, `practice` opens it for the screens. A live desk needs none of it, so nothing imports it before
somebody asks for the practice desk.
"""
