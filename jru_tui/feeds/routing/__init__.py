"""Travel times from the force's routing engine: OSRM or Valhalla, over HTTP."""
