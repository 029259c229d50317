"""A lending library: models of every style that SQLAlchemy has, for the tests of seqscan."""
