"""Field mappings: how a document of another format becomes records of `jru/1`, by one TOML file.

`load` reads and checks the file, `formats` makes plain data of JSON, CSV or XML, `mapper` picks the
records out of it, and `mapped_format` takes the native format's place.
"""
