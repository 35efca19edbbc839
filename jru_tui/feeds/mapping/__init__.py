"""Field mappings: how a document of another format becomes records of `jru/1`, by one TOML file.

`load` reads and checks the file, `plain` makes plain data of JSON, CSV or XML, `mapped` picks the
records out of it, and `dialect` puts all that in the native decoder's place.
"""
